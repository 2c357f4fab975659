"""Which NetworkPolicies select which pods, and what they leave open: pod ports, never Service ports (truth 52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import ForeignPolicy, Labels, NetworkPolicy, PolicyPeer, PolicyRule, Service, ServicePort, Workload
from svclint.graph import ports
from svclint.graph.index import Names, pod_keys
from svclint.graph.likeness import Near
from svclint.graph.match import matches
from svclint.graph.selection import Selections
from svclint.scope import Scope

Direction = Literal["Ingress", "Egress"]
_DNS_PORTS = (53, 5353)
_DNS_PODS: Labels = (("k8s-app", "kube-dns"),)
_DNS_NAMESPACE = "kube-system"
_NAMESPACE_NAME = "kubernetes.io/metadata.name"


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


class NoLookup(Struct, frozen=True):
    """Pods that may send to others but not ask the cluster's DNS. `tcp`: over TCP they may. `to_pods`: a rule names pods
    or namespaces."""

    workload: Workload
    policy: NetworkPolicy
    tcp: bool
    to_pods: bool


class Policies:
    """The NetworkPolicies of a scope."""

    def __init__(self, scope: Scope, selections: Selections) -> None:
        self._scope, self._selections = scope, selections
        self.all = [one for one in scope.objects if isinstance(one, NetworkPolicy)]
        self._foreign = [one for one in scope.objects if isinstance(one, ForeignPolicy)]

    def pods(self, policy: NetworkPolicy) -> list[Workload]:
        """The nearest workloads whose pods the policy selects; those of Jobs count."""
        return self._pods[id(policy)]

    def isolating(self, workload: Workload, direction: Direction) -> list[NetworkPolicy]:
        """The policies that isolate a workload's pods for a direction; pods on the host's network are never isolated."""
        if workload.host_network:
            return []
        return [one for one in self._by_workload.get(id(workload), ()) if direction in one.types]

    def isolated(self, direction: Direction) -> Iterator[tuple[Workload, list[NetworkPolicy]]]:
        """Each workload that some policy isolates for a direction, with these policies."""
        for workload in self._isolated:
            found = self.isolating(workload, direction)
            if found:
                yield workload, found

    def others(self, file: str) -> bool:
        """Whether policies of another kind, which may allow more, can be applied together with a file."""
        return any(self._scope.visible(file, one.file) for one in self._foreign)

    def blocked(self, workload: Workload, policies: list[NetworkPolicy], service: Service) -> Iterator[Blocked]:
        """The ports of a Service that these policies close for a workload, though they let something in."""
        rules = [(policy, rule) for policy in policies for rule in policy.ingress]
        if not rules:
            return
        more = [rule for policy in self._further(workload, policies) for rule in policy.ingress]
        closed = [
            (port, number)
            for port in service.ports
            for number in [ports.number(workload, port)]
            if number is not None and not _open(workload, (*(rule for _, rule in rules), *more), number, port.protocol)
        ]
        for port, number in closed:
            entries = [(*pair, _service_port(pair[1], workload, port, number)) for pair in rules]
            policy, rule, named = next((one for one in entries if one[2] is not None), entries[0])
            yield Blocked(service, port, workload, number, policy, rule, named, len(closed) < len(service.ports))

    def without_lookups(self) -> Iterator[NoLookup]:
        """Workloads on the cluster's DNS whose egress policies together let them out, but not to ask it."""
        for workload, policies in self.isolated("Egress"):
            if not workload.cluster_dns or workload.kind == "CronJob":
                continue
            rules = [rule for policy in (*policies, *self._further(workload, policies)) for rule in policy.egress]
            peers = [peer for rule in rules for peer in rule.peers]
            everyone = any(not rule.peers for rule in rules)
            if not (everyone or any(peer.cidr is None for peer in peers)):
                continue
            if not any(_opens_dns(rule, "UDP") for rule in rules):
                tcp = any(_opens_dns(rule, "TCP") for rule in rules)
                to_pods = any(peer.cidr is None for peer in peers)
                yield NoLookup(workload, next(one for one in policies if one.egress or one is policies[-1]), tcp, to_pods)

    def orphan(self, workload: Workload) -> bool:
        """Whether the workload runs for long and no policy selects it by labels."""
        return workload.long_running and not any(
            one.selector.labels or one.selector.expressions for one in self._by_workload.get(id(workload), ())
        )

    def nearest(self, policy: NetworkPolicy) -> Near | None:
        """What a policy that selects nothing probably means."""
        return self._selections.likenesses.nearest(policy, policy.selector.labels, self.orphan)

    @cached_property
    def _pods(self) -> dict[int, list[Workload]]:
        return {id(policy): self._select(policy) for policy in self.all}

    @cached_property
    def _by_workload(self) -> dict[int, list[NetworkPolicy]]:
        found: dict[int, list[NetworkPolicy]] = {}
        for policy in self.all:
            for workload in self.pods(policy):
                found.setdefault(id(workload), []).append(policy)
        return found

    def _by_label(self, workload: Workload) -> Iterator[NetworkPolicy]:
        """The policies that one label, or none, lets select a workload."""
        for pair in (None, *workload.pod_labels):
            yield from self._labelled.get(pair, ())

    @cached_property
    def _labelled(self) -> dict[tuple[str, str] | None, list[NetworkPolicy]]:
        found: dict[tuple[str, str] | None, list[NetworkPolicy]] = {}
        for policy in self.all:
            found.setdefault(next(iter(policy.selector.labels), None), []).append(policy)
        return found

    @cached_property
    def _isolated(self) -> list[Workload]:
        return [one for one in self._selections.workloads.objects if id(one) in self._by_workload] if self.all else []

    @cached_property
    def _everywhere(self) -> Names[Workload]:
        return Names(self._scope, Workload, lambda one: ("", *pod_keys(one)))

    def _select(self, policy: NetworkPolicy) -> list[Workload]:
        def accept(one: Workload) -> bool:
            return matches(policy.selector, one.pod_labels) and self._selections.meet(policy, one)

        return self._everywhere.search(policy.file, policy.selector.labels or ("",), accept)

    def _further(self, workload: Workload, policies: list[NetworkPolicy]) -> Iterator[NetworkPolicy]:
        """Policies from further away that may select the workload, too: what they allow counts, what they close does not."""
        known = set(map(id, policies))
        for policy in self._by_label(workload):
            if (
                id(policy) not in known
                and matches(policy.selector, workload.pod_labels)
                and self._selections.meet(policy, workload)
                and self._scope.visible(policy.file, workload.file)
            ):
                yield policy


