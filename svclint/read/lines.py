"""Where the lines of a text lie, as editors number them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

from msgspec import Struct

_LINE_END = re.compile(r"\r\n?|\n")
_FILLED_IN = re.compile(r"\{\{.*\bnindent\s+(\d+)")


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

    def enclosing(self, openers: Collection[int]) -> dict[int, int]:
        """For each line in the block that one of some lines opens, the innermost of these: deeper indented, or an item of the
        list that is the value of its key. Neither comments nor actions of a template end a block.
        """
        found: dict[int, int] = {}
        around: list[tuple[int, bool, int]] = []
        for number in range(min(openers, default=len(self._starts)), len(self._starts) + 1):
            text = self.line(number)
            said = text.lstrip()
            indent, item = len(text) - len(said), said.startswith("- ") or said == "-"
            filled = _FILLED_IN.match(said)
            if filled:
                indent = int(filled[1])
            elif text.startswith(("---", "...")):
                around.clear()
            writes = said and (filled or not said.startswith(("#", "{{")))
            while writes and around and _ends(around[-1], indent, item=item):
                around.pop()
            if said and around and not _ends(around[-1], indent, item=item):
                found[number] = around[-1][2]
            if number in openers:
                around.append((indent, item, number))
        return found


def _ends(opener: tuple[int, bool, int], indent: int, *, item: bool) -> bool:
    """Whether a line of this indentation, an item of a list or not, lies behind the block that another one opens."""
    return indent < opener[0] or (indent == opener[0] and (opener[1] or not item))
