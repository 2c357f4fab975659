"""The texts of an editor: buffers stand in for files, and the last good facts of a half-typed file keep their places."""

from __future__ import annotations

from svclint.facts import Part, Path
from svclint.read.lines import Span
from svclint.read.locate import Locator


class Standing(Locator):
    """A text that cannot be read now, with the places of an earlier one that could.

    What stands before and after the stretch that changed keeps its place; what stood inside falls on that stretch.
    """

    def __init__(self, text: str, good: Locator) -> None:
        super().__init__(text)
        self._good = good
        old = good.text
        most = min(len(old), len(text))
        self._head = next((i for i in range(most) if old[i] != text[i]), most)
        tail = 0
        while tail < most - self._head and old[-1 - tail] == text[-1 - tail]:
            tail += 1
        self._tail = len(old) - tail
        self._shift = len(text) - len(old)

    def _span(self, document: int, path: Path, part: Part) -> Span:
        if part in ("error", "comment", "line"):
            return super()._span(document, path, part)
        span = self._good._span(document, path, part)
        return Span(self._moved(span.start), max(self._moved(span.start), self._moved(span.end)))

    def _moved(self, offset: int) -> int:
        if offset <= self._head:
            return offset
        if offset >= self._tail:
            return offset + self._shift
        return min(offset, max(self._head, self._tail + self._shift))
