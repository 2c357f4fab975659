"""Traffic from outside that stays on the node it enters, for pods that are not on every node."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ExternalTrafficLocalGap(Rule, frozen=True):
    """With `externalTrafficPolicy: Local` a node port answers only on nodes that run one of the pods, and drops the rest.

    It keeps the client's address. A NodePort has no health check that tells clients which nodes to take, so whoever is
    sent to another node waits in vain: a warning. A load balancer asks each node's health check port and leaves the empty
    ones out, but spreads over nodes and not over pods, and loses connections in the time between two checks: a note.

    Silent for a DaemonSet without a node selector, but for one by operating system.
    """

    id = "external-traffic-local-gap"
    severity = Severity.WARNING
    message = "{service} takes traffic only on nodes that run one of its pods, and {workload} {gap}: {outcome}"
    help = "run the pods as a DaemonSet, or send clients to the nodes that have one; Cluster hides the client's address"
    source = "https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for local in graph.scale.local("external"):
            service, workload = local.service, local.workload
            steered = service.type == "LoadBalancer"
            settled = not graph.unsettled(graph.selection(service))
            sure = settled and not steered
            yield self.finding(
                service.at("spec", "externalTrafficPolicy"),
                severity=Severity.NOTE if steered or workload.kind == "DaemonSet" else Severity.WARNING,
                confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
                label="only to pods of the same node",
                why="clients may know which nodes to take"
                if sure
                else "a kustomization may change it"
                if not settled
                else "the load balancer's health check steers it to nodes that have a pod",
                related=[Related(workload.at(*local.path), local.gap)],
                service=service,
                workload=workload,
                gap=local.gap,
                outcome="the load balancer spreads over nodes, not over pods"
                if steered
                else "its node port drops connections on all others",
            )
