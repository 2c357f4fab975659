"""NetworkPolicies that let peers in, but not on the port that the Service sends to."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.gates import Blocked
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class NetworkPolicyBlocksService(Rule, frozen=True):
    """A NetworkPolicy lets peers in to the pods of a Service, but on no rule's list is the pod port that the Service sends to.

    Policies see a packet after the Service has translated it: `port` in a policy is the container's port, by number or by
    its own name, never the Service's `port`. The connection then runs into a time-out and nothing logs it.

    Silent where a policy closes the pods altogether, for pods on the host's network, and where any policy that selects
    the pods has the port. Where another port of the same Service is let in, the rest may be closed on purpose: possible.
    """

    id = "network-policy-blocks-service"
    severity = Severity.ERROR
    message = "NetworkPolicy {policy} closes {number}/{protocol} of {workload}, where Service {service} sends port {port}"
    help = "write `port: {number}` in the policy: its ports are those of the pods, not of the Service"
    source = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for blocked in graph.blocked():
            yield self._finding(graph, blocked)

    def _finding(self, graph: Graph, blocked: Blocked) -> Finding:
        confidence, why = _confidence(graph, blocked)
        named = blocked.named is not None
        step: tuple[str | int, ...] = ("ports", blocked.named) if blocked.named is not None else ("ports",)
        place = blocked.policy.at(*blocked.rule.path, *step, part="value" if named else "key")
        return self.finding(
            place,
            confidence=confidence,
            label="this is the Service's port" if named else "the pod port is not among these",
            why=why,
            related=[
                Related(
                    blocked.service.at("spec", "ports", blocked.port.index),
                    f"Service {blocked.service.name} sends this to {blocked.number}",
                ),
                Related(blocked.workload.at("metadata", "name"), f"{blocked.workload}, which the policy selects"),
            ],
            policy=blocked.policy.name,
            workload=blocked.workload,
            number=blocked.number,
            protocol=blocked.port.protocol,
            service=blocked.service.name,
            port=blocked.port.port,
        )


def _confidence(graph: Graph, blocked: Blocked) -> tuple[Confidence, str]:
    files = {blocked.policy.file, blocked.service.file, blocked.workload.file}
    if graph.policies.others(blocked.policy.file):
        return Confidence.POSSIBLE, "policies of another kind stand beside it and may allow more"
    if any(map(graph.scope.alters, files)):
        return Confidence.POSSIBLE, "a kustomization may change the policy, the Service or the pods"
    if blocked.workload.injected:
        return Confidence.POSSIBLE, "an injected sidecar may take the traffic on a port of its own"
    if blocked.named is not None and (len(files) == 1 or graph.scope.rendered):
        return Confidence.CERTAIN, ""
    if blocked.named is not None:
        return Confidence.LIKELY, "the policy names the Service's port"
    if blocked.partly:
        return Confidence.POSSIBLE, "another port of the Service is let in, so this one may be closed on purpose"
    return Confidence.LIKELY, "no port of the Service is let in"
