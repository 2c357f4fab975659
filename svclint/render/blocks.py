"""What helm printed, cut as it printed it; a plain text and a marked one are laid side by side, line by line."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from svclint.render.marks import MARK

Mark = tuple[int, int]
"""The number of a file and of a line in it."""
_SOURCE = "# Source: "


class Block(Struct, frozen=True):
    """One manifest: the template that wrote it, as helm names it, and which of that template's manifests it is, from 0; the
    number of its first line, and its lines."""

    source: str
    nth: int
    first: int
    lines: list[str]


class Blocks:
    """The manifests of a text that helm printed, by line and by source."""

    def __init__(self, text: str) -> None:
        self.all: list[Block] = []
        self._by_source: dict[str, list[Block]] = {}
        started = False
        for number, line in enumerate(text.split("\n"), start=1):
            if line.startswith("---"):
                started = True
            elif started and line.startswith(_SOURCE):
                source = line.removeprefix(_SOURCE).strip()
                alike = self._by_source.setdefault(source, [])
                alike.append(Block(source, len(alike), number + 1, []))
                self.all.append(alike[-1])
                started = False
            elif self.all and not started:
                self.all[-1].lines.append(line)
        self._firsts = [block.first for block in self.all]

    def at(self, line: int) -> Block | None:
        """The manifest that a line lies in."""
        index = bisect_right(self._firsts, line) - 1
        block = self.all[index] if index >= 0 else None
        return block if block and line < block.first + len(block.lines) else None

    def of(self, source: str) -> list[Block]:
        """The manifests of a template, in order."""
        return self._by_source.get(source, [])


class Marks:
    """The marks of one manifest, found by the lines of its plain twin."""

    def __init__(self, plain: Sequence[str], marked: Sequence[str]) -> None:
        self._bare = [MARK.sub("", line).rstrip() for line in marked]
        self._marks = [[(int(file), int(line)) for file, line in MARK.findall(text)] for text in marked]
        lines = [line.rstrip() for line in plain]
        self._twins: list[int | None] = list(range(len(lines)))
        if len(lines) != len(marked):
            self._twins = [None] * len(lines)
            for start, twin, size in difflib.SequenceMatcher(None, lines, self._bare, autojunk=False).get_matching_blocks():
                self._twins[start : start + size] = range(twin, twin + size)
        self._twins = [
            twin if twin is not None and self._bare[twin] == lines[own] else None for own, twin in enumerate(self._twins)
        ]

    def own(self, line: int) -> list[Mark]:
        """The marks on a line of the plain manifest, innermost first; none where the line is not its twin."""
        twin = self._twins[line] if line < len(self._twins) else None
        return self._marks[twin] if twin is not None else []

    def after(self, line: int) -> list[tuple[str, list[Mark]]]:
        """The lines from a line of the plain manifest on, with their marks."""
        twin = self._twins[line] if line < len(self._twins) else None
        return list(zip(self._bare[twin:], self._marks[twin:], strict=True)) if twin is not None else []

    def before(self, line: int) -> list[str]:
        """The lines up to a line of the plain manifest, itself included, without marks."""
        twin = self._twins[line] if line < len(self._twins) else None
        return self._bare[: twin + 1] if twin is not None else []
