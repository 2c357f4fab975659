"""Findings with fixes to mended bytes, in rounds; whether a fix does only what it says is looked at before it counts."""

from __future__ import annotations

import gc
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from msgspec import Struct, structs

from svclint.facts import Path
from svclint.project import Project
from svclint.read import jsonfile
from svclint.read.document import Document
from svclint.read.encoding import decode, encode
from svclint.read.scalars import json_key
from svclint.read.yaml import documents
from svclint.result import Report, Result
from svclint.rule import Edit, Severity

ROUNDS = 20
"""Rounds that make nothing shorter, after which fixes that bring each other back are left alone."""
_ABSENT = object()
_Stretch = tuple[int, int, str]
"""What an edit does: from where to where in its file it puts which text."""


class Mended(Struct):
    """What fixes make of a project: `before` and `after` are the bytes of the files that change, `result` what remains.

    `restless` are the files whose fixes never come to an end, left as they were; `refused` the reports whose fix would
    have changed more than it says.
    """

    result: Result
    before: dict[str, bytes]
    after: dict[str, bytes]
    fixed: list[Report]
    refused: list[Report]
    restless: list[str]


def mend(check: Callable[[Project], Result], project: Project, *, unsafe: bool = False, notes: bool = False) -> Mended:
    """Apply the fixes of what `check` finds, round by round, on the bytes that the files have now; nothing is written.

    What a round knew is given up before the next one, which so takes no more memory than a run.
    `unsafe`: also those that want a look; `notes`: also those of notes.
    """
    before = {source.path: source.data for source in project.sources() if not source.error}
    now = dict(before)
    fixed: list[Report] = []
    refused: dict[object, Report] = {}
    restless: list[str] = []
    number = 0
    while True:
        result = check(structs.replace(project, buffers={**project.buffers, **now}))
        wanted = [one for one in result.reports if _fixes(one, unsafe=unsafe, notes=notes) and _key(one) not in refused]
        chosen = [one for one in apart(wanted) if not set(_files(one)) & set(restless)]
        if number == ROUNDS and chosen:
            restless += sorted({file for one in chosen for file in _files(one)})
            now |= {file: before[file] for file in restless}
            fixed = [one for one in fixed if not set(_files(one)) & set(restless)]
            result = check(structs.replace(project, buffers={**project.buffers, **now}))
            break
        changed, done, odd = _applied(now, chosen)
        refused |= {_key(one): one for one in odd}
        if not chosen:
            break
        number += sum(len(data) - len(now[file]) for file, data in changed.items()) >= 0
        now |= changed
        fixed += done
        del result
        gc.collect()
    after = {file: data for file, data in now.items() if data != before[file]}
    return Mended(result, {file: before[file] for file in after}, after, fixed, list(refused.values()), restless)


def _fixes(one: Report, *, unsafe: bool, notes: bool) -> bool:
    fix = one.finding.fix
    return bool(fix and one.edits and (fix.safe or unsafe) and (notes or one.finding.severity > Severity.NOTE))


def _key(one: Report) -> object:
    return one.finding.rule, one.finding.place, one.finding.message


def _files(one: Report) -> list[str]:
    return [at.file for at, _ in one.edits]


def apart(reports: Iterable[Report]) -> Iterator[Report]:
    """The reports whose edits do not meet those of an earlier one; the others wait for the next round."""
    taken: dict[str, list[_Stretch]] = {}
    for one in reports:
        edits = [(taken.setdefault(at.file, []), (*at.offsets, text)) for at, text in one.edits]
        if any(_meets(edit, others) for others, edit in edits):
            continue
        for others, edit in edits:
            insort(others, edit)
        yield one


def _meets(edit: _Stretch, others: list[_Stretch]) -> bool:
    """Whether an edit touches a stretch of text that one of others does, which lie apart and in order, and not as it does."""
    start, end, _ = edit
    at = bisect_left(others, (start,))
    if at < len(others) and others[at][0] == start:
        return others[at] != edit
    return (at < len(others) and others[at][0] < end) or (at > 0 and start < others[at - 1][1])


