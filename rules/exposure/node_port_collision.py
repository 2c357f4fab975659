"""Two Services that ask for one node port."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_CONFIDENCE = {"same file": Confidence.CERTAIN, "same folder": Confidence.LIKELY, "further": Confidence.POSSIBLE}
_WHY = {"same file": "", "same folder": "both stand in one folder", "further": "the two may never be applied to one cluster"}


class NodePortCollision(Rule, frozen=True):
    """A node port is a number of the whole cluster: two Services cannot share one, whatever their namespaces and protocols.

    The second is refused. Within one Service two entries may share a number only with the same `port` and different
    protocols. A health check node port counts like any other. *Certain* within one file, *likely* within one folder,
    *possible* further apart, where the two may never meet in one cluster.

    Silent where one object stands twice, between files that are alternatives of each other, and on node port 0, which asks
    for any.
    """

    id = "node-port-collision"
    severity = Severity.ERROR
    answers = "node-port-refused"
    message = "node port {number} of {service} is already asked for by {other}"
    help = "give one of them another number, or none"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#nodeport-custom-port"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for collision in graph.node_port_collisions():
            claim, earlier = collision.claim, collision.earlier
            yield self.finding(
                claim.place,
                confidence=_CONFIDENCE[collision.nearness],
                label="this number is taken",
                why=_WHY[collision.nearness],
                related=[Related(earlier.place, f"{earlier.service} asks for it")],
                number=claim.number,
                service=claim.service,
                other=_told(earlier.service, claim.service),
            )


def _told(earlier: Service, service: Service) -> str:
    if earlier is service:
        return "another entry of it"
    return f"{earlier} of namespace {earlier.namespace}" if earlier.name == service.name else str(earlier)
