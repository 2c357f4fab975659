"""Which kustomizations are environments, what each reads, and what it builds; nothing remote is ever asked for.

A root is a kustomization that no other takes in, and one that an Argo CD Application or Flux Kustomization of the
repository names. It is built through a wrapper in a temporary folder that asks kustomize to note where each object
comes from.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from svclint.facts import Kustomization, Place
from svclint.placeholder import is_placeholder
from svclint.project import git
from svclint.read.bounds import MAX_BYTES
from svclint.read.kustomize import FILE_NAMES, is_remote
from svclint.read.yaml import documents
from svclint.render import programs
from svclint.render.kustomize_reasons import mention
from svclint.render.scratch import scratch

WRAPPER = "wrapper"
"""The folder that origins are relative to lies beside nothing: paths lead up to the root of the file system."""
OUTSIDE = ":outside"
"""What origins call the kustomization around a folder."""
_UNTOLD = re.compile("[\0-\x1f\x7f\ud800-\udfff]")


class Closure(Struct, frozen=True):
    """All files that a build reads, and which of them are kustomizations and patches; or the place of what cannot be read.

    `trouble` says why it cannot, and `cure` what helps; `doubt` is why a build need not fail elsewhere, where it would but for
    that. `whole`: there is nothing else that the build could read.
    """

    files: frozenset[str] = frozenset()
    kustomizations: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    place: Place | None = None
    trouble: str = ""
    cure: str = ""
    whole: bool = False
    doubt: str = ""


class Trees:
    """The kustomizations of a project by folder."""

    def __init__(self, root: Path, found: Iterable[Kustomization]) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._by_folder = {posixpath.dirname(one.file): one for one in found}

    def roots(self, deployed: set[str]) -> list[Kustomization]:
        """The kustomizations to build: `deployed` are folders that deployers name.

        Of those that only take in each other, one stands for all.
        """
        taken = {folder for one in self._by_folder.values() for folder in self._takes(one)}
        found = {
            folder
            for folder, one in self._by_folder.items()
            if not one.component and (folder not in taken or folder in deployed)
        }
        shown = set().union(*map(self._below, found))
        for folder, one in sorted(self._by_folder.items()):
            if folder not in shown and not one.component:
                found.add(folder)
                shown |= self._below(folder)
        return [self._by_folder[folder] for folder in sorted(found)]

    def _takes(self, one: Kustomization) -> Iterator[str]:
        """The folders of kustomizations that a kustomization takes in."""
        for entry in one.resources:
            folder = _join(posixpath.dirname(one.file), entry)
            if folder in self._by_folder and not is_remote(entry):
                yield folder

    def _below(self, folder: str) -> set[str]:
        """The folder of a kustomization, and those of all that it takes in."""
        seen, todo = set[str](), [folder]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(self._takes(self._by_folder[current]))
        return seen

    def closure(self, one: Kustomization) -> Closure:
        """What a build of the kustomization reads, itself included."""
        files: set[str] = set()
        whole = True
        patches: list[str] = []
        kustomizations: list[str] = []
        todo = [one]
        while todo:
            current = todo.pop()
            if current.file in files:
                continue
            files.add(current.file)
            whole = whole and not current.plugins
            kustomizations.append(current.file)
            if current.inflates:
                told = "it takes in a Helm chart, which kustomize would have helm fetch and render"
                place = Place(current.file, 0, ("helmCharts",), "key")
                return Closure(place=place, trouble=told, cure="render the chart on its own, or commit what it renders to")
            for entry in current.resources:
                path = _join(posixpath.dirname(current.file), entry)
                if is_remote(entry):
                    told = f"it takes in {entry}, which is remote: nothing is fetched"
                    return self._trouble(current, entry, told, "vendor it")
                if path in self._by_folder:
                    todo.append(self._by_folder[path])
                elif self._readable(path):
                    files.add(path)
                else:
                    return self._absent(current, entry)
            for entry in (*current.patches, *current.others):
                path = _join(posixpath.dirname(current.file), entry)
                if not self._readable(path):
                    return self._absent(current, entry)
                files.add(path)
                patches.append(path)
        odd = next((file for file in sorted(files) if _UNTOLD.search(f"{self._real}/{file}")), None)
        if odd is not None:
            told = f"kustomize can be told no name with a line break or without a meaning in UTF-8, such as {odd!r}"
            return Closure(place=Place(one.file, 0), trouble=told, cure="rename the file or its folder")
        return Closure(frozenset(files), tuple(kustomizations), tuple(patches), whole=whole)

    def _trouble(self, one: Kustomization, entry: str, told: str, cure: str, doubt: str = "") -> Closure:
        return Closure(place=mention(self._root, [one.file], entry), trouble=told, cure=cure, doubt=doubt)

    def _absent(self, one: Kustomization, entry: str) -> Closure:
        found, doubt = self._root / posixpath.dirname(one.file) / entry, ""
        if found.is_dir():
            told, cure = "a folder without a kustomization", "name its files, or give it a kustomization.yaml"
            doubt = "something may make it before a build" if self._belongs(one, entry) and any(found.iterdir()) else ""
        elif found.is_file() and found.stat().st_size > MAX_BYTES:
            told, cure = f"which is larger than {MAX_BYTES:,} bytes", "take it out, or divide it"
        elif found.is_file() and not os.access(found, os.R_OK):
            told, cure = "which cannot be read: Permission denied", "let it be read, or take it out"
        else:
            told, cure = "which is no file of this project", "add the file, or take it out"
            doubt = "something may make the file before a build" if self._belongs(one, entry) else ""
        return self._trouble(one, entry, f"it takes in {entry}, {told}", cure, doubt)

    def _belongs(self, one: Kustomization, entry: str) -> bool:
        """Whether the project itself should have a resource or patch: what generators read may be secret, what git ignores is
        made elsewhere, and a folder that is empty or not there may be another repository's."""
        path = _join(posixpath.dirname(one.file), entry)
        if entry in one.others or path.startswith("..") or is_placeholder(entry) or os.path.islink(self._root / path):
            return False
        above = (self._root / path).parent
        return above.is_dir() and any(above.iterdir()) and git.lacks(self._root, path)

    def _readable(self, path: str) -> bool:
        """Whether a path is a file inside the project, also where links lead, and not more than svclint reads of one."""
        if "\0" in path:
            return False
        real = os.path.realpath(self._root / path)
        inside = not path.startswith("..") and os.path.isfile(real) and os.path.commonpath((real, self._real)) == self._real
        return inside and os.access(real, os.R_OK) and os.path.getsize(real) <= MAX_BYTES


