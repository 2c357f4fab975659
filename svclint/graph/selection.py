"""Which pods a Service selects, and when it selects none, what stands near enough to have been meant.

Evidence is calibrated on 95 repositories: absence alone is no evidence, an orphan workload with nearly the right
labels is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Literal

from msgspec import Struct

from svclint.facts import Labels, Object, Service, Workload
from svclint.graph import controllers
from svclint.graph.index import Names, has_all, pod_keys
from svclint.graph.near import tied
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_RUN_TIME = re.compile(r"(?i)role|leader|primary|master|elected|vault-|[/-]active|^active|spilo|standby|replica")
_SAMPLE = 64

Likeness = Literal["same file", "same folder", "case"]


class Difference(Struct, frozen=True):
    """One pair of a selector that a template lacks, and why: it has another value, spells the key or the value in another
    case, has the label on the workload and not on its pods, or has nothing of it."""

    key: str
    value: str
    kind: Literal["value", "key case", "value case", "object label", "missing"]
    found: str = ""


class Near(Struct, frozen=True):
    """An orphan workload that a selector nearly matches."""

    workload: Workload
    likeness: Likeness
    differences: tuple[Difference, ...]


class Selection(Struct, frozen=True):
    """What a Service selects. `expected`: it has a selector that the endpoints controller acts on.

    `elsewhere` are pods that match in another namespace; `lost` are workloads that matched in the last commit.
    `doubt` says why absence is less sure than it looks, "" when nothing speaks against it.
    """

    service: Service
    expected: bool
    pods: tuple[Workload, ...] = ()
    elsewhere: tuple[Workload, ...] = ()
    near: Near | None = None
    doubt: str = ""
    beyond_replicas: bool = False


class Selections:
    """Answers for all Services of a scope; each is worked out once."""

    def __init__(self, scope: Scope, services: list[Service], default_namespace: str | None) -> None:
        self._scope = scope
        self._services = services
        self._default_namespace = default_namespace
        self.workloads = Names(scope, Workload, pod_keys)
        self._known: dict[int, Selection] = {}
        self._selected: set[int] | None = None

    def namespace(self, found: Object) -> str | None:
        """The namespace an object lands in, None where no file says."""
        if self._scope.moves(found.file):
            return None
        return found.namespace or self._default_namespace

    def meet(self, one: Object, other: Object) -> bool:
        """Whether two objects can be in one namespace: an unset one agrees with any."""
        if one.namespace == other.namespace:
            return True
        left, right = self.namespace(one), self.namespace(other)
        return left is None or right is None or left == right

    def of(self, service: Service) -> Selection:
        """What a Service selects."""
        known = self._known.get(id(service))
        if known is None:
            known = self._known[id(service)] = self._select(service)
        return known

    def selecting(self, service: Service) -> bool:
        """Whether the endpoints controller acts on the Service's selector."""
        return bool(service.selector) and service.type != "ExternalName"

    def explain(self, selection: Selection) -> Selection:
        """The same selection of nothing, with the orphan that was probably meant and the doubts there are."""
        service = selection.service
        near = self._nearest(service)
        return Selection(
            service, True, (), selection.elsewhere, near, self._doubt(service, near), bool(self.matching(service, scaled=True))
        )

    def orphan(self, workload: Workload) -> bool:
        """Whether the workload runs for long and no Service selects it."""
        if self._selected is None:
            self._selected = {id(pod) for service in self._services for pod in self.of(service).pods}
        return workload.long_running and id(workload) not in self._selected

    def matching(self, service: Service, *, scaled: bool = False, anywhere: bool = False) -> list[Workload]:
        """The nearest workloads whose pods the selector matches; `anywhere` disregards namespaces."""
        plain, added = controllers.split(service.selector or ())
        keys: list[object] = [*plain]
        if not plain:
            for kind in controllers.kinds(added):
                found = self.workloads.nearest(
                    service.file, kind, lambda one: self._takes(service, one, plain, added, scaled, anywhere)
                )
                if found:
                    return found
            return []
        return self.workloads.search(service.file, keys, lambda one: self._takes(service, one, plain, added, scaled, anywhere))

    def _takes(self, service: Service, one: Workload, plain: Labels, added: Labels, scaled: bool, anywhere: bool) -> bool:
        return (
            has_all(one.pod_labels, plain)
            and (anywhere or self.meet(service, one))
            and all(controllers.adds(one, label, scaled=scaled) for label in added)
        )

    def _select(self, service: Service) -> Selection:
        if not self.selecting(service):
            return Selection(service, False)
        pods = self.matching(service)
        if pods:
            return Selection(service, True, tuple(pods))
        return Selection(service, True, (), tuple(self.matching(service, anywhere=True)))

    def _nearest(self, service: Service) -> Near | None:
        selector = controllers.split(service.selector or ())[0]
        best: tuple[int, Near] | None = None
        for workload, likeness in self._candidates(service, selector):
            differences = tuple(_differences(selector, workload))
            if not differences:
                continue
            found = self._judge(service, selector, workload, differences, likeness)
            if found and (best is None or _rank(service, found) < best[0]):
                best = (_rank(service, found), found)
        return best[1] if best else None

    def _candidates(self, service: Service, selector: Labels) -> Iterator[tuple[Workload, Likeness]]:
        """Orphans in the file, then in the folder, that share a pair, a key or the name; a bounded sample of each."""
        ordinal = self._scope.ordinals[service.file]
        seen: set[int] = set()
        runs: tuple[tuple[tuple[int, int], Likeness], ...] = (
            ((ordinal, ordinal + 1), "same file"), (self._scope.folder(service.file), "same folder"),
        )  # fmt: skip
        for run, likeness in runs:
            for key in (("name", service.name), *selector, *(("key", name.lower()) for name, _ in selector)):
                for workload in islice(self._near_index.inside(run, key), _SAMPLE):
                    if id(workload) in seen or not self.orphan(workload) or not self.meet(service, workload):
                        continue
                    if self._scope.visible(service.file, workload.file):
                        seen.add(id(workload))
                        yield workload, likeness

    @cached_property
    def _near_index(self) -> Names[Workload]:
        return Names(self._scope, Workload, _near_keys)

    def _judge(
        self, service: Service, selector: Labels, workload: Workload, differences: tuple[Difference, ...], likeness: Likeness
    ) -> Near | None:
        if all(one.kind in ("key case", "value case") for one in differences):
            return Near(workload, "case", differences)
        keys = {key for key, _ in workload.pod_labels}
        alike = all(key in keys for key, _ in selector) or any(pair in workload.pod_labels for pair in selector)
        alike = alike or all(one.kind == "object label" for one in differences)
        if not alike:
            return None
        if likeness == "same file":
            return Near(workload, likeness, differences)
        tie = service.name == workload.name or all(
            one.kind in ("value case", "object label") or (one.kind == "value" and tied(one.value, one.found))
            for one in differences
        )
        return Near(workload, likeness, differences) if tie and not self._scope.alters(service.file) else None

    def _doubt(self, service: Service, near: Near | None) -> str:
        selector = service.selector or ()
        if any(is_placeholder(text) for pair in selector for text in pair):
            return "the selector holds a placeholder"
        if near and any(is_placeholder(value) for _, value in near.workload.pod_labels):
            return "the pod template's labels hold a placeholder"
        if self._scope.alters(service.file):
            return "a kustomization may change these names and labels"
        if near and any(_RUN_TIME.search(f"{one.key}={one.value}") for one in near.differences):
            return "such labels are often added while the pod runs"
        if self._scope.is_open(service.file):
            return "an operator's resource, an unrendered chart or an unreadable file beside it may bring the pods"
        return ""


