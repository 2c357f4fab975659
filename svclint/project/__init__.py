"""The file tree: which root, which files may hold manifests, which folders are charts. It reads no YAML."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

from svclint.errors import ConfigError
from svclint.project import git
from svclint.project.globs import Globs
from svclint.read.bounds import MAX_BYTES
from svclint.read.kustomize import FILE_NAMES

_PEEK = 1_000_000
"""Bytes by which a file that is too large is told from a manifest."""
_ENDINGS = (".yaml", ".yml", ".json")
_SKIPPED = {".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", ".terraform", ".tox"}


class Source(Struct, frozen=True):
    """A file's bytes, or why it has none."""

    path: str
    data: bytes
    error: str = ""


class Project(Struct, frozen=True):
    """A root folder, the files below it that may hold manifests (relative, with forward slashes), and its charts.

    `shown` are the files and folders whose findings are asked for ("" is all of them); `named` were given outright.
    `buffers` are bytes that stand in for those of files; `gone` are files that are there, and count as if they were not.
    `listed` are `files` and what lies in charts. A name that ends in a slash is a folder that nobody may look into.
    `trouble` says why git, which could have told what is ignored, did not.
    """

    root: Path
    files: tuple[str, ...]
    charts: tuple[str, ...]
    shown: tuple[str, ...]
    named: frozenset[str]
    buffers: Mapping[str, bytes] = {}
    listed: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    trouble: str = ""

    def shows(self, path: str) -> bool:
        """Whether a file lies in what is asked for."""
        return any(not one or path == one or path.startswith(one + "/") for one in self.shown)

    def is_template(self, path: str) -> bool:
        """Whether a file lies in the `templates/` of a chart, which may reach beyond the project's root."""
        folders = Path(os.path.realpath(self.root / path)).parents
        return any(one.name == "templates" and (one.parent / "Chart.yaml").is_file() for one in folders)

    def source(self, path: str) -> Source | None:
        """One of the files, None if it does not look like a manifest."""
        source = self.read(path, follow=path in self.named)
        if source and (source.error or path in self.named or _looks_like_manifest(path, source.data)):
            return source
        return None

    def sources(self) -> Iterator[Source]:
        """The files that look like manifests, read one by one."""
        return filter(None, map(self.source, self.files))

    def but(self, contents: Mapping[str, bytes | None], *, exclude: Iterable[str] = ()) -> Project:
        """The same project with other contents of some files, None for one that is not there; new files can be excluded."""
        excluded = Globs(self.root, exclude)
        gone = {path for path, data in contents.items() if data is None}
        held = {path: data for path, data in contents.items() if data is not None}
        new = {path for path in held if _may_hold(path) and not excluded.match(path)}
        arranged = _arranged(self.root, {*self.listed, *new} - gone, self.shown, self.named)
        buffers = {path: data for path, data in self.buffers.items() if path not in gone} | held
        return structs.replace(arranged, buffers=buffers, gone=(self.gone | gone) - set(held))

    def differing(self) -> set[str]:
        """The files that hold something else than the project is to have."""
        found = ((path, data, read_file(self.root, path, follow=True)) for path, data in self.buffers.items())
        return {path for path, data, source in found if source is None or source.error or source.data != data} | self.gone

    def read(self, path: str, *, follow: bool) -> Source | None:
        """What stands in for a file, else the file."""
        if path in self.gone:
            return None
        data = self.buffers.get(path)
        if data is None:
            return read_file(self.root, path, follow=follow)
        return Source(path, data) if len(data) <= MAX_BYTES else Source(path, b"", _too_large(len(data), MAX_BYTES))


def start(paths: Iterable[str]) -> Path:
    """The folder that holds all given paths, where the search for a config begins. Raises ConfigError for a missing one."""
    absolute = []
    for path in paths:
        try:
            absolute.append(os.path.abspath(path))
            os.lstat(absolute[-1])
        except OSError as error:
            raise ConfigError(f"{path}: {'no such file or folder' if _is_missing(error) else error.strerror}") from None
        if os.path.isdir(absolute[-1]) and not os.access(absolute[-1], os.R_OK | os.X_OK):
            raise ConfigError(f"{path}: Permission denied")
    common = os.path.commonpath(absolute)
    return Path(common if os.path.isdir(common) else os.path.dirname(common))


def root_of(folder: Path, config: Path | None) -> Path:
    """The root of the project around a folder: the folder of its config file, else the git root, else the folder itself.

    A config file that lies elsewhere, named on the command line, moves no root.
    """
    if config and folder.is_relative_to(config.parent):
        return config.parent
    return next((one for one in (folder, *folder.parents) if os.path.exists(one / ".git")), folder)


