"""Which workload stands near enough to a selector that matches nothing to have been meant.

Evidence is calibrated on 95 repositories: key overlap alone says nothing, an orphan with nearly the right labels does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct

from svclint.facts import Labels, Object, Place, Workload
from svclint.graph.index import Names
from svclint.graph.near import tied
from svclint.scope import Scope

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

    @property
    def tied(self) -> bool:
        """Whether each difference is a slip: case, a value with a tie, or the label on the workload itself."""
        return all(
            one.kind in ("key case", "value case", "object label") or (one.kind == "value" and tied(one.value, one.found))
            for one in self.differences
        )

    @property
    def place(self) -> Place:
        """Where the workload's labels are that differ, or that were looked for in vain."""
        first, template = self.differences[0], (*self.workload.template, "labels")
        match first.kind:
            case "value" | "value case":
                return self.workload.at(*template, first.key, part="entry")
            case "key case":
                return self.workload.at(*template, first.found, part="entry")
            case "object label":
                return self.workload.at("metadata", "labels", first.key, part="entry")
        return self.workload.at(*template)

    def __str__(self) -> str:
        first = self.differences[0]
        match first.kind:
            case "value" | "value case":
                return f"{self.workload} has {first.key}: {first.found}"
            case "key case":
                return f"{self.workload} spells it {first.found}"
            case "object label":
                return f"label {first.key} is on {self.workload}, not on its pod template"
        return f"{self.workload} has no label {first.key}"


class Likenesses:
    """The workloads of a scope by what a selector may nearly match. `meet` tells whether two objects share a namespace."""

    def __init__(self, scope: Scope, meet: Callable[[Object, Object], bool]) -> None:
        self._scope, self._meet = scope, meet
        self._index = Names(scope, Workload, _near_keys)

    def nearest(self, subject: Object, selector: Labels, orphan: Callable[[Workload], bool]) -> Near | None:
        """The orphan that the selector of an object most nearly matches, if it is near enough to have been meant."""
        best: tuple[int, Near] | None = None
        for workload, likeness in self._candidates(subject, selector, orphan):
            differences = tuple(_differences(selector, workload))
            if not differences:
                continue
            found = self._judge(subject, selector, workload, differences, likeness)
            if found and (best is None or _rank(subject, found) < best[0]):
                best = (_rank(subject, found), found)
        return best[1] if best else None

    def _candidates(
        self, subject: Object, selector: Labels, orphan: Callable[[Workload], bool]
    ) -> Iterator[tuple[Workload, Likeness]]:
        """Orphans in the file, then in the folder, that share a pair, a key or the name; a bounded sample of each."""
        ordinal = self._scope.ordinals[subject.file]
        seen: set[int] = set()
        runs: tuple[tuple[tuple[int, int], Likeness], ...] = (
            ((ordinal, ordinal + 1), "same file"), (self._scope.folder(subject.file), "same folder"),
        )  # fmt: skip
        for run, likeness in runs:
            for key in (("name", subject.name), *selector, *(("key", name.lower()) for name, _ in selector)):
                for workload in islice(self._index.inside(run, key), _SAMPLE):
                    if id(workload) in seen or not orphan(workload) or not self._meet(subject, workload):
                        continue
                    if self._scope.visible(subject.file, workload.file):
                        seen.add(id(workload))
                        yield workload, likeness

    def _judge(
        self, subject: Object, selector: Labels, workload: Workload, differences: tuple[Difference, ...], likeness: Likeness
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
        near = Near(workload, likeness, differences)
        return near if (subject.name == workload.name or near.tied) and not self._scope.alters(subject.file) else None


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


def _rank(subject: Object, near: Near) -> int:
    """Fewer differences first, then ties, then the same name."""
    untied = sum(
        1 for one in near.differences if one.kind == "missing" or (one.kind == "value" and not tied(one.value, one.found))
    )
    return 8 * untied + 2 * len(near.differences) + (near.workload.name != subject.name)
