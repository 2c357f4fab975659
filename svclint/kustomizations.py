"""What kustomizations do to the files around them, as far as it shows without rendering any."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.facts import Kustomization, Overlay


class Kustomizations:
    """The kustomizations of a scope, by folder, and what deployers change of what they build."""

    def __init__(self, found: Iterable[Kustomization], overlays: Iterable[Overlay] = ()) -> None:
        overlays = list(overlays)
        self._by_folder = {posixpath.dirname(one.file): one for one in found}
        self.patches = {_join(folder, patch) for folder, one in self._by_folder.items() for patch in one.patches}
        self._listed = {
            folder: {_join(folder, resource) for resource in one.resources} for folder, one in self._by_folder.items()
        }
        changed: list[tuple[str, Kustomization | Overlay]] = [
            *self._by_folder.items(),
            *((one.folder, one) for one in overlays),
        ]
        self._altered = self._reach(folder for folder, one in changed if one.alters)
        self._moved = self._reach(folder for folder, one in changed if one.moves)

    def alters(self, file: str) -> bool:
        """Whether one of them changes what the file says."""
        return bool(self._altered) and any(path in self._altered for path in _upwards(file))

    def moves(self, file: str) -> bool:
        """Whether one of them sets the namespace of what the file says."""
        return bool(self._moved) and any(path in self._moved for path in _upwards(file))

    def leaves_out(self, file: str) -> bool:
        """Whether the nearest kustomization here or above exists and does not list the file as a resource."""
        for folder in _upwards(posixpath.dirname(file)):
            if folder in self._by_folder:
                return not any(path in self._listed[folder] for path in _upwards(file))
        return False

    def _reach(self, folders: Iterable[str]) -> set[str]:
        """Folders and files that these kustomizations take in, their own folders and through others."""
        reached: set[str] = set()
        todo = list(folders)
        while todo:
            path = todo.pop()
            if path not in reached:
                reached.add(path)
                todo += self._listed.get(path, ())
        return reached


def _upwards(path: str) -> Iterator[str]:
    yield path
    while path:
        path = posixpath.dirname(path)
        yield path


def _join(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined
