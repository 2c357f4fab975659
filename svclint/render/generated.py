"""What a kustomization writes into a ConfigMap or Secret that it makes: from literals, from files, from its own options."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Path, Place
from svclint.render.descend import descend, same
from svclint.render.environment import Precision, Read
from svclint.render.layers import Target

_KINDS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}


_HASH = re.compile(r"-[2456789bcdfghkmt]{10}$")
"""What kustomize ends a name with: hexadecimal digits that are made to spell nothing (kustomize, api/hasher)."""


def made(built: dict[str, Any]) -> bool:
    """Whether a rendered object is of a kind that generators make."""
    return built.get("kind") in _KINDS


def unhashed(name: str) -> str:
    """The name of what a generator made, without the hash of what is in it."""
    return _HASH.sub("", name)


def written(file: str, document: int, one: dict[str, Any], target: Target, read: Read) -> Iterator[tuple[Place, Precision]]:
    """Where the generators of a kustomization write a field of what they made, else the entry that made the object."""
    path, value, name = target.path, target.value, target.ends
    field = _KINDS.get(str(target.built.get("kind")), "")
    entries = one.get(field)
    for index, entry in sorted(enumerate(entries if isinstance(entries, list) else []), key=_longest_name):
        called = str(entry.get("name", "")) if isinstance(entry, dict) else ""
        if not called or called not in name:
            continue
        above = Place(file, document, (field, index))
        if path == ("kind",):
            yield Place(file, document, (field,), "key"), "exact"
        elif path == ("metadata", "name"):
            yield _below(above, "name"), "exact" if called == name else "derived"
        elif path[0] in ("data", "binaryData") and len(path) == 2:
            yield from _data(above, entry, str(path[1]), _decoded(value) if field == "secretGenerator" else str(value), read)
        else:
            yield from _options(Place(file, document), one.get("generatorOptions"), ("generatorOptions",), path, value)
            yield from _options(above, entry, (), path, value)
            yield from _options(above, entry.get("options"), ("options",), path, value)
            yield above, "object"
        return


def _data(above: Place, entry: dict[str, Any], key: str, value: str, read: Read) -> Iterator[tuple[Place, Precision]]:
    """Where the value of a key comes from; what comes from a file stands in that file."""
    for number, one in _listed(entry, "literals"):
        name, _, written = one.partition("=")
        if name == key and same(written.strip("\"'"), value):
            yield _below(above, "literals", number), "exact"
    for number, one in _listed(entry, "files"):
        name, _, path = one.rpartition("=")
        if (name or posixpath.basename(path)) == key:
            beside = _beside(above.file, path)
            same_text = read(beside) == value
            yield (Place(beside, 0, (1,), "line"), "exact") if same_text else (_below(above, "files", number), "derived")
    for _, one in [*_listed(entry, "envs"), *_listed({"env": [entry.get("env")]}, "env")]:
        beside = _beside(above.file, one)
        for line, text in enumerate((read(beside) or "").splitlines(), start=1):
            name, _, written = text.partition("=")
            if name.strip() == key and same(written, value):
                yield Place(beside, 0, (line,), "line"), "exact"


def _options(above: Place, options: Any, steps: Path, path: Path, value: Any) -> Iterator[tuple[Place, Precision]]:
    """Labels, annotations and the like, which stand under their own names without `metadata`."""
    found = descend(options, path[1:] if path[0] == "metadata" else path)
    if found.complete and same(found.value, value):
        yield _below(above, *steps, *found.path), "exact"


def _listed(entry: dict[str, Any], field: str) -> Iterator[tuple[int, str]]:
    entries = entry.get(field)
    yield from (
        (number, one) for number, one in enumerate(entries if isinstance(entries, list) else []) if isinstance(one, str)
    )


def _below(place: Place, *steps: str | int) -> Place:
    return Place(place.file, place.document, (*place.path, *steps))


def _beside(file: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def _longest_name(pair: tuple[int, Any]) -> int:
    return -len(str(pair[1].get("name", ""))) if isinstance(pair[1], dict) else 0


def _decoded(value: Any) -> str:
    try:
        return base64.b64decode("".join(str(value).split())).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
