"""Symbolic places to lines and columns: the texts of the files that have findings, each read again and parsed once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from svclint.facts import Place
from svclint.project import Project
from svclint.read import decode
from svclint.read.inside import inside
from svclint.read.locate import Locator
from svclint.rule import Edit

_WORD = re.compile(r'"[^"]*"|\w+')
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
        self.locators = {file: Locator(text, json=file.endswith(".json")) for file, text in (known or {}).items()}

    def locate(self, place: Place, message: str = "") -> Located:
        """A place in lines and columns."""
        locator = self._locator(place.file)
        span = locator.span(place.document, place.path, "value" if place.inner else place.part, place.word)
        if place.inner:
            span = inside(locator.text, span, *place.inner, place.part)
        start, end = locator.lines.position(span.start), locator.lines.position(max(span.end, span.start + 1))
        if span.end <= span.start or span.end > len(locator.text):
            end = (start[0], start[1] + 1)
        return Located(place.file, *start, *end, (span.start, span.end), message)

    def edit(self, edit: Edit) -> tuple[Located, str]:
        """Where an edit goes, and the text that it puts there."""
        located = self.locate(edit.place)
        written = self._locator(edit.place.file).text[slice(*located.offsets)]
        if edit.place.word not in ("", written):
            return located, written
        entry, parting, text = edit.text.partition("{,}")
        if parting:
            entry = _WORD.sub(_quoted, entry) if written[:1] == '"' else entry
            text = entry + self._parting(edit.place, located) + text
        else:
            text = entry
        return located, text.replace("{}", written)

    def _parting(self, place: Place, entry: Located) -> str:
        """What stands between an entry of a mapping and one put before it."""
        locator = self._locator(entry.file)
        around = locator.span(place.document, place.path[:-1])
        comma = "," if locator.text[around.start : around.start + 1] == "{" else ""
        before = locator.lines.line(entry.line)[: entry.column - 1]
        if before.strip(" -"):
            return comma + " "
        return comma + ("\r\n" if "\r\n" in locator.text else "\n") + " " * len(before)

    def spoken_of(self, comment: Located) -> int:
        """The line that a comment speaks of: its own, or where it stands alone the next that is neither comment nor mark."""
        lines = self._locator(comment.file).lines
        for number in range(comment.line, comment.line + _FURTHEST):
            said = lines.line(number).strip()
            if said and said != "---" and not said.startswith("#"):
                return number
        return comment.line

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
            self.locators[file] = Locator(text, json=file.endswith(".json"))
        return self.locators[file]


def _quoted(word: re.Match[str]) -> str:
    return word[0] if word[0].startswith('"') else f'"{word[0]}"'
