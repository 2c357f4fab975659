"""Namespaces from plain data to facts."""

from __future__ import annotations

from typing import Any

from svclint.facts import Namespace
from svclint.read.plain import Header, mapping

_ISTIO = (("istio-injection", "enabled"), ("sidecar.istio.io/inject", "true"))
"""https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy"""
_LINKERD = "linkerd.io/inject"
"""https://linkerd.io/2/features/proxy-injection/"""


def namespace(_group: str, data: dict[str, Any], header: Header) -> Namespace:
    """A Namespace, with the meshes that its labels and annotations ask for."""
    meta = mapping(data.get("metadata"))
    labels, annotations = mapping(meta.get("labels")), mapping(meta.get("annotations"))
    istio = "istio.io/rev" in labels or any(labels.get(key) == value for key, value in _ISTIO)
    linkerd = annotations.get(_LINKERD) in ("enabled", "ingress")
    return Namespace(*header, (), (*(("istio",) if istio else ()), *(("linkerd",) if linkerd else ())))


KINDS = {("", "Namespace"): namespace}
