"""Which Services webhooks, aggregated APIs, Istio and Argo Rollouts mean, and where none is, what was probably meant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from msgspec import Struct

from svclint.facts import Call, Caller, DestinationRule, Labels, Object, Service, Subset, Workload
from svclint.graph import controllers
from svclint.graph.index import Names, has_all
from svclint.graph.near import tied
from svclint.graph.routing import Routing
from svclint.graph.selection import Selections
from svclint.graph.zone import KUBERNETES, Zone
from svclint.scope import Scope

_SAMPLE = 64


class Called(Struct, frozen=True):
    """A call, resolved from the object that makes it. `services` are the nearest that it may mean, `namespace` is where
    they are looked for, None where no file says."""

    caller: Object
    call: Call
    namespace: str | None
    services: tuple[Service, ...]


class Empty(Struct, frozen=True):
    """A subset of a DestinationRule that takes none of its host's pods; `other` is a pod with its first key, if any."""

    rule: DestinationRule
    subset: Subset
    service: Service
    pods: tuple[Workload, ...]
    other: Workload | None


class Callers:
    """The calls of a scope."""

    def __init__(self, scope: Scope, selections: Selections, zone: Zone, routing: Routing) -> None:
        self._scope, self._selections, self._zone, self._routing = scope, selections, zone, routing

    @cached_property
    def calls(self) -> list[Called]:
        """Every call to what can only be a Service, those of Argo Rollouts too."""
        found = []
        for one in self._scope.objects:
            if isinstance(one, Caller):
                found += [self._resolve(one, call) for call in one.calls if call.domain in ("", self._zone.domain)]
            elif isinstance(one, Workload) and one.strategy.services:
                found += [self._resolve(one, Call(path, path, name, None, None)) for path, name in one.strategy.services]
        return [called for called in found if (called.call.service, called.namespace) != KUBERNETES]

    def elsewhere(self, called: Called) -> Service | None:
        """A Service of the name in another namespace, in the same folder or environment."""
        run = self._scope.folder(called.caller.file)
        return next(islice(self._visible(called, self._zone.services, run, called.call.service), 1), None)

    def near(self, called: Called) -> Service | None:
        """A Service of nearly the name, in the same folder or environment, that nothing else sends to."""
        run = self._scope.folder(called.caller.file)
        for key in _keys(called.call.service):
            for service in self._visible(called, self._near_index, run, key):
                if (
                    _is_slip(service, called.call)
                    and id(service) not in self._named
                    and self._reaches(called.caller, called.call, service)
                ):
                    return service
        return None

    def unknown_subsets(self) -> Iterator[tuple[Called, list[DestinationRule]]]:
        """Calls of a subset that no DestinationRule in sight for that Service has, with those that there are."""
        for called in self.calls:
            if called.call.subset and called.services:
                rules = [
                    rule
                    for rule in self._rules.get(id(called.services[0]), ())
                    if self._scope.visible(rule.file, called.caller.file)
                ]
                if rules and all(one.name != called.call.subset for rule in rules for one in rule.subsets):
                    yield called, rules

    def empty_subsets(self) -> Iterator[Empty]:
        """Subsets that no pod of their host is in, wherever in the scope it may stand."""
        for called in self.calls:
            rule = called.caller
            if isinstance(rule, DestinationRule) and called.services and called.call == rule.calls[0]:
                service = called.services[0]
                pods = self._selections.of(service).pods
                for subset in rule.subsets if pods else ():
                    wanted = controllers.split((*(service.selector or ()), *subset.labels))[0]
                    if subset.labels and not self._carried(service, wanted):
                        key = subset.labels[0][0]
                        other = next((pod for pod in pods if key in dict(pod.pod_labels)), None)
                        yield Empty(rule, subset, service, pods, other)

    def _carried(self, service: Service, wanted: Labels) -> bool:
        return bool(self._selections.workloads.search(service.file, wanted, lambda one: has_all(one.pod_labels, wanted)))

    def _visible(self, called: Called, names: Names[Service], run: tuple[int, int], key: object) -> Iterator[Service]:
        for service in islice(names.inside(run, key), _SAMPLE):
            if self._scope.visible(called.caller.file, service.file):
                yield service

    def _resolve(self, caller: Object, call: Call) -> Called:
        found = self._zone.services.nearest(caller.file, call.service, lambda one: self._reaches(caller, call, one))
        return Called(caller, call, call.namespace or self._selections.namespace(caller), tuple(found))

    def _reaches(self, caller: Object, call: Call, service: Service) -> bool:
        if call.namespace:
            return self._selections.namespace(service) in (None, call.namespace)
        return self._selections.meet(service, caller)

    @cached_property
    def _rules(self) -> dict[int, list[DestinationRule]]:
        found: dict[int, list[DestinationRule]] = {}
        for called in self.calls:
            if isinstance(called.caller, DestinationRule):
                for service in called.services:
                    found.setdefault(id(service), []).append(called.caller)
        return found

    @cached_property
    def _named(self) -> set[int]:
        routed = {id(service) for one in self._routing.destinations for service in one.services}
        return routed | {id(service) for called in self.calls for service in called.services}

    @cached_property
    def _near_index(self) -> Names[Service]:
        return Names(self._scope, Service, lambda service: _keys(service.name))


def _is_slip(service: Service, call: Call) -> bool:
    """Whether a called name is that of a Service but for a slip, or a part of it while the Service has its port."""
    one, other = service.name.lower(), call.service.lower()
    part = one.startswith(other) or one.endswith(other) or other.startswith(one) or other.endswith(one)
    return tied(one, other) and (not part or any(call.port == port.port for port in service.ports))


def _keys(name: str) -> tuple[object, ...]:
    low = name.lower()
    return ("head", low[:3]), ("tail", low[-3:])
