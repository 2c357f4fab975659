"""What sends traffic to a Service: Ingresses and Gateway API routes."""

from __future__ import annotations

from svclint.facts.base import Object


class Router(Object, frozen=True, gc=False):
    """An Ingress or a Gateway API route: `backends` are (service, namespace or None, port number or name)."""

    backends: tuple[tuple[str, str | None, int | str | None], ...]
