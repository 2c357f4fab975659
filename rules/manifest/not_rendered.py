"""Charts and templates that were not rendered."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class NotRendered(Rule, frozen=True):
    """A Helm chart or a template says nothing until it is rendered; what it would bring was not checked.

    Until then nothing beside it can be told to be missing with any confidence.

    Silent on expressions inside quotes or block scalars: those are data, as in a ConfigMap of templates.
    """

    id = "not-rendered"
    severity = Severity.NOTE
    of_text = True
    message = "{detail}"
    help = "render it to a file, and check that file"
    source = "https://helm.sh/docs/helm/helm_template/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(problem.place, detail=problem.detail, help=problem.help or None)
