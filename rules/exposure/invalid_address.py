"""IP addresses and CIDR blocks that are none."""

from collections.abc import Iterator

from svclint.facts import Object, Path
from svclint.graph import Graph
from svclint.graph.addresses import network_fault
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Rule, Severity


class InvalidAddress(Rule, frozen=True):
    """An IP address or CIDR block is none, or is one that Kubernetes refuses in that place.

    That goes for `clusterIP`, `clusterIPs`, `externalIPs`, source ranges as field and annotation, and the blocks of
    NetworkPolicies. External IPs may not be loopback, link-local or unspecified. From 1.36 on leading zeros, bits beyond a
    prefix and IPv4 addresses in IPv6 form are refused as well.

    Silent on source ranges of other types than LoadBalancer, which are refused as a whole, and on placeholders.
    """

    id = "invalid-address"
    severity = Severity.ERROR
    answers = "refused"
    message = "{field} `{text}` {fault}"
    help = "write an address such as 10.0.0.1, or a block such as 10.0.0.0/8"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(problem.place, field="cidr", text="", fault="is no CIDR block such as 10.0.0.0/8")
        for one in graph.exposure.faulty:
            yield self._finding(one.service, one.path, one.text, one.fault)
        for policy in graph.policies.all:
            for rule in (*policy.ingress, *policy.egress):
                for index, peer in enumerate(rule.peers):
                    if peer.cidr is None:
                        continue
                    path = (*rule.peer(index), "ipBlock")
                    blocks = [
                        ((*path, "cidr"), peer.cidr),
                        *(((*path, "except", i), one) for i, one in enumerate(peer.excluded)),
                    ]
                    for where, text in blocks:
                        fault = network_fault(text, graph.cluster.minor)
                        if fault and (text or where[-1] != "cidr") and not is_placeholder(text):
                            yield self._finding(policy, where, text, fault)

    def _finding(self, found: Object, path: Path, text: str, fault: str) -> Finding:
        field = next(step for step in reversed(path) if isinstance(step, str))
        told = "the annotation's block" if path[0] == "metadata" else field
        return self.finding(found.at(*path), label="Kubernetes refuses this", field=told, text=text, fault=fault)
