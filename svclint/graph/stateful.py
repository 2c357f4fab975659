"""StatefulSets and their governing Services, and who uses the per-pod names that a governing Service gives."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from svclint.facts import Object, Place, Service, Workload
from svclint.graph.hosts import Hosts
from svclint.graph.near import tied
from svclint.graph.selection import Selections
from svclint.scope import Scope


class Governed(Struct, frozen=True):
    """A StatefulSet that names a governing Service.

    `services` are those it may mean, `elsewhere` those of that name in another namespace, `uses` the places where a
    per-pod name is used, `close` a Service that selects the pods and has nearly the name.
    """

    workload: Workload
    services: tuple[Service, ...]
    elsewhere: tuple[Service, ...]
    uses: tuple[Place, ...]
    close: Service | None


class StatefulSets:
    """The StatefulSets of a scope."""

    def __init__(self, scope: Scope, services: list[Service], selections: Selections, hosts: Hosts) -> None:
        self._scope, self._services = scope, services
        self._selections, self._hosts = selections, hosts
        self._uses: dict[tuple[str, str], list[tuple[Place, Object]]] | None = None
        self._selectors: dict[int, list[Service]] | None = None
        self._governing: set[int] | None = None

    def governed(self) -> Iterator[Governed]:
        """Each StatefulSet with a `serviceName`, and what it stands on."""
        for workload in self._selections.workloads.objects:
            if workload.service_name:
                own = self._selections.namespace(workload)
                named = self._hosts.service(workload.file, workload.service_name, own)
                close = None if named else self._close(workload)
                elsewhere = () if named or close else self._hosts.named(workload.file, workload.service_name)
                yield Governed(workload, named, elsewhere, self.uses(workload), close)

    def governs(self, service: Service) -> bool:
        """Whether a StatefulSet names the Service."""
        if self._governing is None:
            self._governing = {id(service) for one in self.governed() for service in (*one.services, *one.elsewhere)}
        return id(service) in self._governing

    def uses(self, workload: Workload) -> tuple[Place, ...]:
        """Where names of the form `<set>-<n>.<serviceName>` stand, in what may be applied together with the set."""
        if self._uses is None:
            self._uses = {}
            for host in self._hosts.all():
                first, _, rest = host.reference.host.partition(".")
                name, dash, ordinal = first.rpartition("-")
                if dash and ordinal.isdigit() and rest:
                    self._uses.setdefault((name, rest.partition(".")[0]), []).append((host.place, host.workload))
        found = self._uses.get((workload.name, workload.service_name), ())
        return tuple(place for place, user in found if self._near(workload, user))

    def selected_by(self, workload: Workload) -> list[Service]:
        """The Services that select the workload's pods."""
        if self._selectors is None:
            self._selectors = {}
            for service in self._services:
                for pod in self._selections.of(service).pods:
                    self._selectors.setdefault(id(pod), []).append(service)
        return self._selectors.get(id(workload), [])

    def _near(self, workload: Workload, user: Object) -> bool:
        if not self._scope.visible(workload.file, user.file):
            return False
        low, high = self._scope.folder(workload.file)
        return user.file == workload.file or low <= self._scope.ordinals[user.file] < high

    def _close(self, workload: Workload) -> Service | None:
        for service in self.selected_by(workload):
            if tied(service.name, workload.service_name):
                return service
        return None
