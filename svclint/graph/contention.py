"""Which ports are in each other's way: in one pod, and on one node, where Services have node ports too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from svclint.facts import Service, Workload
from svclint.graph.node_ports import Claim, Nearness, claims, nearness
from svclint.graph.ports import Landing, crowded, declared
from svclint.graph.selection import Selections
from svclint.scope import Scope

_LOOKED_BACK = 16
_ANY = ("", "0.0.0.0", "::")


class HostCollision(Struct, frozen=True):
    """A host port that something else takes on the same nodes: another workload's, or a Service's node port."""

    landing: Landing
    earlier: Landing | Claim
    nearness: Nearness


def landings(workload: Workload) -> Iterator[Landing]:
    """The ports of a workload that take one of the node."""
    return (landing for landing in declared(workload) if landing.host is not None)


class Contention:
    """The workloads whose ports can be in each other's way, or a node's."""

    def __init__(self, scope: Scope, selections: Selections, services: Iterable[Service]) -> None:
        self._scope, self._selections, self._services = scope, selections, services
        self.workloads = list(crowded(selections.workloads.objects))

    def collisions(self) -> Iterator[HostCollision]:
        """Each host port that an earlier one is in the way of on every node, told once, and each that is also a node port.

        Only a DaemonSet is sure to share a node; whoever chooses its nodes may keep out of the way.
        """
        taken: dict[tuple[int | None, str], list[Landing]] = {}
        for workload in self.workloads:
            if not workload.long_running or workload.pod.node_selector or workload.pod.affinity:
                continue
            for landing in landings(workload):
                former = taken.setdefault((landing.host, landing.port.protocol), [])
                for earlier in reversed(former[-_LOOKED_BACK:]):
                    if self._collide(landing, earlier):
                        yield HostCollision(landing, earlier, nearness(self._scope, workload, earlier.workload))
                        break
                former.append(landing)
        for service in self._services if taken else ():
            for claim in claims(service):
                for landing in taken.get((claim.number, claim.protocol), ())[:1]:
                    if self._scope.visible(service.file, landing.workload.file):
                        yield HostCollision(landing, claim, nearness(self._scope, landing.workload, service))

    def _collide(self, one: Landing, other: Landing) -> bool:
        left, right = one.workload, other.workload
        if "DaemonSet" not in (left.kind, right.kind) or left is right or not self._scope.visible(left.file, right.file):
            return False
        namespace = self._selections.namespace
        if (left.kind, left.name) == (right.kind, right.name) and namespace(left) == namespace(right):
            return False
        return one.port.host_ip == other.port.host_ip or one.port.host_ip in _ANY or other.port.host_ip in _ANY
