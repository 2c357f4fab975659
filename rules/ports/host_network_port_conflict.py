"""Replicas that all want one port of their node."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.contention import landings
from svclint.rule import Confidence, Finding, Rule, Severity


class HostNetworkPortConflict(Rule, frozen=True):
    """Each node has a port once: of several pods with one host port, a node takes one, and the others wait for other nodes.

    On the host network every container port is a host port. With one replica this meets a rollout, which by default starts
    the new pod before it stops the old one. With enough nodes all of it is right, so this is advice, and only *possible*.

    Silent on DaemonSets, which have one pod on each node.
    """

    id = "host-network-port-conflict"
    severity = Severity.NOTE
    message = "{trouble}, and each node has port {port}/{protocol} once"
    help = "see that there are nodes enough, make it a DaemonSet, or let a Service reach the pods instead of host ports"
    source = "https://kubernetes.io/docs/concepts/configuration/overview/#services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload in graph.contention.workloads:
            trouble = _trouble(workload)
            landing = next(landings(workload), None) if trouble else None
            if landing:
                yield self.finding(
                    landing.at("hostPort" if landing.port.host_port else "containerPort"),
                    confidence=Confidence.POSSIBLE,
                    label="one pod for each node",
                    why="the number of nodes is not known here",
                    trouble=trouble,
                    port=landing.host,
                    protocol=landing.port.protocol,
                )


def _trouble(workload: Workload) -> str:
    if workload.kind in ("DaemonSet", "Pod") or not workload.long_running:
        return ""
    if workload.replicas > 1:
        return f"{workload} has {workload.replicas} pods"
    surges = workload.strategy.type != "Recreate" and workload.strategy.max_surge not in (0, "0%", "0")
    return f"a rollout of {workload} starts a second pod beside the first" if workload.kind == "Deployment" and surges else ""
