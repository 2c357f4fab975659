"""A Service that keeps traffic on the node, for pods that are not on every node."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class InternalTrafficLocalGap(Rule, frozen=True):
    """With `internalTrafficPolicy: Local` a node sends only to its own pods: on a node without one, connections are dropped.

    Nothing falls back to the pods of other nodes, not even while the node's pod restarts. It suits a DaemonSet, one pod on
    every node. `trafficDistribution: PreferSameNode` prefers the node's own pod and goes elsewhere where there is none.

    Silent for a DaemonSet without a node selector, but for one by operating system.
    """

    id = "internal-traffic-local-gap"
    severity = Severity.WARNING
    message = "{service} keeps traffic on the node, but {workload} {gap}: on the other nodes connections to it are dropped"
    help = "write `trafficDistribution: PreferSameNode` instead (Kubernetes 1.35), or run the pods as a DaemonSet"
    source = "https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for local in graph.scale.local("internal"):
            service, workload = local.service, local.workload
            settled = not graph.unsettled(graph.selection(service))
            yield self.finding(
                service.at("spec", "internalTrafficPolicy"),
                severity=Severity.NOTE if workload.kind == "DaemonSet" else Severity.WARNING,
                confidence=Confidence.LIKELY if settled else Confidence.POSSIBLE,
                label="only to pods of the same node",
                why="clients may run on the same nodes only" if settled else "a kustomization may change it",
                related=[Related(workload.at(*local.path), local.gap)],
                service=service,
                workload=workload,
                gap=local.gap,
            )
