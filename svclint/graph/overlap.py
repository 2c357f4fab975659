"""Workloads of one kind whose selectors take each other's pods, and what counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from svclint.facts import Autoscaler, DisruptionBudget, Object, Selector, Workload
from svclint.graph.index import Names
from svclint.graph.match import matches
from svclint.graph.selection import Selections
from svclint.scope import Scope

_KINDS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController")
_SAMPLE = 64


class Overlap(Struct, frozen=True):
    """A workload whose selector takes the pods of another one. `mutual`: and the other's takes its own.

    `counted` is an autoscaler of one of them, or a disruption budget that takes in both. `together`: they stand in one
    file or environment, else in one folder.
    """

    workload: Workload
    other: Workload
    mutual: bool
    counted: Object | None
    together: bool


def overlaps(scope: Scope, selections: Selections, autoscaler: Callable[[Workload], Autoscaler | None]) -> Iterator[Overlap]:
    """Workloads of one kind that may be applied to one namespace, each with the nearest that its selector takes in.

    Of many alike each is told with the next.
    """
    workloads = selections.workloads
    carried = Counter((one.kind, pair) for one in workloads.objects for pair in one.pod_labels)
    budgets = Names(scope, DisruptionBudget, lambda one: one.selector.labels)
    passed: set[int] = set()
    for workload in workloads.objects:
        passed.add(id(workload))
        selector = workload.selector
        if selector is None or workload.kind not in _KINDS or not selector.labels or selector.unread:
            continue
        if any(carried[workload.kind, pair] < 2 for pair in selector.labels):
            continue
        rarest = min(selector.labels, key=lambda pair: carried[workload.kind, pair])
        for run in (scope.own(workload.file), scope.folder(workload.file)):
            near = islice(workloads.inside(run, rarest), _SAMPLE)
            found = next((one for one in near if _taken(scope, selections, workload, selector, one, passed)), None)
            if found:
                mutual = _takes(found, workload)
                scaled = autoscaler(workload) or (autoscaler(found) if mutual else None)
                counted = scaled or _budget(selections, budgets, workload, found)
                yield Overlap(workload, found, mutual, counted, scope.rendered or workload.file == found.file)
                break


def _takes(one: Workload, other: Workload) -> bool:
    return one.selector is not None and matches(one.selector, other.pod_labels)


def _taken(
    scope: Scope, selections: Selections, workload: Workload, selector: Selector, one: Workload, passed: set[int]
) -> bool:
    if one.kind != workload.kind or one.group != workload.group or one.name == workload.name:
        return False
    if (
        not matches(selector, one.pod_labels)
        or not selections.meet(workload, one)
        or not scope.visible(workload.file, one.file)
    ):
        return False
    return not (id(one) in passed and _takes(one, workload))


def _budget(
    selections: Selections, budgets: Names[DisruptionBudget], workload: Workload, other: Workload
) -> DisruptionBudget | None:
    for pair in workload.pod_labels:
        for budget in budgets.nearest(workload.file, pair, lambda one: selections.meet(one, workload)):
            if matches(budget.selector, workload.pod_labels) and matches(budget.selector, other.pod_labels):
                return budget
    return None
