"""Names that no Service can have."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class InvalidServiceName(Rule, frozen=True):
    """A Service's name becomes a label of its DNS name, so Kubernetes refuses dots, underscores and capitals in it.

    From 1.36 on it may begin with a digit; before, it must begin with a letter. The same holds for the Services that an
    Ingress names as backends. A StatefulSet's `serviceName` may begin with a digit in every version.
    """

    id = "invalid-service-name"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "use lower-case letters, digits and hyphens"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(problem.place, label="Kubernetes refuses this", detail=problem.detail)
