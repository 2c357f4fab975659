"""Symbolic places to lines and columns: the texts of the files that have findings, each read again and parsed once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from svclint.facts import Place
from svclint.project import Project
from svclint.read.encoding import decode
from svclint.rule import Fix

if TYPE_CHECKING:
    from svclint.read.locate import Locator

_STEERING = re.compile(r"(\{\{-?\s*(if|with|range|/\*|\$\w+\s*:?=)((?!\}\}).)*\}\}\s*)+")
_FURTHEST = 100
"""Lines of comments below one comment within which its line is looked for."""


class Located(Struct, frozen=True):
    """A stretch of a file: lines and columns from 1 in code points, end exclusive; `offsets` count from the file's start."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    offsets: tuple[int, int]
    message: str = ""


class Texts:
    """The texts of the files that have findings, each read again, unless it is `known`, and parsed once."""

    def __init__(self, project: Project, known: Mapping[str, str] | None = None) -> None:
        self._project = project
        self._mended: dict[str, bool] = {}
        self.locators = {file: _locator(file, text) for file, text in (known or {}).items()}

    def locate(self, place: Place, message: str = "") -> Located:
        """A place in lines and columns."""
        locator = self._locator(place.file)
        span = locator.span(place.document, place.path, "value" if place.inner else place.part, place.word)
        if place.inner:
            from svclint.read.inside import inside

            span = inside(locator.text, span, *place.inner, place.part)
        start, end = locator.lines.position(span.start), locator.lines.position(max(span.end, span.start + 1))
        if span.end <= span.start or span.end > len(locator.text):
            end = (start[0], start[1] + 1)
        return Located(place.file, *start, *end, (span.start, span.end), message)

    def pointer(self, place: Place) -> str:
        """The path of a place as a text that survives edits around it, "" for one that is told by no path."""
        if place.part in ("comment", "line", "error"):
            return ""
        outer = self._locator(place.file).pointer(place.document, place.path)
        if not place.inner:
            return outer
        from svclint.read.pointer import pointer

        return outer + pointer(None, place.inner[1])

    def edits(self, fix: Fix) -> tuple[tuple[Located, str], ...]:
        """Where the edits of a fix go, and the text that each puts there; none where one of them cannot be made.

        Only files that are asked for are mended, and none that is a template.
        """
        from svclint.edits import placed

        found = []
        for edit in fix.edits:
            file = edit.place.file
            one = placed(self._locator(file), edit, strict=file.endswith(".json")) if self._mends(file) else None
            if one is None:
                return ()
            span, text = one
            lines = self._locator(file).lines
            found.append((Located(file, *lines.position(span.start), *lines.position(span.end), (span.start, span.end)), text))
        return tuple(found)

    @cached_property
    def _asked_for(self) -> frozenset[str]:
        return frozenset(filter(self._project.shows, self._project.files))

    def _mends(self, file: str) -> bool:
        if file not in self._mended:
            self._mended[file] = file in self._asked_for and not self._project.is_template(file)
        return self._mended[file]

    def spoken_of(self, comment: Located, *, quoted: bool) -> int:
        """The line that a comment speaks of: its own, or where it stands alone the next one that writes something.

        Neither comments and document marks do that, nor lines of a template that only steer. One that is `quoted` in a text
        speaks of no other document.
        """
        lines = self._locator(comment.file).lines
        for number in range(comment.line, comment.line + _FURTHEST):
            said = lines.line(number).strip()
            if quoted and said == "---":
                break
            if said and said != "---" and not said.startswith("#") and not _STEERING.fullmatch(said):
                return number
        return comment.line

    def enclosing(self, file: str, openers: Collection[int]) -> dict[int, int]:
        """For each line in the block that one of some lines opens, the innermost of these."""
        return self._locator(file).lines.enclosing(openers)

    def text(self, file: str) -> str | None:
        """The text of a file of the project, None where it is none."""
        return self._locator(file).text or None

    def _locator(self, file: str) -> Locator:
        if file not in self.locators:
            source = self._project.read(file, follow=True)
            try:
                text = decode(source.data) if source else ""
            except UnicodeDecodeError:
                text = ""
            self.locators[file] = _locator(file, text)
        return self.locators[file]


def _locator(file: str, text: str) -> Locator:
    from svclint.read.locate import Locator

    return Locator(text, json=file.endswith(".json"))
