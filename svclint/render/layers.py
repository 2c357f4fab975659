"""What one kustomization, component or transformer file writes into a rendered field: kustomize's steps, last first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec import Struct

from svclint.facts import Path, Place
from svclint.read.plain import items
from svclint.read.yaml import documents
from svclint.render.descend import descend, same

Written = tuple[Place, Literal["exact", "derived"]]
Documents = Callable[[str], list[Any]]
_IDENTITY = (("metadata", "name"), ("metadata", "namespace"), ("kind",), ("apiVersion",))


class Target(Struct, frozen=True):
    """The rendered object, the path of the field in it, the field's value, and the name that the object began with.

    The name is "" where that is not known.
    """

    built: dict[str, Any]
    path: Path
    value: Any
    began: str

    @property
    def ends(self) -> str:
        """The name that the object was rendered with."""
        return str((self.built.get("metadata") or {}).get("name", ""))

    def called(self, name: str) -> bool:
        """Whether the object had a name at some time: prefixes and suffixes make names longer."""
        return name in (self.began, self.ends) or bool(name and self.began in name and name in self.ends)


def written(file: str, document: int, one: dict[str, Any], target: Target, read: Documents) -> Iterator[Written]:
    """Where a layer writes the target's value, what was applied last first."""
    layer = _Layer(file, document, one, target, read)
    kind = one.get("kind")
    if kind in ("Kustomization", "Component", None):
        yield from layer.kustomization()
    elif kind == "LabelTransformer":
        yield from layer.entry(("labels", target.path[-1]), exact=True)
    elif kind == "NamespaceTransformer" and target.path == ("metadata", "namespace"):
        yield from layer.entry(("metadata", "namespace"), exact=True)
    elif kind == "PatchTransformer":
        yield from layer.patch((), one)


def patches(file: str, one: dict[str, Any], target: Target, read: Documents) -> Iterator[str]:
    """The files of a kustomization's patches that are for the target's object."""
    layer = _Layer(file, 0, one, target, read)
    for field in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        for entry in items(one.get(field)):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                wanted = entry.get("target") if isinstance(entry, dict) else None
                patch = _beside(file, path)
                if layer.selects(wanted) if wanted else any(layer.is_named(document) for document in read(patch)):
                    yield patch


