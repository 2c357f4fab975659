"""A text again, this time with positions: turns symbolic places into spans of code points.

Slow next to `yaml.documents`, and so done only for a file that has a finding, or a document that is odd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from svclint.facts import Part, Path
from svclint.read import events
from svclint.read.blocks import Blocks
from svclint.read.bounds import MAX_DEPTH, Unreadable
from svclint.read.document import Chunk
from svclint.read.ignores import comments
from svclint.read.jsonfile import document as json_document
from svclint.read.lines import Lines, Span
from svclint.read.pointer import NAMES, escaped
from svclint.read.scalars import Plain, json_key, resolve
from svclint.read.yaml import chunks, compose

_QUOTES = "\"'"


class Node(Struct):
    """A node of the document and, below a mapping, each key's span and node as written (`pairs`, equal keys included).

    `shared`: it is an alias, or an alias means it.
    """

    span: Span
    plain: bool = False
    pairs: list[tuple[str, Node, Node]] | None = None
    items: list[Node] | None = None
    entries: dict[str, tuple[Node, Node]] = {}
    merged: list[Node] = []
    shared: bool = False

    def child(self, step: str | int) -> tuple[Node | None, Node] | None:
        """The key and value nodes at one step, looked up through merges."""
        if self.items is not None:
            return (None, self.items[step]) if isinstance(step, int) and step < len(self.items) else None
        if str(step) in self.entries:
            return self.entries[str(step)]
        for source in self.merged:
            for node in source.items or [source]:
                found = node.child(step)
                if found:
                    return found
        return None


class Locator:
    """The spans of one text. Documents are parsed as they are asked for, one chunk at a time."""

    def __init__(self, text: str, *, json: bool = False) -> None:
        self.text = text
        self.lines = Lines(text)
        self._json = json
        self._chunks = chunks(text)
        self._documents: list[Node | Unreadable] = []
        self._origins: list[tuple[Chunk, int]] = []

    def document(self, index: int) -> Node | Unreadable | None:
        """The root node of a document, the error that ended it, or None past the last."""
        while len(self._documents) <= index:
            chunk = next(self._chunks, None)
            if chunk is None:
                return None
            found = _nodes(chunk)
            self._origins += [(chunk, len(self._documents))] * len(found)
            self._documents += found
        return self._documents[index]

    def span(self, document: int, path: Path, part: Part = "value", word: str = "") -> Span:
        """The span of a place; what is not written falls on the key of its nearest written ancestor.

        A word that does not stand in the value, because an escape or an alias writes it, falls on the whole value.
        """
        whole = self._span(document, path, part)
        if not word:
            return whole
        found = re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w-]|\.\w)").search(self.text, whole.start, whole.end)
        return Span(*found.span()) if found else whole

    def pointer(self, document: int, path: Path) -> str:
        """A path as `pointer` tells it, items named by what is written here."""
        node = self.document(document)
        steps = ""
        for step in path:
            found = node.child(step) if isinstance(node, Node) else None
            node = found[1] if found else None
            steps += "/" + (self._item(node, step) if isinstance(step, int) else escaped(step))
        return steps

    def _item(self, node: Node | None, index: int) -> str:
        named = (node.child(key) for key in NAMES) if node and node.pairs is not None else ()
        for one in (*(found[1] for found in named if found), *([node] if node else ())):
            if one.pairs is None and one.items is None:
                return f"[{escaped(self.text[one.span.start : one.span.end].strip(_QUOTES))}]"
        return str(index)

    def _span(self, document: int, path: Path, part: Part) -> Span:
        if part == "comment":
            return next(iter(self._comments[int(path[0]) :]), Span(0, 0))
        if part == "line":
            return self.lines.span(int(path[0]))
        root = self.document(document)
        if part == "error" or root is None or isinstance(root, Unreadable):
            offset = min(self._error(document), len(self.text))
            return Span(offset, min(offset + 1, len(self.text)))
        node, key, parent = root, None, root
        for step in path:
            found = node.child(step)
            if found is None:
                return key.span if key else _first_key(node)
            parent = node
            key, node = found
        if part == "earlier":
            key, node = next((k, v) for name, k, v in parent.pairs or () if name == str(path[-1]))
        if key is not None and part in ("key", "earlier"):
            return key.span
        if key is not None and part == "entry" and not isinstance(path[-1], int):
            return Span(key.span.start, max(key.span.end, node.span.end))
        if key is not None and node.span.start == node.span.end:
            return key.span
        return node.span

    @cached_property
    def _comments(self) -> list[Span]:
        return [Span(one.start(), one.start() + len(one[0].rstrip())) for one in comments(self.text)]

    def _error(self, index: int) -> int:
        """Where the error lies that ended a document, as reading found it; the start where there is none."""
        chunk, first = self._origins[index] if self.document(index) is not None else (Chunk(0, ""), 0)
        for one in [json_document(self.text)] if self._json else compose(chunk, first, Blocks(Plain())):
            if one.index == index and one.error:
                return one.chunk.start + one.error.offset
        return 0


def _first_key(node: Node) -> Span:
    return node.pairs[0][1].span if node.pairs else node.span


def _nodes(chunk: Chunk) -> list[Node | Unreadable]:
    found: list[Node | Unreadable] = []
    error = _attempt(chunk, chunk.text, found)
    mended = events.mend(chunk.text, error) if error else None
    if mended is not None:
        found.clear()
        error = _attempt(chunk, mended, found)
    if error:
        found.append(_moved(error, chunk))
    return found


def _attempt(chunk: Chunk, text: str, found: list[Node | Unreadable]) -> Unreadable | None:
    with events.light_events:
        try:
            found.extend(_build(chunk, text))
        except events.YAMLError as error:
            return events.unreadable(error)
        except Unreadable as error:
            return error
    return None


def _moved(error: Unreadable, chunk: Chunk) -> Unreadable:
    return Unreadable(error.message, error.offset + chunk.start)


def _build(chunk: Chunk, text: str) -> Iterator[Node]:
    get, base = events.parser(text), chunk.start
    anchors: dict[str, Node] = {}
    stack: list[tuple[list[Node], Any]] = []
    items: list[Node] = []
    while True:
        event = get()
        kind = type(event)
        if kind is events.Scalar:
            start, end = event.start.index, event.end.index
            if event.style in ("|", ">"):
                end = max(start + 1, len(text[:end].rstrip()))
            node = Node(Span(base + start, base + end), plain=event.implicit[0])
            items.append(node)
            if event.anchor is not None:
                anchors[event.anchor] = node
        elif kind is events.Alias:
            target = anchors.get(event.anchor)
            if target is None:
                raise Unreadable(f"alias *{event.anchor} names no anchor", event.start.index)
            span = Span(base + event.start.index, base + event.end.index)
            target.shared = True
            items.append(Node(span, target.plain, target.pairs, target.items, target.entries, target.merged, shared=True))
        elif kind is events.MappingStart or kind is events.SequenceStart:
            if len(stack) >= MAX_DEPTH:
                raise Unreadable(f"more than {MAX_DEPTH} levels of nesting", event.start.index)
            stack.append((items, event))
            items = []
        elif kind is events.MappingEnd or kind is events.SequenceEnd:
            children = items
            items, opening = stack.pop()
            end = event.end.index if opening.flow or not children else children[-1].span.end - base
            node = Node(Span(base + opening.start.index, base + max(end, opening.start.index)))
            if kind is events.SequenceEnd:
                node.items = children
            else:
                _fill(node, children, chunk)
            items.append(node)
            if opening.anchor is not None:
                anchors[opening.anchor] = node
        elif kind is events.DocumentEnd:
            yield items[0] if items else Node(Span(base, base))
            items, anchors = [], {}
        elif kind is events.StreamEnd:
            return


def _fill(node: Node, children: list[Node], chunk: Chunk) -> None:
    node.pairs, node.entries, node.merged = [], {}, []
    for key, value in zip(children[::2], children[1::2], strict=True):
        written = chunk.text[key.span.start - chunk.start : key.span.end - chunk.start]
        if key.plain and written == "<<":
            node.merged.append(value)
            continue
        name = _key_name(key, written)
        node.pairs.append((name, key, value))
        node.entries[name] = (key, value)


def _key_name(key: Node, written: str) -> str:
    """The key as `yaml.documents` names it. A quoted key is read again alone: keys with escapes are rare."""
    if key.plain:
        value = resolve(written.strip())
        return value if isinstance(value, str) else json_key(value)
    if "\\" not in written and "''" not in written and "\n" not in written:
        return written[1:-1]
    get = events.parser(written)
    while True:
        event = get()
        if isinstance(event, events.Scalar):
            return event.value
        if isinstance(event, events.StreamEnd):
            return written
