"""Namespaces, and what they ask to be put into their pods."""

from __future__ import annotations

from svclint.facts.base import Object


class Namespace(Object, frozen=True, gc=False):
    """A Namespace. `meshes` are those whose injectors put a proxy into each of its pods: `istio`, `linkerd`."""

    meshes: tuple[str, ...] = ()