class _Layer:
    def __init__(self, file: str, document: int, one: dict[str, Any], target: Target, read: Documents) -> None:
        self.file, self.document, self.one, self.target, self.read = file, document, one, target, read

    def kustomization(self) -> Iterator[Written]:
        path = self.target.path
        yield from self.replacements()
        if path[-1] == "image":
            for index, entry in self.listed("images"):
                name = entry.get("newName") or entry.get("name")
                if str(self.target.value).partition("@")[0].rpartition(":")[0] == name:
                    step = next(field for field in ("newTag", "digest", "newName", "name") if field in entry)
                    yield self.at("images", index, step), "exact"
        if path == ("spec", "replicas"):
            for index, entry in self.listed("replicas"):
                if self.target.called(str(entry.get("name", ""))) and same(entry.get("count"), self.target.value):
                    yield self.at("replicas", index, "count"), "exact"
        for index, entry in self.listed("patchesJson6902"):
            yield from self.patch(("patchesJson6902", index), entry)
        if len(path) >= 2 and path[-2] in ("labels", "selector", "matchLabels"):
            yield from self.labels()
        if path == ("metadata", "namespace"):
            yield from self.entry(("namespace",), exact=True)
        for field in ("patches", "patchesStrategicMerge"):
            listed = self.one.get(field)
            for index, entry in reversed(list(enumerate(listed if isinstance(listed, list) else []))):
                yield from self.patch((field, index), entry)

    def at(self, *path: str | int) -> Place:
        return Place(self.file, self.document, path)

    def listed(self, field: str) -> Iterator[tuple[int, dict[str, Any]]]:
        entries = self.one.get(field)
        for index, entry in reversed(list(enumerate(entries if isinstance(entries, list) else []))):
            if isinstance(entry, dict):
                yield index, entry

    def entry(self, path: Path, *, exact: bool) -> Iterator[Written]:
        found = descend(self.one, path)
        if found.complete and same(found.value, self.target.value):
            yield self.at(*path), "exact" if exact else "derived"

    def labels(self) -> Iterator[Written]:
        path = self.target.path
        for index, entry in self.listed("labels"):
            own = path[0] == "metadata" and len(path) == 3
            template = path[-2] == "labels" and entry.get("includeTemplates") is True
            if own or template or entry.get("includeSelectors") is True or entry.get("fields"):
                yield from self.entry(("labels", index, "pairs", path[-1]), exact=True)
        yield from self.entry(("commonLabels", path[-1]), exact=True)

    def replacements(self) -> Iterator[Written]:
        for index, entry in self.listed("replacements"):
            path = entry.get("path")
            if isinstance(path, str):
                file = _beside(self.file, path)
                for document, one in enumerate(self.read(file)):
                    for number, inner in enumerate(one if isinstance(one, list) else [one]):
                        above = (number,) if isinstance(one, list) else ()
                        yield from self.replacement(Place(file, document, above), inner)
            else:
                yield from self.replacement(self.at("replacements", index), entry)

    def replacement(self, place: Place, entry: Any) -> Iterator[Written]:
        targets = entry.get("targets") if isinstance(entry, dict) else None
        for index, one in enumerate(targets if isinstance(targets, list) else []):
            if isinstance(one, dict) and self.selects(one.get("select")):
                for number, field in enumerate(one.get("fieldPaths") or ()):
                    if _is_field(str(field), self.target.path):
                        path = (*place.path, "targets", index, "fieldPaths", number)
                        yield Place(place.file, place.document, path), "derived"

    def selects(self, target: Any) -> bool:
        """Whether a patch's target means the object; kustomize's patterns match whole words."""
        if not isinstance(target, dict):
            return True
        built = self.target.built
        group, _, version = str(built.get("apiVersion", "")).rpartition("/")
        for field, have in (("group", group), ("version", version), ("kind", built.get("kind", ""))):
            wanted = target.get(field)
            if isinstance(wanted, str) and wanted and not _means(wanted, str(have)):
                return False
        wanted = target.get("name")
        if isinstance(wanted, str) and wanted and not self.named(wanted):
            return False
        labels = (built.get("metadata") or {}).get("labels") or {}
        for pair in str(target.get("labelSelector") or "").split(","):
            match = re.fullmatch(r"\s*([^=!\s]+)\s*==?\s*([^=]*)", pair)
            if match and str(labels.get(match[1])) != match[2].strip():
                return False
        return True

    def named(self, pattern: str) -> bool:
        """Whether a pattern means the object by a name that it had."""
        names = (self.target.began, self.target.ends)
        return self.target.called(pattern) or any(name and _means(pattern, name) for name in names)

    def patch(self, place: Path, entry: Any) -> Iterator[Written]:
        """A patch that stands in a file, or inside the kustomization as text."""
        target = entry.get("target") if isinstance(entry, dict) else None
        if not self.selects(target):
            return
        text, path = (entry, None) if isinstance(entry, str) else (entry.get("patch"), entry.get("path"))
        if isinstance(entry, str) and "\n" not in entry:
            text, path = None, entry
        if isinstance(path, str):
            file = _beside(self.file, path)
            for document, one in reversed(list(enumerate(self.read(file)))):
                for steps in self.patched(one, named=target is not None):
                    yield Place(file, document, steps), "exact"
        elif isinstance(text, str):
            step = () if isinstance(entry, str) else ("patch",)
            for document, one in reversed(list(enumerate(documents(text)))):
                for steps in self.patched(one.value, named=target is not None):
                    yield Place(self.file, self.document, (*place, *step), inner=(document, steps)), "exact"

    def is_named(self, patch: Any) -> bool:
        """Whether a strategic patch says the kind and name of the object."""
        meta = patch.get("metadata") if isinstance(patch, dict) else None
        name = str(meta.get("name", "")) if isinstance(meta, dict) else ""
        return bool(name and patch.get("kind") == self.target.built.get("kind") and self.target.called(name))

    def patched(self, patch: Any, *, named: bool) -> Iterator[Path]:
        """Where a patch writes the value; `named`: its target was selected already, so its own name does not count."""
        goal = self.target
        if isinstance(patch, list):
            for index, step in reversed(list(enumerate(patch))):
                if isinstance(step, dict) and step.get("op") in ("add", "replace") and isinstance(step.get("path"), str):
                    parts = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
                    if len(parts) <= len(goal.path) and all(map(_is_step, parts, goal.path)):
                        rest = goal.path[len(parts) :]
                        found = descend(step.get("value"), rest, descend(goal.built, goal.path[: len(parts)]).value)
                        if found.complete and same(found.value, goal.value):
                            yield (index, "value", *found.path)
        elif goal.path not in _IDENTITY and isinstance(patch, dict) and (named or self.is_named(patch)):
            found = descend(patch, goal.path, goal.built, strict=True)
            if found.complete and same(found.value, goal.value):
                yield found.path


def _beside(file: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def _means(pattern: str, name: str) -> bool:
    try:
        return bool(re.fullmatch(pattern, name))
    except re.error:
        return False


def _is_step(part: str, step: str | int) -> bool:
    return part == str(step) or (isinstance(step, int) and (part == "-" or part.isdigit()))


def _is_field(field: str, path: Path) -> bool:
    parts = [part.strip("[]").replace("\\.", ".") for part in re.findall(r"(?:\[[^\]]*\]|\\\.|[^.\[\]])+", field)]
    return len(parts) == len(path) and all(
        part == str(step) or isinstance(step, int) for part, step in zip(parts, path, strict=True)
    )
