"""The pods that Services select, and the Services that select a pod. Those alike share one tuple of them, and with it what is
worked out of it, so that many Services with the same pods cost no more than their number.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from svclint.facts import Service, ServicePort, Workload
from svclint.graph.ports import Landing, declared

SAMPLE = 64
"""Pods that speak for the rest where a finding tells of many."""
_FEW = 3
_FEW_PORTS = 16
Value = TypeVar("Value")


class _Shared(cached_property[Value]):
    """Worked out once of many pods or ports, and anew each time of a few: that takes no longer, and to keep it more memory
    than they."""

    if not TYPE_CHECKING:

        def __get__(self, pods: Pods | None, owner: type[Pods] | None = None) -> Value:
            return self.func(pods) if pods is not None and _are_few(pods) else super().__get__(pods, owner)


class Pods(tuple[Workload, ...]):
    """Workloads, in the order of their files."""

    def __contains__(self, workload: object) -> bool:
        return id(workload) in self._ids

    @_Shared
    def lasting(self) -> Pods:
        """Those to weigh against a Service: the long-running ones."""
        return self if all(one.long_running for one in self) else Pods(one for one in self if one.long_running)

    @_Shared
    def files(self) -> frozenset[str]:
        """The files that they stand in."""
        return frozenset(one.file for one in self)

    @_Shared
    def injected(self) -> bool:
        """Whether something may add containers to some of them."""
        return any(one.injected for one in self)

    @_Shared
    def ports(self) -> tuple[Landing, ...]:
        """Every port that a Service can reach in them."""
        return tuple(landing for one in self for landing in declared(one))

    @_Shared
    def declared(self) -> dict[int | str | None, dict[str, Landing]]:
        """By number and by name, the first such port of each protocol."""
        found: dict[int | str | None, dict[str, Landing]] = {}
        for landing in self.ports:
            for word in (landing.port.number, landing.port.name):
                found.setdefault(word, {}).setdefault(landing.port.protocol, landing)
        return found

    @_Shared
    def numbers(self) -> frozenset[int | None]:
        """The numbers of all ports that they declare, those of run-to-completion containers too."""
        return frozenset(landing.port.number for one in self for landing in declared(one, init=True))

    @_Shared
    def spoken(self) -> frozenset[int | str | None]:
        """The ports that their own probes ask, and the numbers that their containers are told."""
        containers = [container for one in self for container in one.containers]
        asked = {probe.port for container in containers for probe in container.probes if not probe.host}
        return frozenset(asked.union(*(container.told for container in containers)))

    @_Shared
    def alone(self) -> Landing | None:
        """The first port that they declare, where all have its number."""
        return self.ports[0] if len({landing.port.number for landing in self.ports}) == 1 else None

    @_Shared
    def named(self) -> dict[tuple[object, str], tuple[Landing, ...]]:
        """By name and protocol, of each of the pods that has such a port the first, which a target port means."""
        found: dict[tuple[object, str], list[Landing]] = {}
        for one in self:
            first: dict[tuple[object, str], Landing] = {}
            for landing in declared(one):
                first.setdefault((landing.port.name, landing.port.protocol), landing)
            for key, landing in first.items():
                found.setdefault(key, []).append(landing)
        return {key: tuple(landings) for key, landings in found.items()}

    def landings(self, name: object, protocol: str) -> tuple[Landing, ...]:
        """The container ports that a named target port means: of each of the pods that has it, the first."""
        return self.named.get((name, protocol), ())

    def lacking(self, port: ServicePort) -> tuple[Workload, ...]:
        """The first of those that have no container port for a named target port."""
        key = port.target, port.protocol
        known = self._lacking.get(key)
        if known is None:
            having = {id(landing.workload) for landing in self.landings(*key)}
            lacking = (one for one in self if id(one) not in having)
            known = self._lacking[key] = tuple(one for one, _ in zip(lacking, range(SAMPLE), strict=False))
        return known

    def reached(self, port: ServicePort) -> frozenset[int | None]:
        """The pod ports that a Service port reaches, with None where some of them lack its named target port."""
        if not self:
            return frozenset()
        if not isinstance(port.target, str):
            return frozenset((port.target,))
        key = port.target, port.protocol
        known = self._reached.get(key)
        if known is None:
            landings = self.landings(*key)
            missing = (None,) if len(landings) < len(self) else ()
            known = self._reached[key] = frozenset((*(landing.port.number for landing in landings), *missing))
        return known

    @_Shared
    def _ids(self) -> frozenset[int]:
        return frozenset(map(id, self))

    @_Shared
    def _lacking(self) -> dict[tuple[object, str], tuple[Workload, ...]]:
        return {}

    @_Shared
    def _reached(self) -> dict[tuple[object, str], frozenset[int | None]]:
        return {}


def _are_few(pods: Pods) -> bool:
    return len(pods) <= _FEW and sum(len(container.ports) for one in pods for container in one.containers) <= _FEW_PORTS


class Services(tuple[Service, ...]):
    """Services, in the order of their files."""

    def that(self, does: Callable[[Service], bool]) -> Services:
        """Those that do something, which is worked out once for each function, where there are many."""
        if len(self) <= _FEW:
            return Services(filter(does, self))
        known = self._known.get(does)
        if known is None:
            known = self._known[does] = Services(filter(does, self))
        return known

    @cached_property
    def _known(self) -> dict[Callable[[Service], bool], Services]:
        return {}
