"""Which Helm charts are environments, with which values each; copies of charts that helm may be let near. It runs nothing."""

from __future__ import annotations

import fnmatch
import json
import os
import posixpath
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from svclint.facts import Deployer, Release
from svclint.read.yaml import documents
from svclint.render.programs import Failed

MAX_BYTES = 100 * 1024 * 1024
"""What a chart may hold, its archives unpacked."""
_PASSED_OVER = {".git", ".venv", "node_modules", "__pycache__", ".terraform", ".tox"}
_RELEASE_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?")


class Chart(Struct, frozen=True):
    """An application chart: its folder and what its Chart.yaml says."""

    folder: str
    data: dict[str, Any]

    @property
    def file(self) -> str:
        """Its Chart.yaml."""
        return posixpath.join(self.folder, "Chart.yaml")

    @property
    def name(self) -> str:
        """What a release of it is called where nothing else is said."""
        return release_name(str(self.data.get("name", "")))


class Installation(Struct, frozen=True):
    """One way in which a chart is installed; `variant` tells it from others ("": as it is), `namespace` "" is not known.

    `beside` are values files in the chart, `files` those of the project; `values` lie on top, and `settings` on top of all.
    """

    variant: str
    name: str
    namespace: str = ""
    beside: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    values: str = ""
    settings: tuple[str, ...] = ()
    trouble: str = ""


def release_name(wanted: str) -> str:
    """The nearest name that helm takes for a release."""
    if _RELEASE_NAME.fullmatch(wanted):
        return wanted
    return re.sub(r"[^a-z0-9]+", "-", wanted.lower())[:53].strip("-") or "release"


def chart(root: Path, folder: str) -> Chart | None:
    """The chart of a folder; None for a library, which is never installed. Raises Failed where its Chart.yaml is none."""
    inside = _is_inside(root, posixpath.join(folder, "Chart.yaml"))
    data = read_mapping(root / folder / "Chart.yaml") if inside else {}
    if not isinstance(data.get("name"), str):
        raise Failed("its Chart.yaml cannot be read")
    return None if data.get("type") == "library" else Chart(folder, data)


def installations(root: Path, one: Chart, files: Iterable[str], deployers: Iterable[Deployer]) -> Iterator[Installation]:
    """The ways in which a chart is installed: with its own values, with each `values-*.yaml` beside it, by Argo CD."""
    yield Installation("", one.name)
    for name in sorted(_beside(one.folder, files)):
        if fnmatch.fnmatch(name, "values-*.y*ml"):
            yield Installation(f"[{name}]", one.name, beside=(name,))
    for deployer in deployers:
        for release in deployer.releases:
            if release.folder == one.folder:
                yield _by_argo(root, deployer, release)


def trials(one: Chart, files: Iterable[str]) -> Iterator[Installation]:
    """The values that its maintainers test a chart with, for one that its own values do not render."""
    for name in sorted(_beside(one.folder, files)):
        if fnmatch.fnmatch(name, "ci/*values.y*ml"):
            yield Installation(f"[{name}]", one.name, beside=(name,))


def _beside(folder: str, files: Iterable[str]) -> Iterator[str]:
    prefix = folder + "/" if folder else ""
    return (file[len(prefix) :] for file in files if file.startswith(prefix))


def _by_argo(root: Path, deployer: Deployer, release: Release) -> Installation:
    found, trouble = [], ""
    for entry in release.files:
        path = posixpath.normpath(posixpath.join("/", release.folder, entry))[1:]
        if "://" in entry:
            trouble = f"{deployer} takes values from {entry}, which is remote: nothing is fetched"
        elif _is_inside(root, path):
            found.append(path)
        elif not release.lenient:
            trouble = f"{deployer} takes values from {entry}, which is no file of this project"
    settings = []
    for name, value, string in release.parameters:
        escaped = re.sub(r"(?<!\\),", r"\\,", value) if not value.startswith("{") else value
        settings.append(f"--set{'-string' if string else ''}={name}={escaped}")
    return Installation(
        f"[argo:{deployer.file}#{deployer.name}]",
        release_name(release.name),
        release.namespace,
        files=tuple(found),
        values=release.values,
        settings=tuple(settings),
        trouble=trouble,
    )


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
                yield name
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
        return _is_inside(Path(self.inside), posixpath.join(folder, "Chart.yaml"))

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


def _is_inside(root: Path, path: str) -> bool:
    """Whether a path is a file of the project, also where links lead."""
    inside, real = os.path.realpath(root), os.path.realpath(root / path)
    return os.path.isfile(real) and os.path.commonpath((real, inside)) == inside


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds, an empty one where it holds none."""
    try:
        found = next(documents(path.read_text(encoding="utf-8-sig")), None)
    except (OSError, UnicodeDecodeError):
        return {}
    return found.value if found and isinstance(found.value, dict) else {}
