"""NetworkPolicies whose pods are all on the host's network."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class NetworkPolicyOnHostNetwork(Rule, frozen=True):
    """A NetworkPolicy selects only pods on the host's network, where most network plugins do not apply it.

    The API leaves open what a policy does to such pods; commonly their traffic counts as the node's and passes.

    Silent where the policy selects any pod with a network of its own.
    """

    id = "network-policy-on-host-network"
    severity = Severity.WARNING
    message = (
        "NetworkPolicy {policy} selects only pods on the host's network ({workload}), where most network plugins ignore it"
    )
    help = "protect the node's port by other means, or take the pods off the host's network"
    source = "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for policy in graph.policies.all:
            pods = graph.policies.pods(policy)
            if pods and all(pod.host_network for pod in pods):
                yield self.finding(
                    policy.at("spec", "podSelector", part="key"),
                    confidence=Confidence.POSSIBLE,
                    why="what happens is up to the network plugin",
                    related=[Related(pods[0].at(*pods[0].template[:-1], "spec", "hostNetwork"), f"{pods[0]}")],
                    policy=policy.name,
                    workload=pods[0],
                )
