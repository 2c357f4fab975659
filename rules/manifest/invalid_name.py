"""Names that Kubernetes refuses."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class InvalidName(Rule, frozen=True):
    """The name of an object, namespace, container or volume is missing, or Kubernetes refuses its characters or length.

    Most objects are named as DNS subdomains: lower-case letters, digits, `-` and `.`. StatefulSets, Namespaces, containers
    and volumes take no dots. Jobs have 63 characters, CronJobs 52, as their pods' names are made of them.

    Silent on names of Services, of which invalid-service-name speaks, and on placeholders.
    """

    id = "invalid-name"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "use lower-case letters, digits and hyphens"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph)
