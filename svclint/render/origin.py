"""From a field of what kustomize built back to the field that a person edits, layer by layer, from the outermost in.

Inside a layer, kustomize's own order is followed backwards. A place is exact where a layer writes an equal value for an
equal path; what nothing explains falls on the object in the file where it began.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Any

from msgspec import structs

from svclint.facts import Path, Place
from svclint.read.plain import mapping, text
from svclint.read.pointer import pointer
from svclint.read.yaml import documents
from svclint.render import generated, layers, sources
from svclint.render.descend import Found, descend, leaf, same
from svclint.render.environment import Origin, Precision, Read
from svclint.render.kustomize import OUTSIDE
from svclint.render.ways import Way

_ORIGIN = "config.kubernetes.io/origin"
_TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
_WRITTEN = re.compile(r"^[- ] *configuredIn: (.+)$", re.MULTILINE)
_PATH = re.compile(r"^path: (.+)$", re.MULTILINE)


class Origins:
    """The way back for one text that kustomize built of these kustomization files, the root's first, in a way."""

    def __init__(self, text: str, read: Read, kustomizations: Iterable[str] = (), way: Way | None = None) -> None:
        self._way = way
        self._kustomizations = tuple(kustomizations)
        self._text = text
        self._read = read
        self._documents = cache(self._parse)
        self.sources = cache(self._sources)

    @cached_property
    def _rendered(self) -> list[Any]:
        return [one.value for one in documents(self._text)]

    def of(self, place: Place) -> Origin | None:
        """The origin of a place in the rendered text; None where it has none in the project."""
        built = self._rendered[place.document] if place.document < len(self._rendered) else None
        if not isinstance(built, dict):
            return None
        path, value = descend(built, place.path).reached
        inner, scalar = leaf(value)
        found = self._field(built, (*path, *inner), scalar)
        if found is None:
            return None
        where, precision = found
        if precision == "exact" and inner:
            outer = where.path[-len(inner) :] == inner if where.inner is None else where.inner[1][-len(inner) :] == inner
            if not outer:
                precision = "derived"
            else:
                where = _shorter(where, len(inner))
        part = where.part if where.part != "value" else place.part
        if part == "line" and place.word:
            where = self._line_with(where, place.word)
        at = Place(where.file, where.document, where.path, part, place.word, where.inner)
        return Origin(at, precision, str(scalar), generated=generated.made(built) and not self._target(built, (), None)[2])

    def _line_with(self, place: Place, word: str) -> Place:
        """The first line from a line of a text on that has a word."""
        first = int(place.path[0])
        for number, line in enumerate((self._read(place.file) or "").split("\n")[first - 1 :], start=first):
            if word in line:
                return structs.replace(place, path=(number,))
        return place

    def began(self, document: int) -> tuple[str, str | None]:
        """The name and namespace that a rendered object has in its file; "" for the name where that is not known."""
        built = self._rendered[document] if document < len(self._rendered) else None
        if not isinstance(built, dict):
            return "", None
        file = self._target(built, (), None)[2]
        base = self._base(built, file) if file else None
        meta = mapping(base[1].get("metadata")) if base is not None else {}
        return text(meta.get("name")), text(meta.get("namespace")) or None

    def pointer(self, place: Place) -> str:
        """The path of a place in the rendered object, as a text that survives edits around it."""
        return pointer(self._rendered[place.document], place.path)

    def _sources(self, document: int) -> frozenset[str]:
        built = self._rendered[document] if document < len(self._rendered) else None
        if not isinstance(built, dict):
            return frozenset()
        target, origin, base = self._target(built, (), None)
        configured = [*_WRITTEN.findall("- " + origin), *self._configured(built)]
        return frozenset(sources.of_built(target, base, configured, self._kustomizations, self._documents))

    def _field(self, built: dict[str, Any], path: Path, value: object) -> tuple[Place, Precision] | None:
        target, origin, file = self._target(built, path, value)
        base = self._base(built, file) if file else None
        for configured in reversed(self._configured(built)):
            found = self._layer(configured, target)
            if found:
                return found
        if base is not None:
            return _in_base(file, *base, path, built, value)
        if file:
            return Place(file, 0), "file"
        maker = _WRITTEN.search("- " + origin)
        return self._generated([*self._kustomizations, *([maker[1]] if maker else [])], target)

    def _generated(self, kustomizations: Iterable[str], target: layers.Target) -> tuple[Place, Precision] | None:
        """Where an object is made that no file holds: what writes the value, else what makes the object."""
        nearest = None
        for file in kustomizations:
            found = self._layer(file, target)
            if found:
                return found
            for index, one in enumerate(self._documents(file)):
                for place, precision in (
                    generated.written(file, index, one, target, self._read) if isinstance(one, dict) else ()
                ):
                    if precision != "object":
                        return place, precision
                    nearest = place
        return (nearest, "object") if nearest else None

    def _target(self, built: dict[str, Any], path: Path, value: object) -> tuple[layers.Target, str, str]:
        """A field of a rendered object, what is noted of the object's origin, and the file where it began, "" for none."""
        meta = built.get("metadata") or {}
        origin = str((meta.get("annotations") or {}).get(_ORIGIN, ""))
        began = _PATH.search(origin)
        file = began[1] if began else ""
        base = self._base(built, file) if file else None
        began_as = str((base[1].get("metadata") or {}).get("name", "")) if base is not None else ""
        return layers.Target(built, path, value, began_as), origin, file

    def _layer(self, file: str, target: layers.Target) -> tuple[Place, Precision] | None:
        if self._way and self._way.at and file == self._way.at.file:
            found = next(layers.written(file, 0, json.loads(self._way.fields), target, self._documents), None)
            return self._way.written(*found) if found else None
        for index, one in enumerate(self._documents(file)):
            if isinstance(one, dict):
                for found in layers.written(file, index, one, target, self._documents):
                    return found
        return None

    def _base(self, built: dict[str, Any], file: str) -> tuple[int, dict[str, Any], Path] | None:
        """The object of the origin file that was built upon: its document, itself, and its path in the document."""
        name, namespace = str(built["metadata"].get("name", "")), built["metadata"].get("namespace")
        alike = [one for one in self._objects(file) if one[1].get("kind") == built.get("kind")]
        for accept in (
            lambda meta: meta.get("name") == name and meta.get("namespace") == namespace,
            lambda meta: meta.get("name") == name,
            lambda meta: bool(meta.get("name")) and str(meta["name"]) in name,
        ):
            found = [one for one in alike if accept(one[1].get("metadata") or {})]
            if found:
                return max(found, key=lambda one: len(str(one[1]["metadata"]["name"])))
        return alike[0] if len(alike) == 1 else None

    def _objects(self, file: str) -> Iterator[tuple[int, dict[str, Any], Path]]:
        for index, one in enumerate(self._documents(file)):
            if isinstance(one, dict):
                items = one.get("items")
                if str(one.get("kind", "")).endswith("List") and isinstance(items, list):
                    for number, item in enumerate(items):
                        if isinstance(item, dict):
                            yield index, item, ("items", number)
                else:
                    yield index, one, ()

    def _configured(self, built: dict[str, Any]) -> list[str]:
        """The files whose transformers a rendered object went through, in order."""
        notes = (built.get("metadata") or {}).get("annotations") or {}
        outside = self._way.at.file if self._way and self._way.at else ""
        found = _WRITTEN.findall(str(notes.get(_TRANSFORMATIONS, "")))
        return list(dict.fromkeys(outside if file == OUTSIDE else file for file in found))

    def _parse(self, file: str) -> list[Any]:
        text = self._read(file)
        return [one.value for one in documents(text)] if text is not None else []


def _in_base(
    file: str, document: int, base: dict[str, Any], above: Path, path: Path, built: dict[str, Any], value: object
) -> tuple[Place, Precision]:
    found: Found = descend(base, path, built)
    place = Place(file, document, (*above, *found.path))
    if not found.complete:
        return place, "object"
    if same(found.value, value):
        return place, "exact"
    written = str(found.value)
    return place, "derived" if (written and written in str(value)) or "$(" in written or path[-1] == "image" else "object"


def _shorter(place: Place, steps: int) -> Place:
    if place.inner is not None:
        return Place(place.file, place.document, place.path, place.part, inner=(place.inner[0], place.inner[1][:-steps]))
    return Place(place.file, place.document, place.path[:-steps], place.part)
