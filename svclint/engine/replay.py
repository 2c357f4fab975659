"""The result of a run over again where nothing that it came from has changed since: files, rules, options, last commit."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, json, structs

from svclint.cache import NOTHING, Cache, digest
from svclint.facts import Object
from svclint.project import git
from svclint.project.remembered import Remembered
from svclint.result import Hidden, Report, Result
from svclint.texts import Texts

_COUNTS = ("files", "objects", "services", "workloads", "unreadable", "possible", "ignored")


class _Kept(Struct, array_like=True):
    """A result, what it came from, and the files whose texts its reports show."""

    state: bytes
    reports: list[Report]
    hidden: list[Hidden]
    counts: tuple[int, ...]
    texts: list[str]


class Replay:
    """What the last run that was asked the same said of a project. `asked` is all that the command line and config say.

    There is none of projects with charts, where more decides than the files that are read. `commit`: the last one decides.
    """

    def __init__(self, remembered: Remembered, cache: Cache, asked: Sequence[object], *, commit: bool) -> None:
        self._remembered, self._project = remembered, remembered.project
        self._cache = NOTHING if self._project.charts else cache
        shown = [self._project.shown, sorted(self._project.named)]
        self._name = self._cache.name("run", str(self._project.root), json.encode([*asked, *shown]))
        self._commit = git.head(self._project.root) if commit and self._cache.folder is not None else b""

    def result(self) -> Result | None:
        """The result, if the files are what they were then."""
        kept = self._cache.get(self._name, _Kept)
        if kept is None or kept.state != self._state() or len(kept.counts) != len(_COUNTS):
            return None
        texts = Texts(self._project)
        for file in kept.texts:
            texts.text(file)
        counts = dict(zip(_COUNTS, kept.counts, strict=True))
        return Result(reports=kept.reports, hidden=kept.hidden, texts=texts.locators, **counts)  # type: ignore[arg-type]

    def keep(self, result: Result) -> None:
        """Leave a result of nothing but files to the next run."""
        state = self._state()
        if state is None or result.crashes:
            return
        reports = [_plain(one) for one in result.reports]
        hidden = [structs.replace(one, report=_plain(one.report)) for one in result.hidden]
        counts = tuple(getattr(result, name) for name in _COUNTS)
        self._cache.put(self._name, _Kept(state, reports, hidden, counts, list(result.texts)))

    def _state(self) -> bytes | None:
        state = self._remembered.state
        return None if state is None else digest(self._commit, *state)


def _plain(report: Report) -> Report:
    """A report whose object is just named."""
    about = report.object
    if about is None:
        return report
    return structs.replace(report, object=Object(*(getattr(about, field) for field in Object.__struct_fields__)))
