"""Egress policies that let pods out to others, but not to the cluster's DNS."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.policies import NoLookup
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class NetworkPolicyBlocksDns(Rule, frozen=True):
    """Egress policies let pods out to other pods, but not to port 53: no Service name resolves for them.

    As soon as one policy isolates pods for egress, DNS needs a rule of its own, like any other traffic: UDP 53, and TCP 53
    for answers that do not fit into a datagram. Only TCP 53 is a warning, as resolvers ask over UDP first.

    Silent where egress is closed, or open to address blocks only, where a rule has port 53 or 5353, a port named after
    dns, or all ports to where the cluster's DNS may be, and for pods that do not ask the cluster's DNS.
    """

    id = "network-policy-blocks-dns"
    severity = Severity.ERROR
    message = (
        "NetworkPolicy {policy} lets {workload} out to others, but not to ask the cluster's DNS{how}: no Service name resolves"
    )
    help = "add an egress rule with `ports: [{{port: 53, protocol: UDP}}, {{port: 53, protocol: TCP}}]`"
    source = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[int] = set()
        for one in graph.policies.without_lookups():
            if id(one.policy) not in told:
                told.add(id(one.policy))
                yield self._finding(graph, one)

    def _finding(self, graph: Graph, one: NoLookup) -> Finding:
        uses = graph.names.looks_up(one.workload)
        confidence, why = (
            Confidence.LIKELY,
            "it names pods or namespaces to reach" if one.to_pods else "the pods use Service names",
        )
        if not one.to_pods and not uses:
            confidence, why = Confidence.POSSIBLE, "the pods may need no names"
        if graph.policies.others(one.policy.file):
            confidence, why = Confidence.POSSIBLE, "policies of another kind stand beside it and may allow more"
        elif graph.scope.alters(one.policy.file):
            confidence, why = Confidence.POSSIBLE, "a kustomization may change the policy or bring another"
        return self.finding(
            one.policy.at("spec", "egress", part="key"),
            severity=Severity.WARNING if one.tcp else Severity.ERROR,
            confidence=confidence,
            label="no rule has UDP port 53",
            why=why,
            related=[
                Related(uses.place, f"{one.workload} looks up {uses.reference.host}")
                if uses
                else Related(one.workload.at("metadata", "name"), f"{one.workload}, which the policy selects")
            ],
            policy=one.policy.name,
            workload=one.workload,
            how=" over UDP" if one.tcp else "",
        )
