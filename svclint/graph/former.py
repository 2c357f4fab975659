"""What the workloads of the last commit say of a Service that selects nothing now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec import Struct

from svclint.facts import Service, Workload
from svclint.graph.selection import Selections
from svclint.scope import Scope


class Lost(Struct, frozen=True):
    """A workload that a Service selected in the last commit, and what stands in its place now, if anything."""

    before: Workload
    now: Workload | None


class Former:
    """The workloads of files that differ from the last commit; `read` gives them, and is asked once."""

    def __init__(self, scope: Scope, selections: Selections, read: Callable[[], list[Workload]]) -> None:
        self._scope, self._selections, self._read = scope, selections, read

    def lost(self, service: Service) -> Lost | None:
        """The workload that the Service selected in the last commit, where that changed since."""
        pairs = set(service.selector or ())
        for workload in self._workloads:
            gone = workload.file not in self._scope.ordinals
            meets = (gone or self._scope.visible(service.file, workload.file)) and self._selections.meet(service, workload)
            if meets and pairs <= set(workload.pod_labels):
                return Lost(workload, self._now.get((workload.kind, workload.name, workload.file)))
        return None

    @cached_property
    def _now(self) -> dict[tuple[str, str, str], Workload]:
        return {(one.kind, one.name, one.file): one for one in self._selections.workloads.objects}

    @cached_property
    def _workloads(self) -> list[Workload]:
        return self._read()