def alone(name: str, data: bytes) -> Project:
    """A file that is nowhere, as the whole world, in the working directory."""
    return Project(Path.cwd(), (name,), (), (name,), frozenset([name]), {name: data}, (name,))


def discover(
    paths: Iterable[str], root: Path, exclude: Iterable[str] = (), *, isolated: bool = False, force: bool = False
) -> Project:
    """The project around some paths, below its root. `exclude` are globs relative to that.

    `isolated`: the given paths are the whole world. `force`: a file that is named is excluded like any other.
    """
    excluded = Globs(root, exclude)
    paths = [path for path in paths if not (force and excluded.match(_relative(root, path)))]
    shown = tuple(_relative(root, path) for path in paths)
    named = frozenset(one for one, path in zip(shown, paths, strict=True) if not os.path.isdir(path))
    trouble = ""
    if isolated:
        listed = {
            file for one, path in zip(shown, paths, strict=True) for file in ([one] if one in named else _walk(root, one))
        }
    else:
        told = git.files(root)
        listed = set(_walk(root, "") if told.files is None else filter(_may_hold, told.files)) | named
        trouble = told.trouble
    kept = (file for file in listed if file in named or not excluded.match(file))
    return structs.replace(_arranged(root, kept, shown, named), trouble=trouble)


def beside(root: Path, exclude: Iterable[str]) -> Project:
    """The project of what lies in a folder itself, and in none below it."""
    excluded = Globs(root, exclude)
    _, _, names = next(os.walk(root), ("", [], []))
    return _arranged(root, (name for name in names if _may_hold(name) and not excluded.match(name)), ("",), frozenset())


def _arranged(root: Path, listed: Iterable[str], shown: tuple[str, ...], named: frozenset[str]) -> Project:
    """The project of some files, those apart that charts hold."""
    kept = sorted(listed)
    charts = _charts(kept)
    templates = tuple(chart + "/templates/" if chart else "templates/" for chart in charts)
    files = tuple(file for file in kept if not file.startswith(templates) and not _is_chart(file)) if charts else tuple(kept)
    return Project(root, files, _outermost(charts), shown, named, listed=tuple(kept))


def read_file(root: Path, path: str, *, follow: bool = False, largest: int = MAX_BYTES) -> Source | None:
    """A regular file's bytes, not more than `largest`; None for a link that is not to be followed, and for what vanished."""
    try:
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NONBLOCK", 0)
            | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
            | getattr(os, "O_BINARY", 0)
        )
        handle = os.open(f"{root}/{path}", flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        return None if not follow and os.path.islink(root / path) else Source(path, b"", error.strerror or str(error))
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return Source(path, b"", "not a regular file") if follow else None
        if about.st_size > largest:
            told = _too_large(about.st_size, largest)
            manifest = follow or _looks_like_manifest(path, _bytes(handle, _PEEK))
            return Source(path, b"", told) if manifest else None
        return Source(path, _bytes(handle, about.st_size or largest))
    except OSError as error:
        return Source(path, b"", error.strerror or str(error))
    finally:
        os.close(handle)


def _bytes(handle: int, size: int) -> bytes:
    """What a file holds as far as that, which one that the kernel makes up does not tell."""
    data = os.read(handle, size)
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def _too_large(size: int, largest: int) -> str:
    return f"{size:,} bytes are more than the {largest:,} that svclint reads of one file"


def _looks_like_manifest(path: str, data: bytes) -> bool:
    return (b"apiVersion" in data and b"kind" in data) or posixpath.basename(path) in FILE_NAMES


def _may_hold(path: str) -> bool:
    return path.endswith((*_ENDINGS, *FILE_NAMES, "/"))


def _walk(root: Path, below: str) -> Iterator[str]:
    closed: list[OSError] = []
    for folder, folders, files in os.walk(os.path.join(root, below), onerror=closed.append):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        for name in files:
            if _may_hold(name):
                yield prefix + name
    for error in closed:
        if not _is_missing(error):
            yield (_relative(root, error.filename) or ".") + "/"


def _is_missing(error: OSError) -> bool:
    return isinstance(error, (FileNotFoundError, NotADirectoryError))


def _relative(root: Path, path: str) -> str:
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return "" if relative == "." else relative


def _is_chart(file: str) -> bool:
    return posixpath.basename(file) == "Chart.yaml"


def _charts(files: Iterable[str]) -> list[str]:
    return [posixpath.dirname(file) for file in files if _is_chart(file)]


def _outermost(charts: list[str]) -> tuple[str, ...]:
    """Charts that are not under another chart's `charts/`."""
    inner = tuple(f"{chart}/charts/" if chart else "charts/" for chart in charts)
    return tuple(chart for chart in charts if not (chart + "/").startswith(inner))
