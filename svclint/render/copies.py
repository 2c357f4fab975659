"""Copies of charts that helm may be let near: complete as far as the project goes, and nothing that leads out of it."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from svclint.cache import digest
from svclint.render.charts import Chart, is_inside, read_mapping
from svclint.render.programs import Failed

MAX_BYTES = 100 * 1024 * 1024
"""What a chart may hold, its archives unpacked."""
_PASSED_OVER = {".git", ".venv", "node_modules", "__pycache__", ".terraform", ".tox"}


class Copy(Struct, frozen=True):
    """A chart in a temporary folder, complete as far as the project goes.

    `homes` are the folders in it that come from elsewhere than its own place in the project; `missing` are dependencies
    that nothing here has, which the copy does not ask for.
    """

    folder: str
    homes: dict[str, str]
    missing: tuple[str, ...]


def copied(root: Path, one: Chart, into: str) -> Copy:
    """Copy a chart, with the dependencies that lie elsewhere in the project. Raises Failed where that is not safe."""
    inside, homes = os.path.realpath(root), {"": one.folder}
    copier = _Copier(inside)
    copier.copy(os.path.join(inside, one.folder), into)
    missing = tuple(_complete(copier, into, "", one.folder, homes))
    return Copy(into, homes, missing)


def content(copy: Copy) -> bytes:
    """What stands for all that helm sees of a copy."""
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(copy.folder) for name in names)
    return digest(*(part for path in files for part in (os.path.relpath(path, copy.folder), Path(path).read_bytes())))


def _complete(copier: _Copier, into: str, below: str, home: str, homes: dict[str, str]) -> Iterator[str]:
    """Bring what a chart depends on beside it, and strike what is not to be had; the latter is told."""
    path = Path(into, below)
    for file in ("Chart.yaml", "requirements.yaml"):
        data = read_mapping(path / file)
        asked = data.get("dependencies")
        kept = []
        for entry in asked if isinstance(asked, list) else ():
            name = str(entry.get("name", "")) if isinstance(entry, dict) else ""
            where = str(entry.get("repository", "")) if isinstance(entry, dict) else ""
            target = posixpath.join(below, "charts", name)
            source = posixpath.normpath(posixpath.join("/", home, where.removeprefix("file://")))[1:]
            if not name or _has(path / "charts", name):
                kept.append(entry)
            elif where.startswith("file://") and "/" not in name and copier.has(source) and len(homes) < 100:
                copier.copy(os.path.join(copier.inside, source), os.path.join(into, target))
                homes[target] = source
                kept.append(entry)
                yield from _complete(copier, into, target, source, homes)
            else:
                yield f"{name} ({where} is no chart of this project)" if where.startswith("file://") else name
        if asked and len(kept) != len(asked):
            (path / file).write_text(json.dumps({**data, "dependencies": kept}), encoding="utf-8")


def _has(folder: Path, name: str) -> bool:
    """Whether a chart of that name is among vendored ones."""
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (
            re.fullmatch(rf"{re.escape(name)}-v?\d.*\.tgz", entry.name)
            or read_mapping(entry / "Chart.yaml").get("name") == name
        ):
            return True
    return False


class _Copier:
    """Copies folders of one project, as long as nothing in them leads out of it or grows beyond measure."""

    def __init__(self, inside: str) -> None:
        self.inside = inside
        self._left = MAX_BYTES

    def has(self, folder: str) -> bool:
        """Whether a folder is a chart of the project."""
        return is_inside(Path(self.inside), posixpath.join(folder, "Chart.yaml"))

    def copy(self, source: str, target: str, above: tuple[str, ...] = ()) -> None:
        above = (*above, os.path.realpath(source))
        os.makedirs(target)
        for entry in sorted(os.scandir(source), key=lambda one: one.name):
            if entry.name in _PASSED_OVER:
                continue
            real = os.path.realpath(entry.path)
            if os.path.commonpath((real, self.inside)) != self.inside:
                raise Failed(f"its {self._shown(entry.path)} is a link that leads out of the project")
            if os.path.isdir(real):
                if real in above:
                    raise Failed(f"its {self._shown(entry.path)} is a link to a folder above itself")
                self.copy(entry.path, os.path.join(target, entry.name), above)
            elif os.path.isfile(real):
                self._spend(_unpacked(real) if entry.name.endswith(".tgz") else os.path.getsize(real))
                shutil.copyfile(real, os.path.join(target, entry.name))

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Failed(f"it holds more than {MAX_BYTES // 1024 // 1024} MB")

    def _shown(self, path: str) -> str:
        return os.path.relpath(path, self.inside).replace(os.sep, "/")


def _unpacked(archive: str) -> int:
    """What an archive unpacks to, in bytes; counted no further than what a chart may hold."""
    size = 0
    try:
        with tarfile.open(archive, "r|gz") as opened:
            for member in opened:
                size += member.size
                if size > MAX_BYTES:
                    break
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        raise Failed(f"its {os.path.basename(archive)} is no archive that can be read") from None
    return size
