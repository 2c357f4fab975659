"""Node ports that Kubernetes may have given away."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity


class NodePortMayBeTaken(Rule, frozen=True):
    """A node port written by hand lies where Kubernetes gives out numbers by itself, so another Service may hold it already.

    Of the range 30000-32767 the first 86 are kept for numbers that are written. The next numbers are given to Services that
    ask for any; if one of those is there first, this Service is refused.

    Silent on numbers outside the range, and where a range is too small to have a part of its own.
    """

    id = "node-port-may-be-taken"
    severity = Severity.NOTE
    message = "node port {number} of {service} may be taken: Kubernetes gives out {low} to {high} by itself"
    help = "choose {first} to {last}, or leave it out"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions"

    def find(self, graph: Graph) -> Iterator[Finding]:
        first, high = graph.cluster.node_ports
        size = high - first + 1
        kept = min(max(16, size // 32), 128)
        if kept >= size:
            return
        for claim in graph.claims():
            if first + kept <= claim.number <= high:
                yield self.finding(
                    claim.place,
                    confidence=Confidence.POSSIBLE,
                    why="it is free as long as nothing else was given it",
                    number=claim.number,
                    service=claim.service,
                    low=first + kept,
                    high=high,
                    first=first,
                    last=first + kept - 1,
                )
