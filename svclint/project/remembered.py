"""The facts of a project's files as earlier runs left them, as far as they still hold; what changed since is read.

A file whose size, times and number are those of before is taken for unchanged, unless it had just been written then; of
any other the bytes decide.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct, msgpack

from svclint.cache import Cache, digest
from svclint.facts import FileFacts
from svclint.project import Project
from svclint.project.reading import read_files
from svclint.read import Reader

Stamp = tuple[int, int, int, int]
_UNSURE: Stamp = (0, 0, 0, 0)
_SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file can be told from the one before by its times."""


class _Index(Struct, array_like=True):
    """Files, with what tells whether each is as it was, and the digests of their bytes (none: no manifest)."""

    files: list[str]
    stamps: list[Stamp]
    digests: list[bytes]


class Remembered:
    """The files of a project, and which of them are as an earlier run left them, for one Kubernetes minor."""

    def __init__(self, cache: Cache, project: Project, version: str) -> None:
        self._cache, self.project = cache, project
        whole = (os.path.realpath(project.root), version)
        self._names = cache.name("files", *whole), cache.name("facts", *whole)
        self._before = cache.get(self._names[0], _Index) or _Index([], [], [])
        self._stamps: dict[str, Stamp] = {}
        self._digests: dict[str, bytes] = {}
        self._used: dict[str, FileFacts] = {}
        self._read = False
        if cache.folder is not None:
            self._look()

    def _look(self) -> None:
        """Tell which files are as they were."""
        before = dict(zip(self._before.files, zip(self._before.stamps, self._before.digests, strict=False), strict=False))
        settled = time.time_ns() - _SETTLED
        for file in self.project.files:
            own = file in self.project.named or file in self.project.buffers
            stamp = self._stamps[file] = _UNSURE if own else _stamp(os.path.join(self.project.root, file), settled)
            known = before.get(file)
            if known and known[0] == stamp != _UNSURE:
                self._digests[file] = known[1]
            elif known or own:
                source = self.project.source(file)
                if source is None or not source.error:
                    self._digests[file] = digest(source.data) if source else b""

    @property
    def state(self) -> list[str | bytes] | None:
        """What stands for all that the files say, None where that is not known without reading them."""
        if len(self._digests) < len(self.project.files):
            return None
        return [part for file in self.project.files if self._digests[file] for part in (file, self._digests[file])]

    def facts(self, reader: Reader) -> Iterator[FileFacts]:
        """The facts of every file of the project that looks like a manifest, in order."""
        files = self.project.files
        known = self._known if self._digests else {}
        missing = [file for file in files if not self._holds(file, known)]
        self._read = self._read or bool(missing)
        read = dict(zip(missing, read_files(reader, self.project, missing), strict=True))
        for file in files:
            one = read[file] if file in read else known[file] if self._digests[file] else None
            if file in read and (one is None or one.digest):
                self._digests[file] = one.digest if one else b""
            if one:
                self._used[file] = one
                yield one

    def read(self, reader: Reader, file: str, data: bytes) -> FileFacts:
        """The facts of a text that stands in no file."""
        one = self._known.get(file)
        if one is None or one.digest != digest(data):
            one = reader.read(file, data)
            self._read = True
        self._used[file] = one
        return one

    def keep(self) -> None:
        """Leave what is known now to the next run."""
        if self._cache.folder is None:
            return
        files = [file for file in self.project.files if file in self._digests and file.isprintable()]
        now = _Index(files, [self._stamps[file] for file in files], [self._digests[file] for file in files])
        if now != self._before:
            self._cache.put(self._names[0], now)
        if self._read or (self._used and len(self._used) != len(self._known)):
            lasting = [one for one in self._used.values() if one.digest]
            if not self._cache.put(self._names[1], lasting):
                self._cache.put(self._names[1], list(filter(_is_packable, lasting)))

    @cached_property
    def _known(self) -> dict[str, FileFacts]:
        return {one.file: one for one in self._cache.get(self._names[1], list[FileFacts]) or ()}

    def _holds(self, file: str, known: Mapping[str, FileFacts]) -> bool:
        wanted = self._digests.get(file)
        return wanted == b"" or (wanted is not None and file in known and known[file].digest == wanted)


def _stamp(path: str, settled: int) -> Stamp:
    """What changes when a file does, nothing sure where it changed so lately that it may do so again unseen."""
    try:
        found = os.lstat(path)
    except OSError:
        return _UNSURE
    if max(found.st_mtime_ns, found.st_ctime_ns) >= settled:
        return _UNSURE
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _is_packable(one: FileFacts) -> bool:
    """Whether facts hold no number and no character that cannot be packed."""
    try:
        return bool(msgpack.encode(one))
    except (UnicodeEncodeError, OverflowError):
        return False
