"""Which objects there are and who may meet whom, from the facts of all files; it knows no rules.

Files stand in one order in which every folder is a contiguous run: first the files directly in it, then its
subfolders. A scope is such a run, so a look-up in a scope is a bisection in any list kept in that order.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, islice

from svclint.facts import Bringer, Deployer, FileFacts, Object, Path, Place, Problem, Reference, Service, Workload
from svclint.kustomizations import Kustomizations

Run = tuple[int, int]
DEFINITIONS = 16
"""Definitions of one object in a file that are looked at; a cluster keeps one of them."""

_SAMPLE = 64


class Scope:
    """The files of a project, or of one rendered environment, where all meets all.

    `charts` are folders of charts that were not rendered. `surplus` are objects that stand in their file too often: they
    are known to repeat others and to nothing else, so that copies by the thousand cost no more than their number.
    """

    def __init__(self, files: Iterable[FileFacts], *, rendered: bool = False, charts: Iterable[str] = ()) -> None:
        self.rendered = rendered
        self.charts = tuple(charts)
        self.files = sorted(files, key=lambda facts: _order(facts.file))
        self.ordinals = {facts.file: index for index, facts in enumerate(self.files)}
        self._direct, self._subtree = _folders(self.files)
        deployers = (one for facts in self.files if facts.custom for one in facts.objects if isinstance(one, Deployer))
        self._kustomize = Kustomizations(
            (facts.kustomization for facts in self.files if facts.kustomization),
            (overlay for one in deployers for overlay in one.overlays),
        )
        self.objects: list[Object] = []
        self._fragments: set[int] = set()
        self._ends: list[int] = []
        self.surplus: list[Object] = []
        for facts in self.files:
            defined: Counter[object] = Counter()
            for found in facts.objects:
                if self._is_fragment(found, facts):
                    self._fragments.add(id(found))
                elif len(facts.objects) > DEFINITIONS and found.name and _define(defined, found) > DEFINITIONS:
                    self.surplus.append(found)
                else:
                    self.objects.append(found)
            self._ends.append(len(self.objects))
        self.first_of = cache(self._first_of)
        self._written: dict[str, dict[tuple[int, Path], Object]] = {}
        self._alternatives = _Alternatives(self.objects)
        self._open_folders = _open_folders(self.files, self.charts)

    def mentions(self) -> Iterator[tuple[Object, tuple[Reference, ...]]]:
        """The names of Services in annotations, by object, fragments left out."""
        for facts in self.files:
            for index, references in facts.mentions:
                if id(facts.objects[index]) not in self._fragments:
                    yield facts.objects[index], references

    def problems(self, kind: str) -> Iterator[Problem]:
        """What single files show to be wrong, fragments left out."""
        for problem, facts in self._problems.get(kind, ()):
            if not self._explained(problem, facts):
                yield problem

    @cached_property
    def _problems(self) -> dict[str, list[tuple[Problem, FileFacts]]]:
        found: dict[str, list[tuple[Problem, FileFacts]]] = {}
        for facts in self.files:
            for problem in facts.problems:
                found.setdefault(problem.kind, []).append((problem, facts))
        return found

    def chain(self, file: str) -> Iterator[Run]:
        """The scopes of a file as runs of ordinals, nearest first: itself, its folder, then each enclosing one."""
        if self.rendered:
            yield 0, len(self.files)
            return
        ordinal = self.ordinals[file]
        yield ordinal, ordinal + 1
        folder = posixpath.dirname(file)
        yield self._direct[folder]
        yield self._subtree[folder]
        while folder:
            folder = posixpath.dirname(folder)
            yield self._subtree[folder]

    def own(self, file: str) -> Run:
        """The run of the file alone; in a rendered environment all of them."""
        ordinal = self.ordinals[file]
        return (0, len(self.files)) if self.rendered else (ordinal, ordinal + 1)

    def folder(self, file: str) -> Run:
        """The run of the files directly beside a file; in a rendered environment all of them."""
        return (0, len(self.files)) if self.rendered else self._direct[posixpath.dirname(file)]

    def visible(self, one: str, other: str) -> bool:
        """Whether objects of two files may be applied together, that is, whether the files are no alternatives."""
        return self.rendered or not self._alternatives.part(one, other)

    def alters(self, file: str) -> bool:
        """Whether a kustomization changes what this file says before anybody applies it."""
        return not self.rendered and self._kustomize.alters(file)

    def moves(self, file: str) -> bool:
        """Whether a kustomization sets the namespace of what this file says."""
        return not self.rendered and self._kustomize.moves(file)

    def is_open(self, file: str) -> bool:
        """Whether something in the file's folder may bring what no file shows: a custom resource, a chart, a broken file."""
        return posixpath.dirname(file) in self._open_folders

    def bringer(self, file: str, name: str, namespace: str | None) -> Bringer | None:
        """What may bring a Service of that name to what stands in a file: it has that name, or one up to a dash of it."""
        stems = [name, *(name[:at] for at in range(len(name) - 1, 0, -1) if name[at] == "-")]
        for stem in stems:
            for where, one in islice(self._bringers.get(stem, ()), _SAMPLE):
                meets = None in (one.namespace, namespace) or one.namespace == namespace
                if meets and (stem == name or not one.whole) and self.visible(file, where):
                    return one
        return None

    @cached_property
    def _bringers(self) -> dict[str, list[tuple[str, Bringer]]]:
        found: dict[str, list[tuple[str, Bringer]]] = {}
        for facts in self.files:
            for one in facts.bringers:
                found.setdefault(one.name, []).append((facts.file, one))
        return found

    def object_at(self, place: Place) -> Object | None:
        """The object, which may be a fragment, that a place lies in."""
        written = self._written.get(place.file)
        if written is None:
            found = self.files[self.ordinals[place.file]].objects if place.file in self.ordinals else ()
            written = self._written[place.file] = {(one.document, one.base): one for one in reversed(found)}
        above = ((place.document, place.path[:depth]) for depth in range(len(place.path) + 1))
        return next((written[key] for key in above if key in written), None)

    @cached_property
    def _fuller(self) -> set[tuple[str, str]]:
        """The kinds and names of what lacks nothing."""
        return {(found.kind, found.name) for facts in self.files for found in facts.objects if not found.lacking}

    def _is_fragment(self, found: Object, facts: FileFacts) -> bool:
        if (found.kind, found.name) in facts.patches or found.file in self._kustomize.patches:
            return True
        if not found.lacking or self.rendered:
            return False
        return (found.kind, found.name) in self._fuller or self._kustomize.leaves_out(found.file)

    def _explained(self, problem: Problem, facts: FileFacts) -> bool:
        if problem.object is None:
            return False
        if id(facts.objects[problem.object]) in self._fragments:
            return True
        return problem.missing and self.alters(facts.file)

    def _first_of(self, kind: type[Object]) -> tuple[list[Object], list[int]]:
        """The objects of a type in order, and for each ordinal how many of them come before its file."""
        found = [one for one in self.objects if type(one) is kind]
        ordinals = [self.ordinals[one.file] for one in found]
        starts = [0] * (len(self.files) + 1)
        for ordinal in ordinals:
            starts[ordinal + 1] += 1
        return found, list(accumulate(starts))


def _define(defined: Counter[object], found: Object) -> int:
    """How often an object is defined with this definition."""
    key = type(found), found.kind, found.name, found.namespace
    defined[key] += 1
    return defined[key]


def _order(path: str) -> str:
    """What sorts a path folder by folder, the files of each before what lies deeper; no path holds a NUL."""
    folders, _, name = path.rpartition("/")
    return "\2" + folders.replace("/", "\0\2") + "\0\1" + name if folders else "\1" + name


def _folders(files: Sequence[FileFacts]) -> tuple[dict[str, Run], dict[str, Run]]:
    """For each folder, the run of the files directly in it and the run of its whole subtree."""
    direct: dict[str, Run] = {}
    subtree: dict[str, Run] = {"": (0, len(files))}
    for ordinal, facts in enumerate(files):
        folder = posixpath.dirname(facts.file)
        direct[folder] = (direct[folder][0] if folder in direct else ordinal, ordinal + 1)
    for folder, (low, high) in direct.items():
        current = folder
        while True:
            first, last = subtree.get(current, (low, high))
            subtree[current] = (min(first, low), max(last, high))
            if not current:
                break
            current = posixpath.dirname(current)
    return direct, subtree


def _open_folders(files: Sequence[FileFacts], charts: Sequence[str]) -> set[str]:
    found = {posixpath.dirname(facts.file) for facts in files if facts.custom or not facts.readable}
    return found | {posixpath.dirname(chart) for chart in charts} | set(charts)


class _Alternatives:
    """Which siblings define a Service or workload twice: nobody applies both of them (pair by pair)."""

    def __init__(self, objects: Iterable[Object]) -> None:
        first: dict[tuple[str, str, str | None], str] = {}
        several: dict[tuple[str, str, str | None], set[str]] = {}
        for found in objects:
            if isinstance(found, (Service, Workload)) and found.name:
                identity = found.kind, found.name, found.namespace
                definer = first.setdefault(identity, found.file)
                if definer != found.file:
                    several.setdefault(identity, {definer}).add(found.file)
        self._defined: dict[str, set[int]] = {}
        for number, files in enumerate(several.values()):
            for file in files:
                current = file
                while current:
                    self._defined.setdefault(current, set()).add(number)
                    current = posixpath.dirname(current)
        self._known: dict[tuple[str, str], bool] = {}

    def part(self, one: str, other: str) -> bool:
        if one == other or not self._defined:
            return False
        left, right = one.split("/"), other.split("/")
        same = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)) - 1)
        if (len(left) == same + 1) != (len(right) == same + 1):
            return False
        pair = ("/".join(left[: same + 1]), "/".join(right[: same + 1]))
        if pair not in self._known:
            self._known[pair] = not self._defined.get(pair[0], set()).isdisjoint(self._defined.get(pair[1], set()))
        return self._known[pair]
