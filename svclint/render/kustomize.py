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
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from svclint.facts import Kustomization
from svclint.read.kustomize import FILE_NAMES, is_remote
from svclint.render import programs

WRAPPER = "wrapper"
"""The folder that origins are relative to lies beside nothing: paths lead up to the root of the file system."""


class Closure(Struct, frozen=True):
    """All files that a build reads, or the `file` in which something stands that cannot be read, and what helps.

    `whole`: there is nothing else that the build could read.
    """

    files: frozenset[str]
    file: str = ""
    trouble: str = ""
    cure: str = ""
    whole: bool = False


class Trees:
    """The kustomizations of a project by folder."""

    def __init__(self, root: Path, found: Iterable[Kustomization]) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._by_folder = {posixpath.dirname(one.file): one for one in found}

    def roots(self, deployed: set[str]) -> list[Kustomization]:
        """The kustomizations to build: `deployed` are folders that deployers name."""
        taken = {
            _join(folder, entry) for folder, one in self._by_folder.items() for entry in one.resources if not is_remote(entry)
        }
        return [
            one
            for folder, one in sorted(self._by_folder.items())
            if not one.component and (folder not in taken or folder in deployed)
        ]

    def closure(self, one: Kustomization) -> Closure:
        """What a build of the kustomization reads, itself included."""
        files: set[str] = set()
        whole = True
        todo = [one]
        while todo:
            current = todo.pop()
            if current.file in files:
                continue
            files.add(current.file)
            whole = whole and not current.plugins
            if current.inflates:
                told = "it takes in a Helm chart, which kustomize would have helm fetch and render"
                return Closure(frozenset(), current.file, told, "render the chart on its own, or commit what it renders to")
            for entry in current.resources:
                path = _join(posixpath.dirname(current.file), entry)
                if is_remote(entry):
                    return Closure(
                        frozenset(), current.file, f"it takes in {entry}, which is remote: nothing is fetched", "vendor it"
                    )
                if path in self._by_folder:
                    todo.append(self._by_folder[path])
                elif self._readable(path):
                    files.add(path)
                else:
                    return _absent(current, entry)
            for entry in (*current.patches, *current.others):
                path = _join(posixpath.dirname(current.file), entry)
                if not self._readable(path):
                    return _absent(current, entry)
                files.add(path)
        return Closure(frozenset(files), whole=whole)

    def _readable(self, path: str) -> bool:
        """Whether a path is a file inside the project, also where links lead."""
        real = os.path.realpath(self._root / path)
        return not path.startswith("..") and os.path.isfile(real) and os.path.commonpath((real, self._real)) == self._real


def _absent(one: Kustomization, entry: str) -> Closure:
    return Closure(
        frozenset(), one.file, f"it takes in {entry}, which is no file of this project", "add the file, or take it out"
    )


def build(program: programs.Program, root: Path, folder: str) -> str:
    """The documents that a folder builds to, each annotated with its origin. Raises programs.Failed."""
    with tempfile.TemporaryDirectory(prefix="svclint-") as made:
        wrapper = os.path.join(os.path.realpath(made), WRAPPER)
        os.mkdir(wrapper)
        target = os.path.relpath(os.path.join(os.path.realpath(root), folder), wrapper)
        wrapped = {"resources": [target], "buildMetadata": ["originAnnotations", "transformerAnnotations"]}
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
    """The same documents, the paths of their origins relative to the project's root instead of the wrapper."""
    prefix = os.path.relpath(root, wrapper).replace(os.sep, "/")
    return re.sub(rf"(?m)^([ -]*(?:path|configuredIn): ){re.escape(prefix)}/", r"\1", text)


def _join(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined
