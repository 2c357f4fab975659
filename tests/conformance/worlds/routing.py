"""Random Ingresses, NetworkPolicies and endpoints by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.conformance.worlds.spelling import Raw
from tests.conformance.worlds.words import (
    NAMES,
    ODD_PORT_NAMES,
    PORT_NAMES,
    PORTS,
    Draw,
    Manifest,
    keep,
    labels,
    meta,
    odd,
    one,
    rarely,
)

_ADDRESSES = (
    "10.0.0.1",
    "10.0.0.2",
    "010.0.0.1",
    "127.0.0.1",
    "169.254.0.1",
    "db.example.com",
    "fd00::1",
    "0.0.0.0",
    "1.2.3.4/32",
)
_BLOCKS = ("10.0.0.0/8", "10.0.0.1/8", "10.0.0.0", "010.0.0.0/8", "fd00::/8", "")


def _backend(draw: Draw) -> Manifest:
    port: Manifest = {"number": one(draw, *PORTS)} if draw(st.booleans()) else {"name": one(draw, *PORT_NAMES)}
    if odd(draw, 20):
        port = one(draw, {}, {"number": 80, "name": "http"}, {"number": Raw('"80"')}, {"number": 0}, {"number": 70000},
                   {"name": one(draw, *ODD_PORT_NAMES)})  # fmt: skip
    name = one(draw, "Web", "web.x", "1web", "") if odd(draw, 30) else one(draw, *NAMES, "nowhere")
    return {"service": {"name": name, "port": port}}


@st.composite
def ingresses(draw: Draw) -> Manifest:
    """An Ingress whose backends mostly name what there may be."""
    kind = one(draw, "prefix", "", None) if odd(draw, 20) else one(draw, "Prefix", "Exact", "ImplementationSpecific")
    path = one(draw, "", "x", "/a//b", "/a/../b", "/%2f", None) if odd(draw, 20) else "/"
    rule = keep(path=path, pathType=kind, backend=_backend(draw))
    host = one(draw, "1.2.3.4", "*.example.com", "*", "a:80", "Shop.example.com", "a_b.com", "") if odd(draw, 8) else None
    spec: Manifest = {"rules": [keep(host=host or "shop.example.com" if host != "" else "", http={"paths": [rule]})]}
    if rarely(draw, 4):
        spec["defaultBackend"] = _backend(draw)
    if odd(draw, 20):
        spec = one(draw, {}, {"rules": []}, {"ingressClassName": "nginx"}, {"rules": [{"host": "a.example.com"}]})
    if odd(draw, 20):
        spec["ingressClassName"] = one(draw, "nginx", "Nginx", "")
    found = meta(draw, "web")
    if odd(draw, 20):
        found["annotations"] = {"kubernetes.io/ingress.class": one(draw, "nginx", "other")}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": found, "spec": spec}


def _peer(draw: Draw) -> Manifest:
    peer: Manifest = one(draw, {"podSelector": {"matchLabels": labels(draw)}}, {"namespaceSelector": {}}, {"podSelector": {}})
    if rarely(draw, 6):
        peer = {"ipBlock": keep(cidr=one(draw, *_BLOCKS) if odd(draw, 2) else "10.0.0.0/8")}
    if odd(draw, 20):
        peer = one(draw, {}, {"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}},
                   {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
                   {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}})  # fmt: skip
    return peer


def _allowed(draw: Draw) -> Manifest:
    port: Any = one(draw, *PORTS, *PORT_NAMES)
    if odd(draw, 20):
        port = one(draw, 0, 70000, Raw('"80"'), *ODD_PORT_NAMES)
    end = one(draw, 90, 9000, 10, 70000) if rarely(draw, 12) else None
    return keep(protocol=one(draw, None, "TCP", "UDP", "tcp" if rarely(draw, 8) else "SCTP"), port=port, endPort=end)


@st.composite
def policies(draw: Draw) -> Manifest:
    """A NetworkPolicy."""
    types = one(draw, None, ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["ingress"] if rarely(draw, 8) else None)
    spec: Manifest = keep(podSelector=one(draw, {}, {"matchLabels": labels(draw)}), policyTypes=types)
    if draw(st.booleans()):
        spec["ingress"] = [keep(**{"from": [_peer(draw)]}, ports=one(draw, None, [_allowed(draw)]))]
    if draw(st.booleans()):
        spec["egress"] = [keep(to=[_peer(draw)], ports=one(draw, None, [_allowed(draw)]))]
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta(draw, "web"), "spec": spec}


def _entry(draw: Draw) -> Manifest:
    name = one(draw, *ODD_PORT_NAMES) if odd(draw, 20) else one(draw, None, *PORT_NAMES)
    return keep(name=name, port=one(draw, *PORTS, 0 if rarely(draw, 8) else 80), protocol=one(draw, None, "TCP", "UDP"))


@st.composite
def endpoints(draw: Draw) -> Manifest:
    """An EndpointSlice, or Endpoints, by hand."""
    address = one(draw, *_ADDRESSES) if odd(draw, 4) else "10.0.0.9"
    name = one(draw, *NAMES)
    if draw(st.booleans()):
        subset = keep(addresses=[{"ip": address}], ports=[_entry(draw)])
        return {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta(draw, name), "subsets": [subset]}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": meta(draw, f"{name}-1", {"kubernetes.io/service-name": name}),
        "addressType": one(draw, "IPv6", "FQDN", "ipv4") if odd(draw, 12) else "IPv4",
        "endpoints": [{"addresses": [address]}],
        "ports": [_entry(draw)],
    }
