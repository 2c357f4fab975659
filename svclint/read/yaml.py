"""A text into documents of dicts, lists and scalars, as kubectl reads them; it knows no Kubernetes.

The text is cut at document marks first and each piece is parsed alone, so an error stays in its document.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Literal

from msgspec import Struct

from svclint.read import events
from svclint.read.anchors import Anchors
from svclint.read.events import Unreadable
from svclint.read.scalars import MERGE, MergeKey, Plain, resolve

_MARK = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_BEHIND_MARK = re.compile(r"---[ \t]+(?=[^#\s])")
_DIRECTIVES_ONLY = re.compile(r"(?:[ \t]*(?:#[^\n]*|%[^\n]*)?(?:\r?\n|\Z))*")


class Chunk(Struct, frozen=True, gc=False):
    """A piece of a text between two document marks; `start` counts code points from the start of the text."""

    start: int
    text: str


class Document(Struct, gc=False):
    """One document. `odd`: it has equal keys, keys that are no strings, merges or tags, and wants a look at its nodes;
    `nulls`: it may hold null values.

    `kind` is `template` where a mapping stands as a key, as in `{{ x }}`: no YAML that Kubernetes reads.
    """

    index: int
    chunk: Chunk
    value: Any = None
    error: Unreadable | None = None
    odd: bool = False
    nulls: bool = True
    kind: Literal["data", "template"] = "data"
    number: int = 0
    "Which document of its chunk it is, nearly always the first."


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text at its document marks; the mark's line stays with what follows, and so do directives before it."""
    start = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if at > start:
            plain = text[start] not in "#%\r\n \t"
            if plain or not _DIRECTIVES_ONLY.fullmatch(text, start, at):
                yield Chunk(start, text[start:at])
                start = at
            elif "%" not in text[start:at]:
                start = at
    if start < len(text) and (text[start] not in "#%\r\n \t" or not _DIRECTIVES_ONLY.fullmatch(text, start)):
        yield Chunk(start, text[start:])


def documents(text: str) -> Iterator[Document]:
    """The documents of a text in order, numbered; one that cannot be read carries its error and no value."""
    plain = Plain()
    index = 0
    for chunk in chunks(text):
        for document in compose(chunk, index, plain):
            yield document
            index += 1


def compose(chunk: Chunk, index: int, plain: Plain) -> list[Document]:
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
            if len(stack) >= events.MAX_DEPTH:
                raise Unreadable(f"more than {events.MAX_DEPTH} levels of nesting", event.start.index)
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


def json_key(key: object) -> str:
    """A mapping key as kubectl's way to JSON spells it: `yes` becomes "true", `0x10` becomes "16"."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


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
