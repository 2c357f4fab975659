"""Objects that are written twice where both are applied: only the last one stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from msgspec import Struct

from svclint.facts import Object, Workload
from svclint.scope import Scope

_CLUSTER_SCOPED = ("Namespace",)


class Repeated(Struct, frozen=True):
    """An object and the earlier one that it replaces."""

    earlier: Object
    later: Object


def repeated(scope: Scope, namespace: Callable[[Object], str | None]) -> Iterator[Repeated]:
    """Objects of one kind, name and namespace in one file, or anywhere in a rendered environment."""
    seen: dict[object, Object] = {}
    for found in chain(scope.objects, scope.surplus):
        if not found.name:
            continue
        where = None if found.kind in _CLUSTER_SCOPED else namespace(found)
        key = (type(found), _group(found), found.kind, found.name, where, "" if scope.rendered else found.file)
        if key in seen:
            yield Repeated(seen[key], found)
        seen[key] = found


def _group(found: Object) -> str:
    """The same Deployment is served in two groups by old clusters."""
    group = found.group if isinstance(found, Workload) else ""
    return "apps" if group == "extensions" else group
