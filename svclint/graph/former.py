"""What the last commit says of a Service that selects nothing now, and of a name that no Service has now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec import Struct

from svclint.facts import Object, Service, Workload
from svclint.graph.names import Host, Named
from svclint.graph.selection import Selections
from svclint.scope import Scope


class Lost(Struct, frozen=True):
    """A workload that a Service selected in the last commit, and what stands in its place now, if anything."""

    before: Workload
    now: Workload | None


class Former:
    """The workloads and lost Services of files that differ from the last commit; `read` gives them, and is asked once."""

    def __init__(self, scope: Scope, selections: Selections, read: Callable[[], list[Object]]) -> None:
        self._scope, self._selections, self._read = scope, selections, read

    def lost(self, service: Service) -> Lost | None:
        """The workload that the Service selected in the last commit, where that changed since."""
        pairs = set(service.selector or ())
        for workload in self._workloads:
            gone = workload.file not in self._scope.ordinals
            meets = (gone or self._scope.visible(service.file, workload.file)) and self._selections.meet(service, workload)
            if meets and pairs <= set(workload.pod_labels):
                return Lost(workload, self._now.get((workload.kind, workload.name, workload.file)))
        return None

    def service(self, user: Object, name: str, namespace: str | None) -> Service | None:
        """The Service that something in a namespace, None for any, meant by a name."""
        for one in self._services.get(name, ()):
            own = self._selections.namespace(one)
            seen = one.file not in self._scope.ordinals or self._scope.visible(user.file, one.file)
            if seen and (own is None or namespace in (None, own)):
                return one
        return None

    def host(self, named: Named) -> Service | None:
        """The Service that a host name meant. One of one word is of the pods' own namespace."""
        if named.name:
            return self.service(named.where, named.name, named.namespace)
        if not isinstance(named, Host) or not named.resolver.cluster or "." in named.reference.host:
            return None
        own = self._selections.namespace(named.workload)
        return self.service(named.workload, named.reference.host.lower(), own)

    @cached_property
    def _now(self) -> dict[tuple[str, str, str], Workload]:
        return {(one.kind, one.name, one.file): one for one in self._selections.workloads.objects}

    @cached_property
    def _objects(self) -> list[Object]:
        return self._read()

    @cached_property
    def _workloads(self) -> list[Workload]:
        return [one for one in self._objects if isinstance(one, Workload)]

    @cached_property
    def _services(self) -> dict[str, list[Service]]:
        found: dict[str, list[Service]] = {}
        for one in self._objects:
            if isinstance(one, Service):
                found.setdefault(one.name, []).append(one)
        return found
