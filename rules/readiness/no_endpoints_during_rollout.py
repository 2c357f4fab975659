"""A rollout that leaves a Service without a pod."""

from collections.abc import Iterator

from svclint.facts import Service, Workload
from svclint.graph import Graph
from svclint.graph.serving import Gap, gaps
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_REMEDIES = {
    "recreate": "use RollingUpdate, if two versions may run side by side",
    "rolling": "write `maxSurge: 1` and `maxUnavailable: 0`",
    "ordered": "more replicas, or fewer of them unavailable; one pod cannot be replaced without a gap",
    "node": "write `maxSurge: 1` and `maxUnavailable: 0`, if the pod has no host port",
    "everywhere": "write a `maxUnavailable` below 100%",
}


class NoEndpointsDuringRollout(Rule, frozen=True):
    """While the pods are replaced there is a time in which the Service has no endpoint, and connections are refused.

    Computed as the controllers do: `maxUnavailable` rounds down, `maxSurge` rounds up, and if both come to nothing one pod
    may be missing. So 25% of one replica leaves it in place, but not with `maxSurge: 0`. `Recreate` stops all pods first,
    and a StatefulSet replaces its pods one by one, so one replica means a gap. Where a Service keeps traffic on the node
    (a traffic policy of Local), a DaemonSet's pod that is replaced is the only one there.

    Silent where an autoscaler decides the number of replicas, where another workload serves the same Service, and for
    workloads whose pods are replaced by hand.
    """

    id = "no-endpoints-during-rollout"
    severity = Severity.NOTE
    message = "{service} has no endpoint{where} while {workload} rolls out: {reason}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for served in graph.serving.workloads:
            for gap in gaps(served):
                alone = [one for one in graph.serving.alone(served) if gap.kind != "node" or _local(one)]
                if not alone:
                    continue
                yield self.finding(
                    served.workload.at(*gap.path),
                    confidence=Confidence.CERTAIN if served.settled else Confidence.POSSIBLE,
                    why="" if served.settled else "a kustomization may change replicas or strategy",
                    related=[Related(alone[0].at("spec", "selector"), f"{alone[0]} has no other pods")],
                    service=alone[0],
                    where=" on a node" if gap.kind == "node" else "",
                    workload=served.workload,
                    reason=_reason(gap, served.workload),
                    remedy=_REMEDIES[gap.kind],
                )


def _local(service: Service) -> bool:
    options = service.options
    return options is not None and "Local" in (options.internal_traffic_policy, options.external_traffic_policy)


def _reason(gap: Gap, workload: Workload) -> str:
    pods = f"{gap.unavailable} of {gap.replicas} replica{'s' if gap.replicas > 1 else ''}"
    match gap.kind:
        case "recreate":
            return f"Recreate stops {'its pod' if gap.replicas == 1 else f'all {gap.replicas} pods'} before it starts new ones"
        case "rolling":
            return f"{pods} may be unavailable"
        case "ordered":
            return "its only pod is stopped before the new one starts" if gap.replicas == 1 else f"{pods} may be unavailable"
        case "node":
            return "the node's pod is stopped before the new one starts, and traffic is kept on the node"
    return f"{workload.strategy.max_unavailable} of its pods may be unavailable"
