"""Charts, kustomizations and templates that were not rendered."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity


class NotRendered(Rule, frozen=True):
    """A chart, kustomization or template says nothing until it is rendered; what it would bring was not checked.

    Until then nothing beside it can be told to be missing with any confidence. It is an error where whoever deploys it will
    fail as well: a resource or patch that the repository lacks, a patch without its target, a field that kustomize does not
    know, a template that helm cannot read, values of an Argo CD Application that do not fit its chart. It is a note where
    that depends on what is at hand: a program, a remote base, a dependency to fetch, values that a chart asks for, a file
    that git ignores, that a sparse checkout leaves out or that a generator takes in, and any missing file outside of git,
    where the folder may be an excerpt.

    Silent on expressions inside quotes or block scalars: those are data, as in a ConfigMap of templates.
    """

    id = "not-rendered"
    severity = Severity.ERROR
    of_text = True
    message = "{detail}"
    help = "render it to a file, and check that file"
    source = "https://helm.sh/docs/helm/helm_template/"

    required: bool = False
    "What is not rendered is an error, whatever the reason."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            breaks = problem.serious
            yield self.finding(
                problem.place,
                severity=Severity.ERROR if breaks or self.required else Severity.NOTE,
                confidence=Confidence.LIKELY if breaks and problem.value else Confidence.CERTAIN,
                why=problem.value and f"{problem.value}, but nothing here says so",
                detail=problem.detail,
                help=problem.help or None,
            )
