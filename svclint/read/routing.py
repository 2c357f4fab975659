"""Ingresses, Gateway API routes, Gateways, their classes and reference grants, from plain data to facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint.facts import Backend, Gateway, Grant, Ingress, Listener, Parent, Path, ReferenceGrant, Route, RoutingClass
from svclint.facts.routing import From
from svclint.read.plain import Header, items, label_selector, mapping, text, whole, words

GATEWAY = "gateway.networking.k8s.io"
INGRESS_CLASS = "kubernetes.io/ingress.class"
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_SPACES: dict[str, From] = {"Same": "Same", "All": "All", "Selector": "Selector", "None": "None"}


def ingress(_group: str, data: dict[str, Any], header: Header) -> Ingress:
    """An Ingress, of v1 or of the versions before, which wrote their backends otherwise."""
    spec = mapping(data.get("spec"))
    annotation = mapping(mapping(data.get("metadata")).get("annotations")).get(INGRESS_CLASS)
    name = spec.get("ingressClassName")
    return Ingress(
        *header,
        () if spec.get("rules") or "defaultBackend" in spec or "backend" in spec else ("rules",),
        tuple(_ingress_backends(spec, data.get("apiVersion") == "networking.k8s.io/v1")),
        name if isinstance(name, str) else None,
        annotation if isinstance(annotation, str) else None,
    )


def written_backends(spec: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every backend of an Ingress spec that is a mapping, with its path."""
    for field in ("defaultBackend", "backend"):
        if isinstance(spec.get(field), dict):
            yield ("spec", field), spec[field]
    for index, rule in enumerate(items(spec.get("rules"))):
        for number, path in enumerate(items(mapping(mapping(rule).get("http")).get("paths"))):
            backend = mapping(path).get("backend")
            if isinstance(backend, dict):
                yield ("spec", "rules", index, "http", "paths", number, "backend"), backend


def _ingress_backends(spec: dict[str, Any], current: bool) -> Iterator[Backend]:
    for path, written in written_backends(spec):
        service = mapping(written.get("service"))
        if service:
            port = mapping(service.get("port"))
            name, number = text(port.get("name")), whole(port.get("number")) or None
            wanted = name or (number if number and 1 <= number <= 65535 else None)
            at = (*path, "service", "port", "name" if name else "number")
            if text(service.get("name")):
                yield Backend((*path, "service", "name"), at, text(service["name"]), None, wanted)
        elif not current and text(written.get("serviceName")):
            old = written.get("servicePort")
            yield Backend(
                (*path, "serviceName"), (*path, "servicePort"), written["serviceName"], None, whole(old) or text(old) or None
            )


def route(_group: str, data: dict[str, Any], header: Header) -> Route:
    """A route of the Gateway API, with the Gateways it names and every Service it sends or mirrors to."""
    spec = mapping(data.get("spec"))
    backends = [
        _reference((*path, index), written)
        for path, listed in _reference_lists(spec)
        for index, written in enumerate(listed)
        if _is_service(written)
    ]
    for path, filters in _filter_lists(spec):
        for index, one in enumerate(filters):
            mirrored = mapping(mapping(mapping(one).get("requestMirror")).get("backendRef"))
            if _is_service(mirrored):
                backends.append(_reference((*path, index, "requestMirror", "backendRef"), mirrored))
    return Route(*header, (), tuple(backends), tuple(_parents(spec)), words(spec.get("hostnames")))


def _parents(spec: dict[str, Any]) -> Iterator[Parent]:
    for index, written in enumerate(map(mapping, items(spec.get("parentRefs")))):
        is_gateway = written.get("group", GATEWAY) == GATEWAY and written.get("kind", "Gateway") == "Gateway"
        if is_gateway and text(written.get("name")):
            yield Parent(
                ("spec", "parentRefs", index),
                text(written["name"]),
                text(written.get("namespace")) or None,
                text(written.get("sectionName")) or None,
                whole(written.get("port")),
            )