def _applied(now: Mapping[str, bytes], chosen: list[Report]) -> tuple[dict[str, bytes], list[Report], list[Report]]:
    """The files that change, the reports that are mended so, and those whose fix does more than it says.

    Reports that can only not be mended together with others wait for the next round.
    """
    changed = _changed(now, chosen)
    beyond = _beyond(now, changed, chosen)
    if not beyond:
        return changed, chosen, []
    rest = [one for one in chosen if beyond.isdisjoint(_documents(one))]
    if rest:
        return _applied(now, rest)
    if len(chosen) == 1:
        return {}, [], chosen
    middle = len(chosen) // 2
    first, second = (_applied(now, half) for half in (chosen[:middle], chosen[middle:]))
    odd = [*first[2], *second[2]]
    if not odd:
        return first
    changed, done, further = _applied(now, [*first[1], *second[1]])
    return changed, done, [*odd, *further]


def _documents(one: Report) -> set[tuple[str, int]]:
    return {(edit.place.file, edit.place.document) for edit in one.finding.fix.edits} if one.finding.fix else set()


def _changed(now: Mapping[str, bytes], reports: Iterable[Report]) -> dict[str, bytes]:
    wanted: dict[str, set[tuple[tuple[int, int], str]]] = {}
    for one in reports:
        for at, text in one.edits:
            wanted.setdefault(at.file, set()).add((at.offsets, text))
    changed = {}
    for file, edits in wanted.items():
        text, done = decode(now[file]), 0
        parts: list[str] = []
        for (start, end), new in sorted(edits):
            parts += text[done:start], new
            done = end
        changed[file] = encode("".join((*parts, text[done:])), now[file])
    return changed


def _beyond(now: Mapping[str, bytes], changed: Mapping[str, bytes], reports: Iterable[Report]) -> set[tuple[str, int]]:
    """The documents, by file and number, that say something else than before beside what the edits of reports mean to say."""
    edits: dict[tuple[str, int], list[Edit]] = {}
    for one in reports:
        for edit in one.finding.fix.edits if one.finding.fix else ():
            edits.setdefault((edit.place.file, edit.place.document), []).append(edit)
    found = set()
    for file, data in changed.items():
        for first, second in zip_longest(*(_parsed(file, decode(each)) for each in (now[file], data))):
            meant = edits.get((file, first.index), []) if first and second else []
            if first and second and _alike(first, second, meant):
                continue
            if not meant:
                found |= {key for key in edits if key[0] == file}
                break
            found.add((file, first.index))
    return found


def _alike(old: Document, new: Document, meant: list[Edit]) -> bool:
    same = (old.error and old.error.message) == (new.error and new.error.message)
    differences = _differences(old.value, new.value, (), set())
    return same and all(any(_means(edit, *one) for edit in meant) for one in differences)


def _parsed(file: str, text: str) -> Iterable[Document]:
    return [jsonfile.document(text)] if file.endswith(".json") else documents(text)


def _differences(old: Any, new: Any, path: Path, seen: set[tuple[int, int]]) -> Iterator[tuple[Path, Any, Any]]:
    """Where two values differ, and what stands there in each; what an alias repeats is compared once."""
    if type(old) is not type(new):
        yield path, old, new
    elif isinstance(old, (dict, list)):
        if (id(old), id(new)) in seen:
            return
        seen.add((id(old), id(new)))
        if isinstance(old, dict):
            for key in {**old, **new}:
                yield from _differences(old.get(key, _ABSENT), new.get(key, _ABSENT), (*path, key), seen)
        elif len(old) != len(new):
            yield path, old, new
        else:
            for index, (first, second) in enumerate(zip(old, new, strict=True)):
                yield from _differences(first, second, (*path, index), seen)
    elif old != new and repr(old) != repr(new):
        yield path, old, new


def _means(edit: Edit, path: Path, gone: object, came: object) -> bool:
    """Whether an edit means such a difference."""
    place = edit.place
    if place.part in ("comment", "earlier"):
        return False
    if edit.text == "" and not place.word:
        return came is _ABSENT and path == place.path[: len(path)]
    if place.part == "key":
        return path[:-1] == place.path[:-1] and (gone is _ABSENT or (came is _ABSENT and path == place.path))
    if isinstance(edit.text, int):
        return path == place.path and came == edit.text and _takes_numbers(path, gone, edit.text)
    if not (place.word or "{}" in edit.text):
        return path == place.path and came == edit.text
    return path == place.path and isinstance(came, str)


def _takes_numbers(path: Path, gone: object, number: int) -> bool:
    """Whether a number may stand where something else stood: a number, the same in quotes, or the name of a port."""
    if not isinstance(gone, str) or str(path[-1]).lower().endswith("port"):
        return True
    return gone == json_key(number) or (gone.isdecimal() and int(gone) == number)
