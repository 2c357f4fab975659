"""What is written in one place and means another: a selector its pods, a target port its container port, a host name its
Service. What explains Services to people follows these links; rules have relations of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import Monitor, NetworkPolicy, Object, Place, Service, Workload, pairs
from svclint.graph import ports
from svclint.graph.callers import Callers
from svclint.graph.hosts import Hosts
from svclint.graph.monitors import Monitors
from svclint.graph.policies import Policies
from svclint.graph.routing import Routing
from svclint.graph.selection import Selections
from svclint.graph.selectors import Selectors
from svclint.graph.stateful import StatefulSets
from svclint.scope import Scope

Kind = Literal["selects", "lands", "sends", "calls", "governs", "resolves", "scrapes", "admits"]
"""A selector to pods, a port to a container port, a backend, a call, a `serviceName`, a host name, a monitor, and a policy to
the pods that it isolates."""


class Link(Struct, frozen=True):
    """`source` says at `at` what means `target`, which says it at `to`. `told` is what is written there: a selector, port
    or host name."""

    kind: Kind
    source: Object
    at: Place
    target: Object
    to: Place
    told: str = ""


class Links:
    """The links of one scope, by either end."""

    def __init__(
        self,
        scope: Scope,
        selections: Selections,
        selectors: Selectors,
        hosts: Hosts,
        routing: Routing,
        callers: Callers,
        stateful: StatefulSets,
        monitors: Monitors,
        policies: Policies,
    ) -> None:
        self._scope, self._selections, self._selectors = scope, selections, selectors
        self._hosts, self._routing = hosts, routing
        self._callers, self._stateful, self._monitors, self._policies = callers, stateful, monitors, policies

    def leaving(self, source: Object) -> list[Link]:
        """What an object means, in the order of its kinds of links."""
        selected = self._selected(source, self._selections.of(source).pods) if isinstance(source, Service) else ()
        return [*selected, *self._leaving.get(id(source), ())]

    def arriving(self, target: Object) -> list[Link]:
        """What means an object."""
        found = list(self._arriving.get(id(target), ()))
        if isinstance(target, Workload):
            found[:0] = (link for one in self._selectors.of(target) for link in self._selected(one, (target,)))
        return found

    def among(self, file: str) -> list[Link]:
        """The links that begin in a file."""
        return [*self._selecting(one for one in self._services if one.file == file), *self._at.get(file, ())]

    def all(self) -> Iterator[Link]:
        """Every link."""
        yield from self._selecting(self._services)
        yield from self._others

    @cached_property
    def _others(self) -> list[Link]:
        """The links but those of selectors, which are worked out when asked for: there may be many for each Service."""
        return [*self._sent(), *self._named(), *self._watched()]

    @cached_property
    def _services(self) -> list[Service]:
        return [one for one in self._scope.objects if isinstance(one, Service)]

    @cached_property
    def _leaving(self) -> dict[object, list[Link]]:
        return _grouped(self._others, lambda link: id(link.source))

    @cached_property
    def _arriving(self) -> dict[object, list[Link]]:
        return _grouped(self._others, lambda link: id(link.target))

    @cached_property
    def _at(self) -> dict[object, list[Link]]:
        return _grouped(self._others, lambda link: link.at.file)

    def _selecting(self, services: Iterable[Service]) -> Iterator[Link]:
        return (link for one in services for link in self._selected(one, self._selections.of(one).pods))

    def _selected(self, service: Service, pods: Sequence[Workload]) -> Iterator[Link]:
        told = pairs(service.selector or ())
        for pod in pods:
            yield Link("selects", service, service.at("spec", "selector"), pod, pod.at(*pod.template, "labels"), told)
        for port in service.ports:
            for pod in pods:
                landing = ports.landing(pod, port)
                if landing:
                    at = service.at("spec", "ports", port.index, "targetPort" if port.target_written else "port")
                    field = "name" if isinstance(port.target, str) else "containerPort"
                    yield Link("lands", service, at, pod, landing.at(field), str(port.target))

    def _sent(self) -> Iterator[Link]:
        for destination in self._routing.destinations:
            router, backend = destination.router, destination.backend
            for service in destination.services:
                yield from _to_port("sends", router, backend.path, backend.port_path, backend.port, service, backend.service)
        for called in self._callers.calls:
            call = called.call
            for service in called.services:
                yield from _to_port("calls", called.caller, call.path, call.port_path, call.port, service, call.service)

    def _named(self) -> Iterator[Link]:
        for governed in self._stateful.governed():
            set_ = governed.workload
            for service in governed.services:
                yield Link(
                    "governs", set_, set_.at("spec", "serviceName"), service, service.at("metadata", "name"), set_.service_name
                )
        for named in self._hosts.everywhere():
            for service in named.services:
                yield Link("resolves", named.where, named.place, service, service.at("metadata", "name"), named.reference.host)

    def _watched(self) -> Iterator[Link]:
        for scraped in self._monitors.all:
            monitor: Monitor = scraped.monitor
            told = pairs(monitor.selector.labels)
            for service in scraped.services:
                yield Link("scrapes", monitor, monitor.at("spec", "selector"), service, service.at("metadata", "labels"), told)
            for pod in scraped.pods:
                yield Link("scrapes", monitor, monitor.at("spec", "selector"), pod, pod.at(*pod.template, "labels"), told)
        for policy in self._policies.all:
            yield from self._admitted(policy)

    def _admitted(self, policy: NetworkPolicy) -> Iterator[Link]:
        told = pairs(policy.selector.labels)
        for pod in self._policies.pods(policy):
            yield Link("admits", policy, policy.at("spec", "podSelector"), pod, pod.at(*pod.template, "labels"), told)


def _grouped(links: list[Link], key: Callable[[Link], object]) -> dict[object, list[Link]]:
    found: dict[object, list[Link]] = {}
    for link in links:
        found.setdefault(key(link), []).append(link)
    return found


def _to_port(
    kind: Kind,
    source: Object,
    path: tuple[str | int, ...],
    port_path: tuple[str | int, ...],
    port: int | str | None,
    service: Service,
    name: str,
) -> Iterator[Link]:
    yield Link(kind, source, source.at(*path), service, service.at("metadata", "name"), name)
    for one in service.ports:
        if port is not None and port in (one.port, one.name) and port_path != path:
            field = "name" if isinstance(port, str) else "port"
            yield Link(kind, source, source.at(*port_path), service, service.at("spec", "ports", one.index, field), f"{port}")
