"""Which Services select a pod, and which of its ports they reach."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from svclint.facts import Service, ServicePort, Workload
from svclint.graph.pods import Pods, Services
from svclint.graph.selection import Selections

_NONE = Services()


class Crew(Struct, frozen=True):
    """Services that select the same pods, and their ports as a pod sees them: the target ports, by number and by name."""

    pods: Pods
    services: Services
    numbers: frozenset[int | None]
    names: frozenset[tuple[object, str]]


class Selectors:
    """The Services of a scope, by what they select."""

    def __init__(self, services: list[Service], selections: Selections) -> None:
        self._services, self._selections = services, selections
        self._known: dict[tuple[int, ...], Services] = {}
        self._reached: dict[int, frozenset[int | None]] = {}

    @cached_property
    def crews(self) -> list[Crew]:
        """The Services that select anything, those together that select the same."""
        found: dict[int, tuple[Pods, list[Service]]] = {}
        for service in self._services:
            pods = self._selections.of(service).pods
            if pods:
                found.setdefault(id(pods), (pods, []))[1].append(service)
        shared: dict[frozenset[Any], frozenset[Any]] = {}
        return [_crew(pods, services, shared) for pods, services in found.values()]

    def of(self, workload: Workload) -> Services:
        """The Services that select a workload's pods."""
        crews = self._crews.get(id(workload), ())
        if len(crews) < 2:
            return self.crews[crews[0]].services if crews else _NONE
        known = self._known.get(crews)
        if known is None:
            services = (service for crew in crews for service in self.crews[crew].services)
            known = self._known[crews] = Services(sorted(services, key=lambda one: self._order[id(one)]))
        return known

    def reached(self, pods: Pods) -> frozenset[int | None]:
        """The pod ports, of the pods that a Service selects, that some Service reaches."""
        known = self._reached.get(id(pods))
        if known is None:
            known = self._reached[id(pods)] = frozenset(self._reach(pods))
        return known

    def _reach(self, pods: Pods) -> Iterator[int | None]:
        for crew in {crew for pod in pods for crew in self._crews[id(pod)]}:
            yield from self.crews[crew].numbers
        for key, landings in pods.named.items():
            for landing in landings:
                if any(key in self.crews[crew].names for crew in self._crews[id(landing.workload)]):
                    yield landing.port.number

    @cached_property
    def _crews(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for number, crew in enumerate(self.crews):
            for pod in crew.pods:
                found.setdefault(id(pod), []).append(number)
        return {pod: tuple(numbers) for pod, numbers in found.items()}

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(service): place for place, service in enumerate(self._services)}


def _crew(pods: Pods, services: list[Service], shared: dict[frozenset[Any], frozenset[Any]]) -> Crew:
    """A crew; of its sets, which few crews do not share, `shared` keeps one of each."""
    ports: list[ServicePort] = [port for service in services for port in service.ports]
    numbers = frozenset(port.target for port in ports if not isinstance(port.target, str))
    names = frozenset((port.target, port.protocol) for port in ports if isinstance(port.target, str))
    return Crew(pods, Services(services), shared.setdefault(numbers, numbers), shared.setdefault(names, names))
