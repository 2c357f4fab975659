"""NetworkPolicies, from plain data to facts, with Kubernetes' defaults."""

from __future__ import annotations

from typing import Any, Literal

from svclint.facts import ForeignPolicy, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, Selector
from svclint.read.plain import Header, items, label_selector, mapping, text, whole, words


def policy(_group: str, data: dict[str, Any], header: Header) -> NetworkPolicy:
    """A networking.k8s.io/v1 NetworkPolicy."""
    spec = mapping(data.get("spec"))
    ingress, egress = _rules(spec, "ingress", "from"), _rules(spec, "egress", "to")
    types: list[Literal["Ingress", "Egress"]] = []
    listed = items(spec.get("policyTypes"))
    if "Ingress" in listed or not listed:
        types.append("Ingress")
    if "Egress" in listed or (egress and not listed):
        types.append("Egress")
    return NetworkPolicy(
        *header, (), label_selector(mapping(spec.get("podSelector"))), tuple(types), ingress, egress, written_types=len(listed)
    )


def _rules(spec: dict[str, Any], field: str, peers: str) -> tuple[PolicyRule, ...]:
    return tuple(
        PolicyRule(
            ("spec", field, index),
            tuple(map(_port, items(rule.get("ports")))),
            tuple(map(_peer, items(rule.get(peers)))),
        )
        for index, rule in enumerate(items(spec.get(field)))
        if isinstance(rule, dict)
    )


def _port(entry: Any) -> PolicyPort:
    written = mapping(entry)
    port = written.get("port")
    return PolicyPort(
        port if isinstance(port, str) else whole(port), whole(written.get("endPort")), text(written.get("protocol")) or "TCP"
    )


def _peer(entry: Any) -> PolicyPeer:
    written = mapping(entry)
    block = written.get("ipBlock")
    return PolicyPeer(
        _selector(written.get("podSelector")),
        _selector(written.get("namespaceSelector")),
        text(block.get("cidr")) if isinstance(block, dict) else None,
        words(mapping(block).get("except")),
    )


def _selector(written: object) -> Selector | None:
    return label_selector(written) if isinstance(written, dict) else None


def foreign(_group: str, _data: dict[str, Any], header: Header) -> ForeignPolicy:
    """A policy of another API group."""
    return ForeignPolicy(*header, ())


KINDS = {
    ("networking.k8s.io", "NetworkPolicy"): policy,
    **dict.fromkeys(
        (
            ("cilium.io", "CiliumNetworkPolicy"),
            ("cilium.io", "CiliumClusterwideNetworkPolicy"),
            ("crd.projectcalico.org", "NetworkPolicy"),
            ("crd.projectcalico.org", "GlobalNetworkPolicy"),
            ("projectcalico.org", "NetworkPolicy"),
            ("projectcalico.org", "GlobalNetworkPolicy"),
            ("policy.networking.k8s.io", "AdminNetworkPolicy"),
            ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
            ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
        ),
        foreign,
    ),
}
