"""Which chart wrote what helm printed: the chart itself and its subcharts, by the names that `# Source:` comments give them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from svclint.read.plain import items, mapping, text
from svclint.render.charts import read_mapping
from svclint.render.copies import Copy

_ARCHIVE = re.compile(r"(.+?)-v?\d[^/]*\.tgz")


class Part(Struct, frozen=True):
    """A chart or subchart. `below` is its folder in the copy, `homes` the folders in the project of the charts that it lies
    in and its own, and `scope` the keys of its values in those of the whole chart.

    `archived`: it has no folder. `vendored`: it was taken from a chart repository, and is not edited here.
    """

    name: str
    below: str
    homes: tuple[str, ...]
    scope: tuple[str, ...] = ()
    archived: bool = False
    vendored: bool = False

    @property
    def home(self) -> str:
        """Its own folder in the project."""
        return self.homes[-1]


def parts(copy: Copy, name: str) -> dict[str, Part]:
    """The parts of a chart by the paths that helm gives them, such as `shop/charts/redis`."""
    return dict(_parts(copy, name, Part(name, "", (copy.homes[""],))))


def _parts(copy: Copy, path: str, part: Part) -> Iterator[tuple[str, Part]]:
    yield path, part
    folder = Path(copy.folder, part.below)
    asked: dict[str, list[dict[str, Any]]] = {}
    for file in ("Chart.yaml", "requirements.yaml"):
        for entry in map(mapping, items(read_mapping(folder / file).get("dependencies"))):
            asked.setdefault(text(entry.get("name")), []).append(entry)
    below = folder / "charts"
    for found in sorted(os.listdir(below)) if below.is_dir() else ():
        archive = _ARCHIVE.fullmatch(found)
        name = archive[1] if archive else text(read_mapping(below / found / "Chart.yaml").get("name"))
        if not name:
            continue
        inner = posixpath.join(part.below, "charts", found)
        home = copy.homes.get(inner, posixpath.join(part.home, "charts", found))
        bought = bool(archive) or any(_is_bought(text(entry.get("repository"))) for entry in asked.get(name, ()))
        subchart = Part(name, inner, (*part.homes, home), (), bool(archive), part.vendored or bought)
        for called in sorted({name, *(text(entry.get("alias")) for entry in asked.get(name, ()))} - {""}):
            named = structs.replace(subchart, scope=(*part.scope, called))
            if archive:
                yield f"{path}/charts/{called}", named
            else:
                yield from _parts(copy, f"{path}/charts/{called}", named)


def _is_bought(repository: str) -> bool:
    return bool(repository) and not repository.startswith("file://")
