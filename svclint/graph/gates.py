"""What the NetworkPolicies of a pod let in together, and which ports of Services they close."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from svclint.facts import NetworkPolicy, PolicyPort, PolicyRule, Service, ServicePort, Workload
from svclint.graph import ports
from svclint.graph.policies import Policies
from svclint.graph.selectors import Crew

Entry = tuple[NetworkPolicy, PolicyRule, int | None]
"""A rule of a policy, and the number of one of its ports where that is meant."""


class Blocked(Struct, frozen=True):
    """A Service port whose pod port `number` no rule of the policies lets in.

    `rule` names the Service's own port instead, as entry `named` of its ports, or else is the first that lets anything in.
    `partly`: another port of the Service is let in.
    """

    service: Service
    port: ServicePort
    workload: Workload
    number: int
    policy: NetworkPolicy
    rule: PolicyRule
    named: int | None
    partly: bool


class Gate:
    """The ingress rules of the policies that isolate a pod; `more` are rules from further away, which open and never close."""

    def __init__(self, policies: Iterable[NetworkPolicy], more: Iterable[NetworkPolicy]) -> None:
        self._rules = [(policy, rule) for policy in policies for rule in policy.ingress]
        every = [*(rule for _, rule in self._rules), *(rule for policy in more for rule in policy.ingress)]
        self._open = not all(rule.ports for rule in every)
        written = [one for rule in every for one in rule.ports]
        self._whole = {one.protocol for one in written if one.port is None}
        self._ranges = _ranges(written)
        self._names = {(one.protocol, one.port) for one in written if isinstance(one.port, str)}
        self._entries: dict[tuple[str, int | str | None], tuple[int, Entry]] = {}
        entries = ((policy, rule, index, one) for policy, rule in self._rules for index, one in enumerate(rule.ports))
        for order, (policy, rule, index, one) in enumerate(entries):
            self._entries.setdefault((one.protocol, one.port), (order, (policy, rule, index)))

    @property
    def lets_in(self) -> bool:
        """Whether the policies of the pod have any rule: those without close it altogether, which is meant so."""
        return bool(self._rules)

    @property
    def names(self) -> bool:
        """Whether a rule names a port, which each pod may have under a number of its own."""
        return bool(self._names)

    def opens(self, workload: Workload, number: int, protocol: str) -> bool:
        """Whether some rule lets in what is sent to a port of the workload's pods."""
        if self._open or protocol in self._whole:
            return True
        ranges = self._ranges.get(protocol, [])
        below = bisect_right(ranges, number, key=lambda one: one[0])
        if below and number <= ranges[below - 1][1]:
            return True
        return bool(self._names) and any(
            (protocol, one.port.name) in self._names and (one.port.protocol, one.port.number) == (protocol, number)
            for one in ports.declared(workload)
        )

    def entry(self, workload: Workload, port: ServicePort, number: int) -> Entry:
        """The first rule that names the Service's port where the pod's is meant, else the first of all."""
        found = [self._entries.get((port.protocol, port.port))] if port.port and port.port != number else []
        named = self._entries.get((port.protocol, port.name)) if port.name else None
        if named and all(one.port.name != port.name for one in ports.declared(workload)):
            found.append(named)
        first = min((one for one in found if one), key=lambda one: one[0], default=None)
        return first[1] if first else (*self._rules[0], None)


class Gates:
    """The gates before the pods of a scope; pods with the same policies share one."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._known: dict[tuple[int, ...], Gate] = {}

    def blocked(self, crew: Crew) -> Iterator[Blocked]:
        """The ports of Services that policies close though they let something in; of pods behind one gate the first."""
        asked: dict[tuple[int | str | None, str], list[tuple[Service, ServicePort]]] = {}
        for service in crew.services:
            for port in service.ports:
                asked.setdefault((port.target, port.protocol), []).append((service, port))
        for gate, pods in self._behind(crew):
            partly: dict[tuple[int, int], bool] = {}
            for (target, protocol), all_ports in asked.items():
                landed = _landed(gate, pods, target, all_ports[0][1])
                closed = next(((pod, number) for pod, number in landed if not gate.opens(pod, number, protocol)), None)
                if closed is None:
                    continue
                pod, number = closed
                for service, port in all_ports:
                    key = id(pod), id(service)
                    if key not in partly:
                        partly[key] = _lets_some(gate, pod, service)
                    policy, rule, named = gate.entry(pod, port, number)
                    yield Blocked(service, port, pod, number, policy, rule, named, partly[key])

    def _behind(self, crew: Crew) -> list[tuple[Gate, list[Workload]]]:
        found: dict[int, tuple[Gate, list[Workload]]] = {}
        for pod in crew.pods:
            gate = self._gate(pod)
            if gate and gate.lets_in:
                found.setdefault(id(gate), (gate, []))[1].append(pod)
        return list(found.values())

    def _gate(self, workload: Workload) -> Gate | None:
        policies = self._policies.isolating(workload, "Ingress")
        if not policies:
            return None
        further = self._policies.further(workload, policies)
        key = id(policies), *map(id, further)
        gate = self._known.get(key)
        if gate is None:
            gate = self._known[key] = Gate(policies, further)
        return gate


def _landed(gate: Gate, pods: list[Workload], target: int | str | None, port: ServicePort) -> Iterator[tuple[Workload, int]]:
    alike = isinstance(target, int) and not gate.names
    for pod in islice(pods, 1) if alike else pods:
        number = ports.number(pod, port)
        if number is not None:
            yield pod, number


def _lets_some(gate: Gate, workload: Workload, service: Service) -> bool:
    """Whether some port of a Service is let in, or lands nowhere in the workload."""
    numbers = ((one.protocol, ports.number(workload, one)) for one in service.ports)
    return any(number is None or gate.opens(workload, number, protocol) for protocol, number in numbers)


def _ranges(written: Iterable[PolicyPort]) -> dict[str, list[tuple[int, int]]]:
    """The port numbers of each protocol that entries let in, as ranges in order that do not overlap."""
    found: dict[str, list[tuple[int, int]]] = {}
    for low, high, protocol in sorted(
        (one.port, one.end or one.port, one.protocol) for one in written if isinstance(one.port, int)
    ):
        ranges = found.setdefault(protocol, [])
        if ranges and low <= ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], max(ranges[-1][1], high)
        else:
            ranges.append((low, high))
    return found
