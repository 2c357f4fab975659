"""Values outside the closed set that a field takes."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class UnsupportedValue(Rule, frozen=True):
    """A field that takes one of a few words has another one, and Kubernetes refuses the object.

    The words are case-sensitive. The published OpenAPI lists none of them, so that checks of shape alone let them pass.

    Silent on an empty word where Kubernetes takes that for none, and on placeholders.
    """

    id = "unsupported-value"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(
                problem.place,
                label="Kubernetes refuses this",
                detail=problem.detail,
                remedy=problem.help or "write one of these",
            )
