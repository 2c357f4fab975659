"""Where the lines of a text lie, as editors number them."""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct

_LINE_END = re.compile(r"\r\n?|\n")


class Span(Struct, frozen=True, gc=False):
    """Code points from the start of the text, end exclusive."""

    start: int
    end: int


class Lines:
    """Line and column of an offset, both from 1; lines end as editors end them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of a code point."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end; "" past the last one."""
        if number > len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")

    def start(self, number: int) -> int:
        """Where a line begins; the last one for those past it."""
        return self._starts[min(number, len(self._starts)) - 1]

    def span(self, number: int) -> Span:
        """What a line holds between its indentation and its end."""
        line = self.line(number)
        start = self._starts[min(number, len(self._starts)) - 1]
        return Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
