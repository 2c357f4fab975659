"""The documents of a piece of text, from libyaml's events: every document that is not surely of plain block lines."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from typing import Any

from svclint.read import events
from svclint.read.anchors import Anchors
from svclint.read.bounds import MAX_DEPTH, Unreadable
from svclint.read.document import Chunk, Document
from svclint.read.scalars import MERGE, MergeKey, Plain, json_key, resolve

_BEHIND_MARK = re.compile(r"---[ \t]+(?=[^#\s])")


def composed(chunk: Chunk, index: int, plain: Plain) -> list[Document]:
    """The documents of one chunk: nearly always one."""
    plain.odd = plain.nulls = False
    found: list[Document] = []
    error = _attempt(chunk, chunk.text, index, plain, found)
    mended = events.mend(chunk.text, error) if error else None
    if mended is not None:
        found.clear()
        error = _attempt(chunk, mended, index, plain, found)
    if error:
        found.append(Document(index + len(found), chunk, error=error))
    elif behind := _BEHIND_MARK.match(chunk.text):
        found[0].error = Unreadable("kubectl takes nothing but a comment behind `---`", behind.end())
    if not plain.nulls:
        for document in found:
            document.nulls = False
    if plain.odd or mended is not None:
        for document in found:
            document.odd = document.odd or plain.odd
            document.value = _settle(document.value)
    return found


def _attempt(chunk: Chunk, text: str, index: int, plain: Plain, found: list[Document]) -> Unreadable | None:
    with events.light_events:
        try:
            _compose(chunk, text, index, plain, found)
        except events.YAMLError as error:
            return events.unreadable(error)
        except Unreadable as error:
            return error
    return None


def _compose(chunk: Chunk, text: str, index: int, plain: Plain, found: list[Document]) -> None:
    get = events.parser(text)
    scalar, alias = events.Scalar, events.Alias
    mapping, sequence = events.MappingStart, events.SequenceStart
    mapping_end, sequence_end = events.MappingEnd, events.SequenceEnd
    items: list[Any] = []
    stack: list[list[Any]] = []
    anchors = Anchors(len(text))
    odd = template = False
    while True:
        event = get()
        kind = type(event)
        if kind is scalar:
            value = plain[event.value] if event.implicit[0] else event.value
            if event.tag is not None:
                value, odd = _tagged(event), True
            if event.anchor is not None:
                anchors.scalar(event, value)
            items.append(value)
        elif kind is mapping or kind is sequence:
            if len(stack) >= MAX_DEPTH:
                raise Unreadable(f"more than {MAX_DEPTH} levels of nesting", event.start.index)
            if event.anchor is not None:
                anchors.open(event, len(stack))
            stack.append(items)
            items = []
        elif kind is mapping_end:
            keys = items[::2]
            try:
                "".join(keys)
                value = dict(zip(keys, items[1::2], strict=True))
            except TypeError:
                value, odd = _odd_mapping(items, event.start.index), True
                if value is None:
                    value, template = {}, True
            if 2 * len(value) != len(items):
                odd = True
            items = stack.pop()
            items.append(value)
            if anchors.opened:
                anchors.close(event, len(stack), value)
        elif kind is sequence_end:
            value = items
            items = stack.pop()
            items.append(value)
            if anchors.opened:
                anchors.close(event, len(stack), value)
        elif kind is alias:
            items.append(anchors.use(event))
        elif kind is events.DocumentEnd:
            document = Document(index + len(found), chunk, items[0] if items else None, odd=odd)
            document.kind = "template" if template else "data"
            document.number = len(found)
            found.append(document)
            items, odd, template = [], False, False
            anchors = Anchors(len(text))
        elif kind is events.StreamEnd:
            return


def _tagged(event: events.Scalar) -> object:
    """A scalar with an explicit tag; an unknown one makes it a string, as in goyaml."""
    name = (event.tag or "").removeprefix("tag:yaml.org,2002:")
    if name == "binary":
        with suppress(ValueError):
            return base64.b64decode(event.value).decode("utf-8", "replace")
    return resolve(event.value) if name in ("int", "float", "bool", "null") else event.value


def _odd_mapping(items: list[Any], end: int) -> dict[str, Any] | None:
    """A mapping with merges or with keys that are no strings; None where a key is itself a collection."""
    result: dict[str, Any] = {}
    merged: list[Any] = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if isinstance(key, (dict, list)):
            return None
        if key is None:
            raise Unreadable("null cannot be a key", end)
        if key is MERGE:
            merged += value if isinstance(value, list) else [value]
        else:
            result[key if isinstance(key, str) else json_key(key)] = value
    for source in merged:
        if isinstance(source, dict):
            result = {**source, **result}
    return result


def _settle(value: Any) -> Any:
    """The same tree with a plain `<<` that merges nothing, and mended colons, as they were; shared nodes stay shared."""
    done: dict[int, Any] = {}

    def walk(node: Any) -> Any:
        if isinstance(node, MergeKey):
            return "<<"
        if isinstance(node, str):
            return node.replace(events.STAND_IN, ":")
        if not isinstance(node, (dict, list)):
            return node
        if id(node) not in done:
            done[id(node)] = (
                {walk(key): walk(child) for key, child in node.items()}
                if isinstance(node, dict)
                else [walk(child) for child in node]
            )
        return done[id(node)]

    return walk(value)