def _reference_lists(spec: dict[str, Any]) -> Iterator[tuple[Path, list[Any]]]:
    for index, rule in enumerate(items(spec.get("rules"))):
        yield ("spec", "rules", index, "backendRefs"), items(mapping(rule).get("backendRefs"))


def _filter_lists(spec: dict[str, Any]) -> Iterator[tuple[Path, list[Any]]]:
    for index, rule in enumerate(items(spec.get("rules"))):
        yield ("spec", "rules", index, "filters"), items(mapping(rule).get("filters"))
        for number, one in enumerate(items(mapping(rule).get("backendRefs"))):
            yield ("spec", "rules", index, "backendRefs", number, "filters"), items(mapping(one).get("filters"))


def _is_service(written: object) -> bool:
    return (
        isinstance(written, dict)
        and not written.get("group")
        and (written.get("kind") or "Service") == "Service"
        and bool(text(written.get("name")))
    )


def _reference(path: Path, written: dict[str, Any]) -> Backend:
    port, weight = written.get("port"), whole(written.get("weight"))
    if isinstance(port, str) and port.isdecimal():
        port = int(port)
    return Backend(
        (*path, "name"),
        (*path, "port"),
        written["name"],
        text(written.get("namespace")) or None,
        port if port is None or type(port) is int else str(port),
        weight == 0,
    )


def gateway(_group: str, data: dict[str, Any], header: Header) -> Gateway:
    """A Gateway with its listeners, defaulted as the Gateway API does: routes of the same namespace only."""
    spec = mapping(data.get("spec"))
    found = [
        _listener(index, written) for index, written in enumerate(items(spec.get("listeners"))) if isinstance(written, dict)
    ]
    return Gateway(*header, () if found else ("listeners",), text(spec.get("gatewayClassName")), tuple(found))


def _listener(index: int, written: dict[str, Any]) -> Listener:
    allowed = mapping(written.get("allowedRoutes"))
    namespaces = mapping(allowed.get("namespaces"))
    selector = namespaces.get("selector")
    kinds = tuple(
        text(one.get("kind")) for one in map(mapping, items(allowed.get("kinds"))) if one.get("group", GATEWAY) == GATEWAY
    )
    return Listener(
        index,
        text(written.get("name")),
        whole(written.get("port")),
        text(written.get("protocol")),
        text(written.get("hostname")),
        _SPACES.get(text(namespaces.get("from")), "Same" if namespaces.get("from") is None else "All"),
        label_selector(selector) if isinstance(selector, dict) else None,
        kinds if allowed.get("kinds") else None,
    )


def routing_class(_group: str, data: dict[str, Any], header: Header) -> RoutingClass:
    """An IngressClass or a GatewayClass."""
    annotations = mapping(mapping(data.get("metadata")).get("annotations"))
    return RoutingClass(*header, (), annotations.get(_DEFAULT_CLASS) == "true")


def reference_grant(_group: str, data: dict[str, Any], header: Header) -> ReferenceGrant:
    """A ReferenceGrant, as far as it lets routes refer to Services."""
    spec = mapping(data.get("spec"))
    return ReferenceGrant(
        *header,
        (),
        tuple(
            Grant(text(one.get("kind")), text(one.get("namespace")))
            for one in map(mapping, items(spec.get("from")))
            if one.get("group") == GATEWAY
        ),
        tuple(
            Grant("Service", name=text(one.get("name")))
            for one in map(mapping, items(spec.get("to")))
            if not one.get("group") and one.get("kind") == "Service"
        ),
    )


KINDS = {
    ("networking.k8s.io", "Ingress"): ingress,
    ("extensions", "Ingress"): ingress,
    ("networking.k8s.io", "IngressClass"): routing_class,
    (GATEWAY, "GatewayClass"): routing_class,
    (GATEWAY, "Gateway"): gateway,
    (GATEWAY, "ReferenceGrant"): reference_grant,
    **dict.fromkeys([(GATEWAY, f"{kind}Route") for kind in ("HTTP", "GRPC", "TCP", "TLS", "UDP")], route),
}
