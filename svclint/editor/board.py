"""What an editor is told of each file, and when: a defect of another file waits while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from svclint.engine import placed
from svclint.facts import Place
from svclint.result import Report
from svclint.texts import Texts

Key = tuple[str, Place, str]


class Told(Struct, frozen=True):
    """The findings of one file as an editor has them."""

    file: str
    reports: tuple[Report, ...]


class Board:
    """The findings of a folder. What is gone is told at once; what is new in other files than the one being typed waits."""

    def __init__(self) -> None:
        self._known: dict[Key, Report] = {}
        self._held: dict[Key, Report] = {}
        self._told: dict[str, tuple[Report, ...]] = {}

    def of(self, file: str) -> tuple[Report, ...]:
        """What is known of a file."""
        return tuple(one for one in self._known.values() if one.at.file == file)

    def settle(self, reports: Iterable[Report], typed: str | None) -> None:
        """Take what a run over everything found; `typed` is the file that somebody is typing in."""
        found = {_key(one): one for one in reports}
        new = {key: one for key, one in found.items() if key not in self._known and typed not in (None, one.at.file)}
        self._held = new
        self._known = {key: one for key, one in found.items() if key not in new}

    def amend(self, before: Iterable[Report], after: Iterable[Report], typed: str | None) -> None:
        """Take what an edit changed among some files."""
        was, now = ({_key(one): one for one in reports} for reports in (before, after))
        for key in was.keys() - now.keys():
            self._known.pop(key, None)
            self._held.pop(key, None)
        for key, one in now.items():
            if key in was:
                continue
            if typed in (None, one.at.file):
                self._known[key] = one
            else:
                self._held[key] = one

    def move(self, file: str, texts: Texts) -> None:
        """Place anew what stands in a file or points to it."""
        for reports in (self._known, self._held):
            for key, one in reports.items():
                if one.at.file == file or any(other.file == file for other in one.related):
                    reports[key] = placed(one, texts)

    def release(self) -> None:
        """Let go of what waits."""
        self._known |= self._held
        self._held = {}

    def changes(self, shows: Callable[[str], bool]) -> list[Told]:
        """The files of which something else is to be told than before."""
        by_file: dict[str, list[Report]] = {}
        for one in self._known.values():
            if shows(one.at.file):
                by_file.setdefault(one.at.file, []).append(one)
        found = []
        for file in {**self._told, **by_file}:
            now = tuple(sorted(by_file.get(file, ()), key=_order))
            if [*map(_shown, now)] != [*map(_shown, self._told.get(file, ()))]:
                found.append(Told(file, now))
            self._told[file] = now
        self._told = {file: self._told[file] for file in by_file}
        return found


def _key(report: Report) -> Key:
    finding = report.finding
    return finding.rule, finding.place, f"{finding.severity}{finding.confidence}{finding.message}"


def _order(report: Report) -> tuple[object, ...]:
    return report.at.offsets, _key(report)[0], report.finding.message


def _shown(report: Report) -> tuple[object, ...]:
    """All of a finding that an editor shows."""
    return _key(report), report.at, report.finding.help, report.environments, report.related
