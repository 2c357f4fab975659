"""Keeps values by name in the user's cache folder: what can be worked out again, and what no run fails for want of.

A file is a checksum and msgpack; one that is damaged, too large or of another type counts as none. Files are written aside
and renamed, so that runs at the same time see whole files only, and so does the next run after one that was killed.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from _blake2 import blake2b
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

import svclint

LIMIT = 200 * 1024 * 1024
"""Bytes that all files together may take; those that were used least lately go first."""
_LARGEST = 64 * 1024 * 1024
_STALE = 3600
"""Seconds after which what was written aside and never renamed is nobody's."""
_ASIDE = ".aside-"
_KINDS = ("facts-", "files-", "program-", "rendered-", "run-", _ASIDE)
_TAG = "CACHEDIR.TAG"
_ABOUT = {_TAG: "Signature: 8a477f597d28d172789f06886806bc55\n# What svclint can work out again.\n", ".gitignore": "*\n"}
_CHECKSUM = 16

T = TypeVar("T")


class Cache:
    """The values in a folder; None: nothing is kept, and `trouble` says why."""

    def __init__(self, folder: str | None = None, trouble: str = "") -> None:
        self.folder, self.trouble = folder, trouble
        self._wrote = False
        self._own = ""

    def get(self, name: str, kind: type[T]) -> T | None:
        """What is kept by a name, None where nothing of that type is."""
        folder = self.folder
        if folder is None:
            return None
        path = os.path.join(folder, name)
        try:
            data = _read(path)
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)
        value = memoryview(data or b"")[_CHECKSUM:]
        if not data or digest(value) != data[:_CHECKSUM]:
            return None
        try:
            return msgspec.msgpack.decode(value, type=kind)
        except (msgspec.DecodeError, RecursionError, MemoryError):
            return None

    def put(self, name: str, value: Any) -> bool:
        """Keep a value by a name, where that can be done; whether the value is one that can be packed."""
        folder = self.folder
        if folder is None:
            return True
        try:
            data = msgspec.msgpack.encode(value)
        except (UnicodeEncodeError, OverflowError):
            return False
        aside = os.path.join(folder, f"{_ASIDE}{os.getpid()}-{os.urandom(8).hex()}")
        try:
            if len(data) > _LARGEST or not self._is_ready(folder):
                return True
            with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
                file.write(digest(data))
                file.write(data)
            os.replace(aside, os.path.join(folder, name))
            self._wrote = True
        except OSError as error:
            _remove(aside)
            self._give_up(folder, error.strerror or str(error))
        return True

    def name(self, kind: str, *parts: str | bytes | int) -> str:
        """The name of what follows from these parts, this svclint and the libraries that it reads with."""
        if self.folder is None:
            return ""
        try:
            self._own = self._own or own()
        except OSError as error:
            self._give_up(self.folder, error.strerror or str(error))
            return ""
        return f"{kind}-{digest(self._own, *parts).hex()}"

    def trim(self) -> None:
        """Take away what is too much, if anything was added."""
        if not self._wrote or self.folder is None:
            return
        self._wrote = False
        entries = sorted(_ours(self.folder), key=lambda one: one[1].st_mtime)
        left = sum(found.st_size for _, found in entries)
        now = time.time()
        for path, found in entries:
            stale = os.path.basename(path).startswith(_ASIDE) and found.st_mtime < now - _STALE
            if left > LIMIT or stale:
                left -= found.st_size
                _remove(path)

    def _is_ready(self, folder: str) -> bool:
        """Whether the folder is there and nobody else's, made where it is missing."""
        if not os.path.lexists(os.path.join(folder, _TAG)):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode):
            self._give_up(folder, "it is no folder")
            return False
        if found.st_mode & stat.S_IWOTH or found.st_uid != _user(found):
            self._give_up(folder, "others may write there" if found.st_uid == _user(found) else "it is somebody else's")
            return False
        for name, text in _ABOUT.items():
            with suppress(FileExistsError), open(os.path.join(folder, name), "x", encoding="utf-8") as file:
                file.write(text)
        return True

    def _give_up(self, folder: str, why: str) -> None:
        self.folder, self.trouble = None, f"{folder}: {why}"


NOTHING = Cache()
"""Keeps nothing."""


def of_user() -> Cache:
    """The cache of who runs this: where `SVCLINT_CACHE_DIR` says, else where the platform keeps caches."""
    return Cache(place(), "no home is known")


def place() -> str | None:
    """The folder of the cache, None where no home is known."""
    given = os.environ.get("SVCLINT_CACHE_DIR")
    if given:
        return os.path.abspath(given)
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache") if os.path.isdir(home) else ""
        named = os.environ.get("XDG_CACHE_HOME", "") if sys.platform != "darwin" else ""
        base = named if os.path.isabs(named) else base
    return os.path.join(base, "svclint") if os.path.isabs(base) else None


def clean(folder: str) -> int:
    """Remove what svclint keeps in a folder, and nothing else there; the bytes that this frees. Raises OSError."""
    if not os.path.lexists(os.path.join(folder, _TAG)):
        return 0
    freed = 0
    for path, found in _ours(folder):
        os.unlink(path)
        freed += found.st_size
    for name in _ABOUT:
        if os.path.isfile(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    if not os.listdir(folder):
        os.rmdir(folder)
    return freed


def digest(*parts: str | bytes | memoryview | int) -> bytes:
    """16 bytes that stand for some parts in their order, each apart from the next.

    `hashlib` has the same function, and loads OpenSSL, which takes a small run a tenth of its time.
    """
    made = blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, (bytes, memoryview)) else str(part).encode(errors="surrogateescape")
        made.update(len(data).to_bytes(8, "little"))
        made.update(data)
    return made.digest()


def own() -> str:
    """What tells this svclint from any other, with the versions of what is installed beside the libraries that it reads with.

    Of an installed one that is what its installer wrote down of its files; of a checkout, their sizes and times.
    """
    package = os.path.dirname(os.path.abspath(svclint.__file__))
    installed = os.path.dirname(os.path.dirname(os.path.abspath(msgspec.__file__)))
    versions = sorted(name for name in os.listdir(installed) if name.endswith(".dist-info"))
    record = os.path.join(os.path.dirname(package), f"svclint-{svclint.__version__}.dist-info", "RECORD")
    if os.path.isfile(record):
        with open(record, "rb") as file:
            told: Iterable[str] = [file.read().hex()]
    else:
        from importlib import import_module

        folders = [package, *import_module("svclint.rules").__path__, *import_module("svclint.schemas").__path__]
        told = sorted(_written(folders))
    return digest(sys.version, svclint.__version__, *versions, *told).hex()


def _written(folders: Iterable[str]) -> Iterator[str]:
    todo = list(folders)
    while todo:
        for entry in os.scandir(todo.pop()):
            if entry.is_dir():
                todo += [entry.path] if entry.name != "__pycache__" else []
            else:
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"


def _read(path: str) -> bytes | None:
    """The bytes of a regular file of ours that is not too large, never through a link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb", buffering=0) as file:
        found = os.fstat(file.fileno())
        fits = stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST + _CHECKSUM and found.st_uid == _user(found)
        return file.read() if fits else None


def _user(found: os.stat_result) -> int:
    return os.geteuid() if hasattr(os, "geteuid") else found.st_uid


def _ours(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        for entry in os.scandir(folder):
            if entry.name.startswith(_KINDS) and entry.is_file(follow_symlinks=False):
                yield entry.path, entry.stat(follow_symlinks=False)
    except OSError:
        return


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
