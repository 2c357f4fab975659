"""Names that no Service can have."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class InvalidServiceName(Rule, frozen=True):
    """A Service's name, or the name of one in an Ingress or a StatefulSet, has a dot, an underscore or capitals.

    The name becomes one label of a DNS name, so Kubernetes refuses anything else. Up to 1.35 it must begin with a letter.

    Silent on a digit at the start from 1.36 on, and in a StatefulSet's `serviceName` always; on placeholders too.
    """

    id = "invalid-service-name"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "use lower-case letters, digits and hyphens"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph)
