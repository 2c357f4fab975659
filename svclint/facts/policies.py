"""What keeps traffic out: NetworkPolicies, and the kinds of other vendors that stand beside them."""

from __future__ import annotations

from typing import Literal

from svclint.facts.base import Fact, Object, Path
from svclint.facts.workloads import Selector


class PolicyPort(Fact, frozen=True, gc=False):
    """One entry of `ports` in a rule; `port` None means all of the protocol, `end` the last of a range."""

    port: int | str | None
    end: int | None
    protocol: str


class PolicyPeer(Fact, frozen=True, gc=False):
    """One entry of `from` or `to`; what is not written is None, an empty selector takes everything."""

    pods: Selector | None
    namespaces: Selector | None
    cidr: str | None
    excluded: tuple[str, ...]


class PolicyRule(Fact, frozen=True, gc=False):
    """One entry of `ingress` or `egress`, at `path`; no ports are all ports, no peers are all peers."""

    path: Path
    ports: tuple[PolicyPort, ...]
    peers: tuple[PolicyPeer, ...]

    def peer(self, index: int) -> Path:
        """The path of one of its peers."""
        return (*self.path, "from" if "ingress" in self.path else "to", index)


class NetworkPolicy(Object, frozen=True, gc=False):
    """A networking.k8s.io/v1 NetworkPolicy. `types` are those that it isolates its pods for, defaulted as the API does."""

    selector: Selector
    types: tuple[Literal["Ingress", "Egress"], ...]
    ingress: tuple[PolicyRule, ...]
    egress: tuple[PolicyRule, ...]
    written_types: int
    "How many entries `policyTypes` has."


class ForeignPolicy(Object, frozen=True, gc=False):
    """A policy of another API group (Cilium, Calico, admin policies), whose rules svclint does not read."""
