"""Two workloads that take one port of every node."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.contention import HostCollision
from svclint.graph.ports import Landing
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class HostPortCollision(Rule, frozen=True):
    """A DaemonSet takes its host ports on every node, so that another workload with one of them never finds room.

    Ports count with their protocol and host address; on the host network each container port is a host port. A host port
    that is also the node port of a Service is taken away from one of the two on each node. *Possible* where the two stand
    in different folders.

    Silent where a workload chooses its nodes, by node selector or affinity, and on two workloads of which neither is a
    DaemonSet: they find different nodes.
    """

    id = "host-port-collision"
    severity = Severity.WARNING
    message = "host port {port}/{protocol} of {workload} is taken by {other} on every node"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/configuration/overview/#services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for collision in graph.contention.collisions():
            landing, earlier = collision.landing, collision.earlier
            confidence, why = _confidence(graph, collision)
            yield self.finding(
                landing.at("hostPort" if landing.port.host_port else "containerPort"),
                confidence=confidence,
                label="this port of the node is taken",
                why=why,
                related=[
                    Related(earlier.at("hostPort" if earlier.port.host_port else "containerPort"), f"{earlier.workload}")
                    if isinstance(earlier, Landing)
                    else Related(earlier.place, f"{earlier.service} has it as node port")
                ],
                port=landing.host,
                protocol=landing.port.protocol,
                workload=landing.workload,
                other=earlier.workload if isinstance(earlier, Landing) else earlier.service,
                remedy="give one of them another port, or keep them on different nodes"
                if isinstance(earlier, Landing)
                else "give one of them another port",
            )


def _confidence(graph: Graph, collision: HostCollision) -> tuple[Confidence, str]:
    earlier = collision.earlier
    other = earlier.workload if isinstance(earlier, Landing) else earlier.service
    if collision.nearness == "further":
        return Confidence.POSSIBLE, "the two may never be applied to one cluster"
    if graph.scope.alters(collision.landing.workload.file) or graph.scope.alters(other.file):
        return Confidence.POSSIBLE, "a kustomization may change ports or nodes"
    return Confidence.LIKELY, "nothing in these files keeps them on different nodes"
