"""Which findings are asked for: those that touch some files, or that a change of the project has to do with.

A finding *touches* a file that it stands in, that one of its related places stands in, or that the rendered object of
either is put together from: its template and the helpers that this calls, its values files, its base, the kustomizations
that take it in, the patches for it, and what it is generated from.

It has to do with a *change* where a changed file holds the finding or one of its related places, and where it was not there
before the change: the rules are asked of the project as it was, and what they said then is not new. What was there in one
environment is new in another. So a deleted
Deployment, a value, a patch or a generator's input shows what it broke, wherever that stands, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from svclint.engine.ignores import UNUSED
from svclint.result import Identity, Report

Known = tuple[Identity, bool]
"""A finding in an environment, and whether it is sure enough to be shown: one that was only possible before is new when it
is shown."""


class Focus:
    """`paths` are files and folders ("" is all); with `changed` files, `before` gives the findings before the change.

    `identities` tell findings of both times as one. What touches `also` is asked for, too.
    """

    def __init__(
        self,
        paths: Iterable[str],
        changed: Iterable[str] | None = None,
        before: Callable[[], Iterable[Known]] = tuple,
        identities: Callable[[Report], Iterable[Known]] | None = None,
        also: Iterable[str] = (),
    ) -> None:
        self._paths, self._also = tuple(paths), tuple(also)
        self._changed = None if changed is None else frozenset(changed)
        self._before, self._identities = before, identities
        self._left: Counter[Known] | None = None

    def covers(self, file: str) -> bool:
        """Whether everything that is found in a file is asked for."""
        return self._changed is None and _lies_in(self._paths, file)

    def shows(self, report: Report) -> bool:
        """Whether a finding is asked for. To be asked once of each: of equal ones, those count as new that come last."""
        at = {report.finding.place.file, *(other.place.file for other in report.finding.related)}
        touched = at | report.sources
        if self._changed is not None:
            new = self._is_new(report)
            if at.isdisjoint(self._changed) and not new:
                return any(_lies_in(self._also, file) for file in touched)
        return "" in self._paths or any(_lies_in(self._paths, file) for file in touched)

    def _is_new(self, report: Report) -> bool:
        """Whether a finding was not there before, in one of its environments at least.

        Of an ignore that hides nothing nobody asked whether it did then.
        """
        if report.finding.rule == UNUSED:
            return False
        assert self._identities is not None
        if self._left is None:
            self._left = Counter(self._before())
        found = tuple(self._identities(report))
        self._left.subtract(found)
        return any(self._left[one] < 0 for one in found)


def _lies_in(paths: tuple[str, ...], file: str) -> bool:
    return any(not one or file == one or file.startswith(one + "/") for one in paths)
