"""The second look at an object: nulls in label maps, equal keys, keys that are no strings, numbers that JSON lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from svclint.facts import Object, Path, Problem, Workload
from svclint.read.document import Document
from svclint.read.plain import mapping
from svclint.read.scalars import json_key, resolve
from svclint.read.shape import dotted

if TYPE_CHECKING:
    from svclint.read.locate import Node

_LABEL_MAPS = ("labels", "matchLabels", "selector", "nodeSelector", "annotations")


def has_patch(data: Any) -> bool:
    """Whether any mapping of the object says `$patch`, which only a strategic merge patch does."""
    if isinstance(data, dict):
        return "$patch" in data or any(map(has_patch, data.values()))
    return isinstance(data, list) and any(map(has_patch, data))


def nulls(found: Object, data: dict[str, Any]) -> Iterator[Problem]:
    """Null values in labels and selectors: the API server decodes them as "" (truth 15). Those of Services are facts."""
    paths: list[Path] = [("metadata", "labels"), ("spec", "podSelector", "matchLabels"), ("spec", "selector", "matchLabels")]
    if isinstance(found, Workload) and found.template != ("metadata",):
        paths.append((*found.template, "labels"))
    if found.kind == "ReplicationController":
        paths.append(("spec", "selector"))
    for path in paths:
        node = data
        for step in path:
            node = mapping(node.get(str(step)))
        if None in node.values():
            for key, value in node.items():
                if value is None:
                    told = f'{dotted((*path, key))} is null, which Kubernetes decodes as ""'
                    yield Problem("not-a-string", found.at(*path, key, part="entry"), told, serious=False)


def oddities(document: Document, found: Object) -> Iterator[Problem]:
    """What only the nodes of an object show."""
    from svclint.read.locate import Locator, Node

    text = document.chunk.text
    root = Locator(text).document(document.number)
    if not isinstance(root, Node):
        return
    node = root
    for step in found.base:
        child = node.child(step)
        if child is None:
            return
        node = child[1]
    yield from _walk(text, found, node, (), set())


def _walk(text: str, found: Object, node: Node, path: Path, seen: set[int]) -> Iterator[Problem]:
    if id(node.pairs or node.items) in seen:
        return
    seen.add(id(node.pairs or node.items))
    for index, item in enumerate(node.items or ()):
        yield from _walk(text, found, item, (*path, index), seen)
    first: dict[str, Node] = {}
    for name, key, value in node.pairs or ():
        last = node.entries[name][1]
        if value is not last and name not in first:
            yield _duplicate(text, found, (*path, name), value, last)
        first.setdefault(name, value)
        written = text[key.span.start : key.span.end]
        if key.plain and path and path[-1] in _LABEL_MAPS and not isinstance(resolve(written), str):
            told = (
                f"the key {written} in {dotted(path)} is no string to YAML 1.1, Kubernetes gets `{json_key(resolve(written))}`"
            )
            yield Problem("not-a-string", found.at(*path, name, part="key"), told, value=written, serious=False)
        if value.plain and text[value.span.start : value.span.end].lower() in (".nan", ".inf", "-.inf", "+.inf"):
            told = f"{dotted((*path, name))} is a number that JSON, and so Kubernetes, does not have"
            yield Problem("invalid-yaml", found.at(*path, name), told)
        yield from _walk(text, found, value, (*path, name), seen)


def _duplicate(text: str, found: Object, path: Path, earlier: Node, later: Node) -> Problem:
    said = text[earlier.span.start : earlier.span.end]
    same = said in (text[later.span.start : later.span.end], "", "~", "null", "{}", "[]")
    return Problem(
        "duplicate-key",
        found.at(*path, part="key"),
        str(path[-1]),
        also=found.at(*path, part="earlier"),
        serious=not same,
    )