def build(program: programs.Program, root: Path, folder: str, fields: str = "{}") -> str:
    """The documents that a folder builds to, each annotated with its origin. Raises programs.Failed.

    `fields` are those of a kustomization around it, as JSON.
    """
    with scratch() as made:
        wrapper = os.path.join(made, WRAPPER)
        os.mkdir(wrapper)
        target = os.path.relpath(os.path.join(os.path.realpath(root), folder), wrapper)
        noted = ["originAnnotations", "transformerAnnotations"]
        wrapped = {**json.loads(fields), "resources": [target], "buildMetadata": noted}
        Path(wrapper, "kustomization.yaml").write_text(json.dumps(wrapped), encoding="utf-8")
        text = programs.run([program.path, *program.words, wrapper], wrapper, made)
        return _relative(text, wrapper, os.path.realpath(root))


def content(root: Path, folder: str, closure: Closure) -> Iterator[str | bytes]:
    """All that a build of a folder depends on, in one order."""
    yield folder
    for file in sorted(closure.files):
        yield file
        if file.endswith(FILE_NAMES):
            beside = posixpath.dirname(file)
            yield from (name for name in FILE_NAMES if os.path.lexists(root / beside / name))
        try:
            data = (root / file).read_bytes()
        except OSError:
            continue
        yield "content"
        yield data


def _relative(text: str, wrapper: str, root: str) -> str:
    """The same documents, the paths of their origins relative to the project's root instead of the wrapper.

    A path that YAML puts into quotes is written without them: nothing but its line's end ends it.
    """
    prefix = os.path.relpath(root, wrapper).replace(os.sep, "/") + "/"

    def path(found: re.Match[str]) -> str:
        written = str(next(documents(found[2])).value) if found[2][0] in "'\"" else found[2]
        return found[1] + written.removeprefix(prefix)

    text = re.sub(r"(?m)^([ -]*configuredIn: )kustomization\.yaml$", rf"\1{OUTSIDE}", text)
    return re.sub(rf"(?m)^([ -]*(?:path|configuredIn): )(['\"]?{re.escape(prefix)}.*)$", path, text)


def _join(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined
