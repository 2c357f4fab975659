"""Which NetworkPolicies select which pods, and what they leave open: pod ports, never Service ports (truth 52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import ForeignPolicy, Labels, NetworkPolicy, PolicyPeer, PolicyRule, Selector, Workload
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


class NoLookup(Struct, frozen=True):
    """Pods that may send to others but not ask the cluster's DNS. `tcp`: over TCP they may. `to_pods`: a rule names pods
    or namespaces."""

    workload: Workload
    policy: NetworkPolicy
    tcp: bool
    to_pods: bool


class _Way(Struct, frozen=True):
    """What egress rules allow: to anyone or to pods, to pods, and DNS over each protocol."""

    out: bool
    to_pods: bool
    udp: bool
    tcp: bool


class Policies:
    """The NetworkPolicies of a scope."""

    def __init__(self, scope: Scope, selections: Selections) -> None:
        self._scope, self._selections = scope, selections
        self.all = [one for one in scope.objects if isinstance(one, NetworkPolicy)]
        self._isolating: dict[tuple[tuple[int, ...], Direction], tuple[NetworkPolicy, ...]] = {}
        self._further: dict[object, tuple[NetworkPolicy, ...]] = {}
        self._foreign = [one for one in scope.objects if isinstance(one, ForeignPolicy)]

    def pods(self, policy: NetworkPolicy) -> list[Workload]:
        """The nearest workloads whose pods the policy selects; those of Jobs count."""
        return self._pods[id(policy)]

    def isolating(self, workload: Workload, direction: Direction) -> tuple[NetworkPolicy, ...]:
        """The policies that isolate a workload's pods for a direction; pods on the host's network are never isolated."""
        groups = () if workload.host_network else self._of.get(id(workload), ())
        known = self._isolating.get((groups, direction))
        if known is None:
            found = sorted(number for group in groups for number in self._groups[group])
            known = tuple(self.all[number] for number in found if direction in self.all[number].types)
            self._isolating[groups, direction] = known
        return known

    def isolated(self, direction: Direction) -> Iterator[tuple[Workload, tuple[NetworkPolicy, ...]]]:
        """Each workload that some policy isolates for a direction, with these policies."""
        for workload in self._isolated:
            found = self.isolating(workload, direction)
            if found:
                yield workload, found

    def others(self, file: str) -> bool:
        """Whether policies of another kind, which may allow more, can be applied together with a file."""
        return any(self._scope.visible(file, one.file) for one in self._foreign)

    def without_lookups(self) -> Iterator[NoLookup]:
        """Workloads on the cluster's DNS whose egress policies together let them out, but not to ask it."""
        known: dict[tuple[int, ...], _Way] = {}
        for workload, policies in self.isolated("Egress"):
            if not workload.cluster_dns or workload.kind == "CronJob":
                continue
            further = self.further(workload, policies)
            key = id(policies), *map(id, further)
            way = known.get(key) or known.setdefault(key, _way(rule for one in (*policies, *further) for rule in one.egress))
            if way.out and not way.udp:
                first = next(one for one in policies if one.egress or one is policies[-1])
                yield NoLookup(workload, first, way.tcp, way.to_pods)

    def further(self, workload: Workload, policies: tuple[NetworkPolicy, ...]) -> tuple[NetworkPolicy, ...]:
        """Policies from further away that may select the workload, too: what they allow counts, what they close does not."""
        where = "" if self._scope.rendered else workload.file
        key = where, workload.namespace, workload.pod_labels, id(policies)
        known = self._further.get(key)
        if known is None:
            nearer = set(map(id, policies))
            known = self._further[key] = tuple(
                policy
                for policy in self._by_label(workload)
                if id(policy) not in nearer
                and matches(policy.selector, workload.pod_labels)
                and self._selections.meet(policy, workload)
                and self._scope.visible(policy.file, workload.file)
            )
        return known

    def orphan(self, workload: Workload) -> bool:
        """Whether the workload runs for long and no policy selects it by labels."""
        return workload.long_running and not any(self._by_labels[group] for group in self._of.get(id(workload), ()))

    def nearest(self, policy: NetworkPolicy) -> Near | None:
        """What a policy that selects nothing probably means."""
        return self._selections.likenesses.nearest(policy, policy.selector.labels, self.orphan)

    @cached_property
    def _pods(self) -> dict[int, list[Workload]]:
        alike: dict[tuple[str, str | None, Selector], list[Workload]] = {}
        found = {}
        for policy in self.all:
            key = "" if self._scope.rendered else policy.file, policy.namespace, policy.selector
            found[id(policy)] = alike[key] if key in alike else alike.setdefault(key, self._select(policy))
        return found

    @cached_property
    def _groups(self) -> dict[int, list[int]]:
        """The policies, by their numbers, that select the same pods."""
        found: dict[int, list[int]] = {}
        for number, policy in enumerate(self.all):
            found.setdefault(id(self.pods(policy)), []).append(number)
        return found

    @cached_property
    def _by_labels(self) -> dict[int, bool]:
        return {
            group: any(self.all[one].selector.labels or self.all[one].selector.expressions for one in numbers)
            for group, numbers in self._groups.items()
        }

    @cached_property
    def _of(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for group, numbers in self._groups.items():
            for workload in self.pods(self.all[numbers[0]]):
                found.setdefault(id(workload), []).append(group)
        return {workload: tuple(groups) for workload, groups in found.items()}

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
        return [one for one in self._selections.workloads.objects if id(one) in self._of] if self.all else []

    @cached_property
    def _everywhere(self) -> Names[Workload]:
        return Names(self._scope, Workload, lambda one: ("", *pod_keys(one)))

    def _select(self, policy: NetworkPolicy) -> list[Workload]:
        def accept(one: Workload) -> bool:
            return matches(policy.selector, one.pod_labels) and self._selections.meet(policy, one)

        return self._everywhere.search(policy.file, policy.selector.labels or ("",), accept)


def _way(rules: Iterable[PolicyRule]) -> _Way:
    rules = list(rules)
    to_pods = any(peer.cidr is None for rule in rules for peer in rule.peers)
    udp, tcp = (any(_opens_dns(rule, protocol) for rule in rules) for protocol in ("UDP", "TCP"))
    return _Way(to_pods or any(not rule.peers for rule in rules), to_pods, udp, tcp)


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
