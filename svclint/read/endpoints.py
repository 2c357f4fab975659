"""EndpointSlices and v1 Endpoints, from plain data to facts, with Kubernetes' defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from svclint.facts import Endpoints, EndpointsAddress, EndpointsPort, Path
from svclint.read.limit import Limit, Table, between, never
from svclint.read.plain import Header, items, mapping, text, whole
from svclint.read.syntax import label_name, qualified_name, subdomain_name

_SERVICE = "kubernetes.io/service-name"
_MANAGER = "endpointslice.kubernetes.io/managed-by"
_UNMIRRORED = "endpointslice.kubernetes.io/skip-mirror"
_LEADER = "control-plane.alpha.kubernetes.io/leader"


def endpoint_slice(_group: str, data: dict[str, Any], header: Header) -> Endpoints:
    """A discovery.k8s.io EndpointSlice."""
    labels = dict(header[6])
    addresses = tuple(
        EndpointsAddress(address, ("endpoints", index, "addresses", number), number == 0)
        for index, endpoint in enumerate(items(data.get("endpoints")))
        for number, address in enumerate(items(mapping(endpoint).get("addresses")))
        if isinstance(address, str)
    )
    return Endpoints(
        *header,
        (),
        labels.get(_SERVICE, ""),
        True,
        text(data.get("addressType")),
        addresses,
        _ports(data.get("ports"), ()),
        managed=labels.get(_MANAGER, "").endswith("-controller.k8s.io"),
    )


def endpoints(_group: str, data: dict[str, Any], header: Header) -> Endpoints:
    """A v1 Endpoints, which takes the name of its Service."""
    subsets = [(index, mapping(subset)) for index, subset in enumerate(items(data.get("subsets")))]
    ports: tuple[EndpointsPort, ...] = ()
    for index, subset in subsets:
        ports += _ports(subset.get("ports"), ("subsets", index))
    idle: Literal["", "leader election", "not mirrored"] = ""
    if (_UNMIRRORED, "true") in header[6]:
        idle = "not mirrored"
    if _LEADER in mapping(mapping(data.get("metadata")).get("annotations")):
        idle = "leader election"
    return Endpoints(
        *header,
        (),
        header[1],
        False,
        "",
        tuple(_addresses(subsets)),
        ports,
        idle,
    )


def _addresses(subsets: list[tuple[int, dict[str, Any]]]) -> Iterator[EndpointsAddress]:
    for index, subset in subsets:
        for field in ("addresses", "notReadyAddresses"):
            for number, address in enumerate(items(subset.get(field))):
                ip = mapping(address).get("ip")
                if isinstance(ip, str):
                    yield EndpointsAddress(ip, ("subsets", index, field, number, "ip"))


def _ports(written: object, base: Path) -> tuple[EndpointsPort, ...]:
    return tuple(
        EndpointsPort(
            text(port.get("name")),
            whole(port.get("port")) or None,
            text(port.get("protocol")) or "TCP",
            (*base, "ports", index),
        )
        for index, port in enumerate(items(written))
        if isinstance(port, dict)
    )


KINDS = {("discovery.k8s.io", "EndpointSlice"): endpoint_slice, ("", "Endpoints"): endpoints}

_RULE = "endpoints-invalid"
_NAMED = {"hostname": label_name(_RULE), "nodeName": subdomain_name(_RULE)}
_PORT = {"name": label_name(_RULE, empty=True), "appProtocol": qualified_name(_RULE)}


def _filled(field: str, low: int) -> dict[str, Any]:
    return {"properties": {field: {"type": "array", "minItems": low}}, "required": [field]}


LIMITS: Table = {
    "discovery.v1.EndpointSlice": {
        "": (never(_RULE, _filled("endpoints", 1001), "must not have more than 1,000 entries", field="endpoints"),)
    },
    "discovery.v1.Endpoint": {
        **_NAMED,
        "addresses[]": (Limit(_RULE, "not", {"type": "null"}, "must be an address"),),
        "": (
            never(
                _RULE,
                {
                    "anyOf": [
                        {"properties": {"addresses": {"type": "array", "maxItems": 0}}, "required": ["addresses"]},
                        _filled("addresses", 101),
                    ]
                },
                "must have 1 to 100 entries",
                field="addresses",
            ),
        ),
    },
    "discovery.v1.EndpointPort": _PORT,
    "core.v1.EndpointSubset": {
        "": (
            never(
                _RULE,
                {"not": {"anyOf": [_filled("addresses", 1), _filled("notReadyAddresses", 1)]}},
                "must have entries, unless there are notReadyAddresses",
                field="addresses",
            ),
        )
    },
    "core.v1.EndpointAddress": _NAMED,
    "core.v1.EndpointPort": {**_PORT, "port": between(_RULE, 1, 65535)},
}
"""As `limits.LIMITS`: what Kubernetes refuses of endpoints beside their addresses."""
