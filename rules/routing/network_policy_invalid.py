"""NetworkPolicies that the API refuses."""

from collections.abc import Iterator

from svclint.facts import NetworkPolicy, Path, PolicyPeer, PolicyPort
from svclint.graph import Graph
from svclint.graph.addresses import Network, network, network_fault
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Rule, Severity


class NetworkPolicyInvalid(Rule, frozen=True):
    """A NetworkPolicy has a port range, a peer or a list of types that the API refuses.

    `endPort` needs a `port` that is a number and not above it. A peer is either an `ipBlock` or selectors, and not
    nothing: `- {}` allows nobody, while no `from` at all allows everybody. What a block excludes must lie inside it.
    Port numbers are 1 to 65535, names those of container ports, protocols TCP, UDP or SCTP in capitals.

    Silent on addresses that are none, unknown types and numbers in quotes, of which other rules speak.
    """

    id = "network-policy-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph, "write a port that pods can have")
        for policy in graph.policies.all:
            for path, detail, remedy in _troubles(policy, graph.cluster.minor):
                yield self.finding(policy.at(*path), label="Kubernetes refuses this", detail=detail, remedy=remedy)


def _troubles(policy: NetworkPolicy, minor: int) -> Iterator[tuple[Path, str, str]]:
    if policy.written_types > 2:
        yield (
            ("spec", "policyTypes"),
            f"policyTypes has {policy.written_types} entries, there are two types",
            "name each type once",
        )
    for rule in (*policy.ingress, *policy.egress):
        for index, port in enumerate(rule.ports):
            trouble = _range(port)
            if trouble:
                yield (*rule.path, "ports", index, "endPort"), *trouble
        for index, peer in enumerate(rule.peers):
            for path, detail, remedy in _peer(peer, minor):
                yield (*rule.peer(index), *path), detail, remedy


def _range(port: PolicyPort) -> tuple[str, str] | None:
    if port.end is None or is_placeholder(str(port.port)):
        return None
    if port.port is None:
        return f"endPort {port.end} without a port", "write the first port of the range as `port`"
    if isinstance(port.port, str):
        return f"endPort {port.end} beside the named port {port.port}", "write the first port of the range by number"
    if port.end < port.port:
        return f"endPort {port.end} is below port {port.port}", "write the higher number as endPort"
    return None


def _peer(peer: PolicyPeer, minor: int) -> Iterator[tuple[Path, str, str]]:
    selects = peer.pods is not None or peer.namespaces is not None
    if peer.cidr is None and not selects:
        yield (
            (),
            "a peer without ipBlock, podSelector and namespaceSelector",
            "leave out the list to allow everybody, or say whom",
        )
    if peer.cidr is not None and selects:
        yield (), "a peer with both ipBlock and a selector", "make two peers of it"
    block = network(peer.cidr or "")
    for index, text in enumerate(peer.excluded):
        inner = network(text)
        if block and inner and not network_fault(text, minor) and not _inside(inner, block):
            yield ("ipBlock", "except", index), f"{text} does not lie inside {peer.cidr}", "exclude a part of the block"


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.prefixlen > outer.prefixlen and inner.network_address in outer
