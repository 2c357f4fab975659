"""Anchors and aliases of one document: what each alias means, and that it does not mean too much."""

from __future__ import annotations

from svclint.read import events
from svclint.read.bounds import EXPANSION, FREE_EXPANSION, Unreadable


class Anchors:
    """The anchored values of one document and how long each would be, in characters, with its aliases written out."""

    def __init__(self, length: int) -> None:
        self.opened: dict[int, tuple[str, int, int]] = {}
        self._values: dict[str, tuple[object, int]] = {}
        self._grown = 0
        self._limit = max(FREE_EXPANSION, EXPANSION * length)

    def scalar(self, event: events.Scalar, value: object) -> None:
        """An anchored scalar."""
        self._values[event.anchor or ""] = (value, event.end.index - event.start.index)

    def open(self, event: events.SequenceStart, depth: int) -> None:
        """An anchored collection begins at this depth; until it closes, no alias may name it."""
        self.opened[depth] = (event.anchor or "", event.start.index, self._grown)
        self._values.pop(event.anchor or "", None)

    def close(self, event: events.MappingEnd | events.SequenceEnd, depth: int, value: object) -> None:
        """The collection at this depth ends."""
        if depth in self.opened:
            name, start, grown = self.opened.pop(depth)
            self._values[name] = (value, event.end.index - start + self._grown - grown)

    def use(self, event: events.Alias) -> object:
        """The value behind an alias; the node is shared, so that no bomb is ever unfolded here."""
        if event.anchor not in self._values:
            inside = any(name == event.anchor for name, _, _ in self.opened.values())
            told = "stands inside its own anchor" if inside else "names no anchor"
            raise Unreadable(f"alias *{event.anchor} {told}", event.start.index)
        value, length = self._values[event.anchor]
        self._grown += length
        if self._grown > self._limit:
            raise Unreadable("its aliases unfold to too much to read", event.start.index)
        return value
