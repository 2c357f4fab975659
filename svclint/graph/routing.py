"""Which Service the backends of Ingresses and routes mean, and where none does, what was probably meant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from msgspec import Struct

from svclint.facts import Backend, Router, Service, ServicePort
from svclint.graph.index import Names
from svclint.graph.near import tied
from svclint.graph.selection import Selections
from svclint.scope import Scope

_SAMPLE = 16
_EDITS = 2
_SHARED = (1, 3, 5)
"""How many letters two names with a slip between them share at one end: short, longer and long ones."""


class Destination(Struct, frozen=True):
    """A backend, resolved from the object that names it. `services` are the nearest that it may mean.

    `namespace` is the one it is looked for in, None where no file says.
    """

    router: Router
    backend: Backend
    namespace: str | None
    services: tuple[Service, ...]


class Missing(Struct, frozen=True):
    """What stands near a backend that no Service answers to: one of its name in another namespace, or one of nearly its
    name that no other backend names."""

    elsewhere: Service | None
    near: Service | None


class Routing:
    """The backends of all Ingresses and routes of a scope."""

    def __init__(self, scope: Scope, selections: Selections, services: Names[Service]) -> None:
        self._scope, self._selections, self._services = scope, selections, services

    @cached_property
    def routers(self) -> list[Router]:
        """All Ingresses and routes, in the order of their files."""
        return [found for found in self._scope.objects if isinstance(found, Router)]

    @cached_property
    def destinations(self) -> list[Destination]:
        """Every backend, resolved."""
        return [self._resolve(router, backend) for router in self.routers for backend in router.backends]

    def routed(self, service: Service, port: ServicePort) -> Router | None:
        """A route or Ingress that sends to this port of the Service."""
        for destination in self._by_service.get(service.name, ()):
            router, backend = destination.router, destination.backend
            wanted = backend.port is not None and backend.port in (port.port, port.name)
            if wanted and self._reaches(router, backend, service) and self._scope.visible(service.file, router.file):
                return router
        return None

    def explain(self, destination: Destination) -> Missing:
        """What stands in the same folder, or environment, as a backend that no Service answers to."""
        router, name = destination.router, destination.backend.service
        run = self._scope.folder(router.file)
        seen = [
            service
            for service in islice(self._services.inside(run, name), _SAMPLE)
            if self._scope.visible(router.file, service.file)
        ]
        if seen:
            return Missing(seen[0], None)
        return Missing(None, next(self._near(destination, run), None))

    def _near(self, destination: Destination, run: tuple[int, int]) -> Iterator[Service]:
        router, backend = destination.router, destination.backend
        for key in _asked(backend.service):
            for service in islice(self._near_index.inside(run, key), _SAMPLE):
                if (
                    _is_slip(service, backend)
                    and id(service) not in self._named
                    and self._reaches(router, backend, service)
                    and self._scope.visible(router.file, service.file)
                ):
                    yield service

    def _resolve(self, router: Router, backend: Backend) -> Destination:
        found = self._services.nearest(router.file, backend.service, lambda one: self._reaches(router, backend, one))
        return Destination(router, backend, backend.namespace or self._selections.namespace(router), tuple(found))

    def _reaches(self, router: Router, backend: Backend, service: Service) -> bool:
        """Whether the Service can lie in the namespace that the backend is looked for in."""
        if backend.namespace:
            return self._selections.namespace(service) in (None, backend.namespace)
        return self._selections.meet(service, router)

    @cached_property
    def _by_service(self) -> dict[str, list[Destination]]:
        found: dict[str, list[Destination]] = {}
        for destination in self.destinations:
            found.setdefault(destination.backend.service, []).append(destination)
        return found

    @cached_property
    def _named(self) -> set[int]:
        return {id(service) for destination in self.destinations for service in destination.services}

    @cached_property
    def _near_index(self) -> Names[Service]:
        return Names(self._scope, Service, lambda one: _answered(one.name))


def _is_slip(service: Service, backend: Backend) -> bool:
    """Whether a backend's name is that of a Service but for a slip, or a part of it while the Service has its port."""
    slip = abs(len(service.name) - len(backend.service)) <= _EDITS
    return tied(service.name, backend.service) and (
        slip or any(backend.port in (port.port, port.name) for port in service.ports)
    )


def _ends(name: str) -> Iterator[tuple[object, ...]]:
    """What two names with a slip between them share, unless there is one at either end; for short names first."""
    low = name.lower()
    for size in _SHARED:
        yield ("head", low[:size]), ("tail", low[-size:])


def _asked(name: str) -> tuple[object, ...]:
    """What a Service is looked for by that has nearly this name."""
    size = 0 if len(name) < 6 else 1 if len(name) < 10 else 2
    return (*list(_ends(name))[size], ("part", name), *_parts(name, "name"))


def _answered(name: str) -> tuple[object, ...]:
    """What a Service can be found by when nearly its name is written."""
    return (*(key for keys in _ends(name) for key in keys), ("name", name), *_parts(name, "part"))


def _words(name: str) -> Iterator[str]:
    """What a name begins or ends with, up to or from a dash."""
    for index, letter in enumerate(name):
        if letter == "-":
            yield name[:index]
            yield name[index + 1 :]


def _parts(name: str, kind: str) -> Iterator[object]:
    return ((kind, word) for word in _words(name))
