"""Which module reads which kind: objects from plain data to facts.

A kind that svclint knows is one entry in the `KINDS` of the module that reads it; where the API refuses more of it than its
schema says, one in `CHECKS` here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from svclint.facts import Object, Problem
from svclint.read import (
    callers,
    configs,
    deployers,
    endpoints,
    ingress,
    namespaces,
    policies,
    proxies,
    routing,
    scaling,
    services,
    workloads,
)
from svclint.read.plain import Header

READERS: dict[tuple[str, str], Callable[[str, dict[str, Any], Header], Object]] = {
    **services.KINDS,
    **workloads.KINDS,
    **routing.KINDS,
    **policies.KINDS,
    **scaling.KINDS,
    **namespaces.KINDS,
    **configs.KINDS,
    **proxies.KINDS,
    **endpoints.KINDS,
    **callers.KINDS,
    **deployers.KINDS,
}
"""The function that reads each (group, kind)."""
CHECKS: dict[tuple[str, str], Callable[[Object, dict[str, Any]], Iterable[Problem]]] = {
    ("networking.k8s.io", "Ingress"): ingress.flaws,
}
"""The function that tells what the API refuses of an object of a (group, kind) beyond its shape."""


def extract(group: str, kind: str, data: dict[str, Any], header: Header) -> Object:
    """The facts of one object; a plain `Object` for a kind that carries none."""
    if kind == "ConfigMap" and (held := proxies.held(data, header)):
        return held
    reader = READERS.get((group, kind))
    return reader(group, data, header) if reader else Object(*header, ())