def _open(workload: Workload, rules: Iterable[PolicyRule], number: int, protocol: str) -> bool:
    return any(not rule.ports or any(_takes(one.port, one.end, workload, number, protocol) for one in rule.ports
                                     if one.protocol == protocol) for rule in rules)  # fmt: skip


def _takes(port: int | str | None, end: int | None, workload: Workload, number: int, protocol: str) -> bool:
    if port is None:
        return True
    if isinstance(port, int):
        return port <= number <= (end or port)
    return any(
        landing.port.name == port and landing.port.protocol == protocol and landing.port.number == number
        for landing in ports.declared(workload)
    )


def _service_port(rule: PolicyRule, workload: Workload, port: ServicePort, number: int) -> int | None:
    """The entry of a rule that names the Service's port where the pod's is meant."""
    names = {landing.port.name for landing in ports.declared(workload)}
    for index, one in enumerate(rule.ports):
        meant = one.port == port.port != number or (one.port == port.name and one.port not in names)
        if one.port and one.protocol == port.protocol and meant:
            return index
    return None


def _opens_dns(rule: PolicyRule, protocol: str) -> bool:
    """Whether a rule lets DNS queries out: port 53 to anybody, or all ports to where the cluster's DNS may be."""
    if not rule.ports:
        return not rule.peers or any(map(_may_be_dns, rule.peers))
    return any(
        one.protocol == protocol
        and (
            one.port is None
            or (isinstance(one.port, str) and "dns" in one.port)
            or (isinstance(one.port, int) and any(one.port <= dns <= (one.end or one.port) for dns in _DNS_PORTS))
        )
        for one in rule.ports
    )


def _may_be_dns(peer: PolicyPeer) -> bool:
    if peer.cidr is not None:
        return True
    if peer.namespaces is None or (peer.pods is not None and not matches(peer.pods, _DNS_PODS)):
        return False
    named = dict(peer.namespaces.labels).get(_NAMESPACE_NAME)
    return named in (None, _DNS_NAMESPACE)
