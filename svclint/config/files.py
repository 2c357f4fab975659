"""Finds and reads config files: `.svclint.yaml`, or `[tool.svclint]` in pyproject.toml, and what they build on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from svclint.config import Config, Exemption, Written, texts
from svclint.config.fit import faults
from svclint.config.layers import Layer, Origins, together
from svclint.errors import ConfigError
from svclint.facts import Path as Steps
from svclint.project import read_file

FILE_NAME = ".svclint.yaml"
_SECTION = re.compile(rb"^\s*\[+\s*tool\s*\.\s*\"?svclint\b", re.MULTILINE)


class Loaded(Struct, frozen=True):
    """A config, and the layers that it was put together from, the nearest first."""

    config: Config = Config()
    layers: tuple[Layer, ...] = ()
    origins: Origins = {}


def find(start: Path) -> Path | None:
    """The nearest config file in a folder or above it, up to the git root."""
    for folder in (start, *start.parents):
        if os.path.isfile(folder / FILE_NAME):
            return folder / FILE_NAME
        found = read_file(folder, "pyproject.toml", follow=True) if os.path.isfile(folder / "pyproject.toml") else None
        if found and (found.error or _SECTION.search(found.data)):
            return folder / found.path
        if os.path.exists(folder / ".git"):
            return None
    return None


def load(path: Path | None, root: Path | None = None, above: Sequence[Layer] = ()) -> Loaded:
    """A config file with what it builds on, below the layers `above`; globs become relative to `root` (its own folder).

    Raises ConfigError with everything that is wrong with any of them, a line each.
    """
    told: list[str] = []
    layers = [*above, *(_chain(path, told) if path else ())]
    for layer in layers:
        told += faults(layer)
    if told:
        raise ConfigError("\n".join(told))
    root = root or (path.parent if path else Path.cwd())
    data, origins = together(layers, root)
    config = msgspec.convert(data, Config)
    config = structs.replace(
        config, ignores=tuple(_written(one, *origins["ignores", index], path, root) for index, one in enumerate(config.ignores))
    )
    return Loaded(config, tuple(layers), origins)


def _chain(path: Path, told: list[str]) -> Iterator[Layer]:
    """The layers of a file and of those that it builds on; what stands in the way is told."""
    boundary = _boundary(path)
    seen: list[Path] = []
    at = ""
    while True:
        seen.append(path.resolve())
        try:
            layer = texts.read(path)
        except ConfigError as error:
            told += [f"{at}{line}" for line in str(error).splitlines()]
            return
        if at and path.suffix == ".toml" and not layer.data:
            told.append(f"{at}{layer.name} has no [tool.svclint]")
        yield layer
        base = layer.data.get("extend") if isinstance(layer.data, dict) else None
        if not isinstance(base, str) or not base.strip():
            return
        at = f"{layer.at(('extend',))}: extend: "
        path = Path(os.path.normpath(layer.folder / base))
        wrong = _misled(base, path, seen, boundary)
        if wrong:
            told.append(at + wrong)
            return


def _misled(base: str, path: Path, seen: list[Path], boundary: Path) -> str:
    """Why a file cannot be built on, "" where it can."""
    if re.match(r"[A-Za-z][\w+.-]+:", base):
        return f"`{base}` is no file of this repository, and svclint fetches nothing"
    try:
        found = path.resolve()
        missing = not path.exists()
    except (OSError, RuntimeError, ValueError):
        return f"`{base}` cannot be followed"
    if not found.is_relative_to(boundary):
        return f"`{base}` is outside of {boundary}: only files of the same repository can be built on"
    if missing:
        return f"there is no file `{base}`"
    if found in seen:
        told = " → ".join(os.path.relpath(one) for one in (*seen[seen.index(found) :], found))
        return f"the files build on each other: {told}"
    return ""


def _boundary(path: Path) -> Path:
    """The git root above a file, else its own folder."""
    folder = path.resolve().parent
    return next((one for one in (folder, *folder.parents) if os.path.exists(one / ".git")), folder)


def _written(found: Exemption, layer: Layer, path: Steps, nearest: Path | None, root: Path) -> Exemption:
    """An exemption with its places; one of the command line, or of a file that others may build on, too, has none."""
    if layer.path is None or layer.places is None or layer.path != nearest:
        return found
    file = os.path.relpath(layer.path, root).replace(os.sep, "/")
    places = tuple(layer.places.place(file, (*path, "rules", index)) for index, _ in enumerate(found.rules))
    return Written(found.rules, found.reason, found.paths, found.objects, places, layer.places.checksum)
