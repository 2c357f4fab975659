"""Which Helm charts are environments, and with which values each. It runs nothing."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from svclint.facts import Deployer, Place, Release
from svclint.placeholder import is_placeholder
from svclint.project import git, read_file
from svclint.read.yaml import documents
from svclint.render.programs import Failed

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

    `beside` are values files in the chart, `files` those of the project; `values` lie on top, and `settings` on top of all,
    both of them written `inside` an Argo CD Application or a Flux HelmRelease.
    """

    variant: str
    name: str
    namespace: str = ""
    beside: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    values: str = ""
    settings: tuple[str, ...] = ()
    inside: Place | None = None
    trouble: str = ""
    doubt: str = ""
    "Why what is in trouble need not fail elsewhere, where it would but for that."
    unlikely: str = ""
    "Why nobody need install it so."


def release_name(wanted: str) -> str:
    """The nearest name that helm takes for a release."""
    if _RELEASE_NAME.fullmatch(wanted):
        return wanted
    return re.sub(r"[^a-z0-9]+", "-", wanted.lower())[:53].strip("-") or "release"


def chart(root: Path, folder: str) -> Chart | None:
    """The chart of a folder; None for a library, which is never installed. Raises Failed where its Chart.yaml is none."""
    inside = is_inside(root, posixpath.join(folder, "Chart.yaml"))
    data = read_mapping(root / folder / "Chart.yaml") if inside else {}
    if not isinstance(data.get("name"), str):
        raise Failed("its Chart.yaml cannot be read")
    return None if data.get("type") == "library" else Chart(folder, data)


def installations(root: Path, one: Chart, files: Iterable[str], deployers: Iterable[Deployer]) -> Iterator[Installation]:
    """The ways in which a chart is installed: with its own values, with each `values-*.yaml` beside it, by deployers.

    Where deployers install it, the first two are guesses: those that a deployer uses, alone or below others, are left out.
    """
    releases = [(by, release) for by in deployers for release in by.releases if release.folder == one.folder]
    unlikely = f"{releases[0][0]} installs this chart with other values" if releases else ""
    used = {_path(release, entry) for _, release in releases if not release.unknown for entry in release.files}
    if not any(release.is_bare for _, release in releases):
        yield Installation("", one.name, unlikely=unlikely)
    for name in sorted(_beside(one.folder, files)):
        if fnmatch.fnmatch(name, "values-*.y*ml") and posixpath.join(one.folder, name) not in used:
            yield Installation(f"[{name}]", one.name, beside=(name,), unlikely=unlikely)
    for by, release in releases:
        if not release.unknown:
            yield _deployed(root, by, release)


def trials(one: Chart, files: Iterable[str]) -> Iterator[Installation]:
    """The values that its maintainers test a chart with, for one that its own values do not render."""
    for name in sorted(_beside(one.folder, files)):
        if fnmatch.fnmatch(name, "ci/*values.y*ml"):
            yield Installation(f"[{name}]", one.name, beside=(name,))


def _beside(folder: str, files: Iterable[str]) -> Iterator[str]:
    prefix = folder + "/" if folder else ""
    return (file[len(prefix) :] for file in files if file.startswith(prefix))


def _path(release: Release, entry: str) -> str:
    """The path in the project of a values file, as a release writes it."""
    return posixpath.normpath(posixpath.join("/", release.folder, entry))[1:]


def _deployed(root: Path, deployer: Deployer, release: Release) -> Installation:
    found, trouble, doubt = [], "", ""
    by = "flux" if deployer.kind == "HelmRelease" else "argo"
    variant = f"[{by}:{deployer.file}#{deployer.name}]"
    inside = Place(deployer.file, deployer.document, (*deployer.base, *release.path))
    for number, entry in enumerate(release.files):
        path = _path(release, entry)
        if "://" in entry:
            trouble = f"{deployer} takes values from {entry}, which is remote: nothing is fetched"
        elif is_inside(root, path):
            found.append(path)
        elif not release.lenient:
            trouble = f"{deployer} takes values from {entry}, which is no file of this project"
            literal = not (entry.startswith("/") or is_placeholder(entry))
            doubt = "something may make the file before a deploy" if literal and git.lacks(root, path) else ""
        if trouble:
            entry_at = structs.replace(inside, path=(*inside.path, "valueFiles", number))
            return Installation(variant, release_name(release.name), inside=entry_at, trouble=trouble, doubt=doubt)
    settings = []
    for name, value, string in release.parameters:
        escaped = re.sub(r"(?<!\\),", r"\\,", value) if not value.startswith("{") else value
        settings.append(f"--set{'-string' if string else ''}={name}={escaped}")
    return Installation(
        variant,
        release_name(release.name),
        release.namespace,
        files=tuple(found),
        values=release.values,
        settings=tuple(settings),
        inside=inside,
    )


def is_inside(root: Path, path: str) -> bool:
    """Whether a path is a file of the project, also where links lead."""
    if "\0" in path:
        return False
    inside, real = os.path.realpath(root), os.path.realpath(root / path)
    return os.path.isfile(real) and os.path.commonpath((real, inside)) == inside


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds, an empty one where it holds none or is too large."""
    source = read_file(path.parent, path.name, follow=True)
    try:
        found = next(documents(source.data.decode("utf-8-sig")), None) if source else None
    except UnicodeDecodeError:
        return {}
    return found.value if found and isinstance(found.value, dict) else {}
