"""Ingresses and Gateway API routes, from plain data to facts."""

from __future__ import annotations

from typing import Any

from svclint.facts import Router
from svclint.read.plain import Header, mapping, text, whole

ROUTERS = {
    ("networking.k8s.io", "Ingress"),
    *(("gateway.networking.k8s.io", f"{kind}Route") for kind in ("HTTP", "GRPC", "TCP", "TLS", "UDP")),
}


def router(_group: str, data: dict[str, Any], header: Header) -> Router:
    """An Ingress (v1) or a Gateway API route, with every backend it names."""
    found: list[tuple[str, str | None, int | str | None]] = []

    def walk(node: object, depth: int) -> None:
        if depth > 12:
            return
        if isinstance(node, list):
            for item in node:
                walk(item, depth + 1)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key in ("backend", "defaultBackend") and isinstance(value, dict):
                    named = mapping(value.get("service"))
                    port = mapping(named.get("port"))
                    found.append((text(named.get("name")), None, whole(port.get("number")) or text(port.get("name")) or None))
                elif key == "backendRefs" and isinstance(value, list):
                    found.extend(
                        (text(ref.get("name")), ref.get("namespace"), whole(ref.get("port")))
                        for ref in map(mapping, value)
                        if ref.get("kind", "Service") == "Service"
                    )
                else:
                    walk(value, depth + 1)

    walk(data.get("spec"), 0)
    return Router(*header, (), tuple(backend for backend in found if backend[0]))


KINDS = dict.fromkeys(ROUTERS, router)