def _near_keys(workload: Workload) -> Iterator[object]:
    yield "name", workload.name
    yield from workload.pod_labels
    for name, _ in workload.pod_labels:
        yield "key", name.lower()
    for name, _ in workload.labels:
        if all(name != other for other, _ in workload.pod_labels):
            yield "key", name.lower()


def _differences(selector: Labels, workload: Workload) -> Iterator[Difference]:
    written = dict(workload.pod_labels)
    lower = {key.lower(): key for key in written}
    for key, value in selector:
        if (key, value) in workload.pod_labels:
            continue
        if key in written:
            kind: Literal["value case", "value"] = "value case" if written[key].lower() == value.lower() else "value"
            yield Difference(key, value, kind, written[key])
        elif key.lower() in lower and written[lower[key.lower()]].lower() == value.lower():
            yield Difference(key, value, "key case", lower[key.lower()])
        elif (key, value) in workload.labels:
            yield Difference(key, value, "object label")
        else:
            yield Difference(key, value, "missing")


def _rank(service: Service, near: Near) -> int:
    """Fewer differences first, then ties, then the same name."""
    untied = sum(
        1 for one in near.differences if one.kind == "missing" or (one.kind == "value" and not tied(one.value, one.found))
    )
    return 8 * untied + 2 * len(near.differences) + (near.workload.name != service.name)
