"""Objects that are written twice where both are applied: only the last one stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from svclint.facts import Object, Workload
from svclint.scope import Scope

_CLUSTER_SCOPED = ("Namespace",)


class Repeated(Struct, frozen=True):
    """An object and the earlier one that it replaces; `further` are as many more before it as are not told one by one."""

    earlier: Object
    later: Object
    further: int = 0


def repeated(scope: Scope, namespace: Callable[[Object], str | None]) -> Iterator[Repeated]:
    """Objects of one kind, name and namespace in one file, or anywhere in a rendered environment."""
    seen: dict[object, Object] = {}
    for found in scope.objects:
        if found.name:
            key = _key(scope, namespace, found)
            if key in seen:
                yield Repeated(seen[key], found)
            seen[key] = found
    surplus: dict[object, list[Object]] = {}
    for found in scope.surplus:
        surplus.setdefault(_key(scope, namespace, found), []).append(found)
    for key, more in surplus.items():
        if key in seen:
            yield Repeated(seen[key], more[-1], len(more) - 1)


def _key(scope: Scope, namespace: Callable[[Object], str | None], found: Object) -> object:
    where = None if found.kind in _CLUSTER_SCOPED else namespace(found)
    return type(found), _group(found), found.kind, found.name, where, "" if scope.rendered else found.file


def _group(found: Object) -> str:
    """The same Deployment is served in two groups by old clusters."""
    group = found.group if isinstance(found, Workload) else ""
    return "apps" if group == "extensions" else group
