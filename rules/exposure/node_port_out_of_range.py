"""A node port outside the cluster's range."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity


class NodePortOutOfRange(Rule, frozen=True):
    """A node port outside the API server's `--service-node-port-range` is refused, and so is a health check node port.

    The default range is 30000-32767. Set `node-port-range` in the config where a cluster has another one: then this is certain.

    Silent on `nodePort: 0`, which asks for any number of the range.
    """

    id = "node-port-out-of-range"
    severity = Severity.ERROR
    answers = "node-port-refused"
    message = "node port {number} is outside {low}-{high}, so Kubernetes refuses {service}"
    help = "choose a number between {low} and {high}, or leave it out to be given one"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"

    def find(self, graph: Graph) -> Iterator[Finding]:
        low, high = graph.cluster.node_ports
        known = graph.cluster.known_range
        for claim in graph.claims():
            if not low <= claim.number <= high:
                yield self.finding(
                    claim.place,
                    confidence=Confidence.CERTAIN if known else Confidence.LIKELY,
                    label=f"outside {low}-{high}",
                    why="" if known else "taken to be the default range; `node-port-range` says another",
                    number=claim.number,
                    low=low,
                    high=high,
                    service=claim.service,
                )
