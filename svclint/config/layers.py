"""Config files and the command line as layers, the nearest first, put together: what each says, and where it comes from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from svclint.config.places import Places
from svclint.facts import Part
from svclint.facts import Path as Steps
from svclint.project import globs

ADDING = ("extend-select", "extend-ignore", "extend-exclude", "overrides", "ignores")
"""Keys whose lists add up, the farthest layer's first."""


class Layer(Struct, frozen=True):
    """What one file or the command line says: plain data, and the folder that its globs are relative to.

    `name` is how to show it; `path` and `places` are None for the command line.
    """

    name: str
    folder: Path
    data: Any
    path: Path | None = None
    places: Places | None = None

    def at(self, path: Steps, part: Part = "value", *, column: bool = True) -> str:
        """Its name, with the line and, where it is known, the column of a key."""
        if self.places is None:
            return self.name
        line, place = self.places.position(path, part)
        return f"{self.name}:{line}:{place}" if place and column else f"{self.name}:{line}"


Origins = dict[Steps, tuple[Layer, Steps]]
"""For each value that is written anywhere its layer, and its path there: paths go down to the entries of lists that add
up and to the options of rules."""


def together(layers: Sequence[Layer], root: Path) -> tuple[dict[str, Any], Origins]:
    """What layers say, the nearest of them first; globs become relative to the root."""
    data: dict[str, Any] = {}
    origins: Origins = {}
    for layer in reversed(layers):
        for key, value in _moved(layer, root).items():
            if key in ADDING:
                entries = data.setdefault(key, [])
                for index, entry in enumerate(value):
                    origins[(key, len(entries))] = (layer, (key, index))
                    entries.append(entry)
            elif key == "rules":
                for rule, options in value.items():
                    data.setdefault("rules", {}).setdefault(rule, {}).update(options)
                    origins |= {(key, rule, option): (layer, (key, rule, option)) for option in options}
            else:
                data[key] = value
                origins[(key,)] = (layer, (key,))
    return data, origins


def _moved(layer: Layer, root: Path) -> dict[str, Any]:
    """A layer's data with globs relative to the root, without `extend`."""
    folder = os.path.relpath(layer.folder, root).replace(os.sep, "/")
    folder = "" if folder == "." else folder

    def moved(found: Iterable[str]) -> list[str]:
        return [globs.anchored(glob, folder) for glob in found]

    def entries(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return ({**one, "paths": moved(one["paths"])} if one.get("paths") else one for one in found)

    data = {key: value for key, value in layer.data.items() if key != "extend"}
    data |= {key: moved(data[key]) for key in ("exclude", "extend-exclude") if key in data}
    return data | {key: list(entries(data[key])) for key in ("overrides", "ignores") if key in data}
