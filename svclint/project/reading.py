"""A project's files to facts; it knows which files there are, and nothing of what they mean together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

from msgspec import Struct

from svclint.facts import FileFacts, Place, Problem
from svclint.facts.files import joined, pack, unpack
from svclint.project import Project, Source, history, pool
from svclint.read import Cut, Reader
from svclint.read.bounds import MAX_BYTES

_ENOUGH = 125_000
"""Bytes that are worth a process."""
_PORTION = 128_000
_PORTIONS = 10_000


class _Portion(Struct, frozen=True):
    """Files that one process reads in one go, or one stretch of a large one."""

    files: Sequence[str]
    share: int = 0
    shares: int = 1


def read_all(reader: Reader, project: Project) -> Iterator[FileFacts]:
    """The facts of every file of a project that looks like a manifest; one that cannot be opened says so."""
    return filter(None, read_files(reader, project, project.files))


def read_files(reader: Reader, project: Project, files: Sequence[str]) -> Iterator[FileFacts | None]:
    """The facts of each of some files of a project, in order, None for one that does not look like a manifest.

    Where there is much to read, several processes read, this one among them.
    """
    sizes = [_size(project, file) for file in files]
    total = sum(sizes)
    processes = min(pool.processors(), total // _ENOUGH)
    if processes < 2:
        yield from (_read(reader, project.source(file)) for file in files)
        return
    portions = list(_portions(files, sizes, max(_PORTION, 2 * total // _PORTIONS), total // (2 * processes)))

    @lru_cache(maxsize=1)
    def cut(file: str) -> Cut | None:
        source = project.source(file)
        return reader.cut(file, source.data) if source and not source.error else None

    def work(number: int) -> list[FileFacts | None]:
        one = portions[number]
        if one.shares == 1:
            return [_read(reader, project.source(file)) for file in one.files]
        pieces = cut(one.files[0])
        return [reader.share(pieces, one.share, one.shares) if pieces else None]

    done = pool.spread(len(portions), work, pack, unpack, processes)
    shares: list[FileFacts | None] = []
    for portion, found in zip(portions, done, strict=True):
        if portion.shares == 1:
            yield from found
            continue
        shares += found
        if len(shares) == portion.shares:
            whole = [one for one in shares if one]
            one = joined(whole) if len(whole) == len(shares) else None
            yield one if one and one.digest else _read(reader, project.source(portion.files[0]))
            shares.clear()


def changed(project: Project) -> dict[str, bytes | None]:
    """What the last commit has in place of the files that differ now, None where it has none."""
    sources = (project.read(path, follow=False) for path in project.listed)
    return dict(history.changed(project.root, ((one.path, one.data) for one in sources if one and not one.error)))


def read_former(reader: Reader, project: Project, held: Mapping[str, bytes | None], exclude: Sequence[str]) -> list[FileFacts]:
    """The facts of what files `held` where they would have been read then; new ones can be excluded."""
    then = project.but(held, exclude=exclude)
    read = (_read(reader, then.source(path)) for path in then.files if held.get(path) is not None)
    return list(filter(None, read))


def _size(project: Project, file: str) -> int:
    """The bytes that will be read of a file."""
    with suppress(OSError):
        size = os.stat(f"{project.root}/{file}").st_size
        return size if size <= MAX_BYTES else 0
    return 0


def _portions(files: Sequence[str], sizes: Sequence[int], portion: int, large: int) -> Iterator[_Portion]:
    """The files in portions of about so many bytes, in order; those that are large in stretches."""
    waiting: list[str] = []
    size = 0
    for file, own in zip(files, sizes, strict=True):
        shared = own > max(large, portion)
        if waiting and (shared or size + own > portion):
            yield _Portion(tuple(waiting))
            waiting, size = [], 0
        if shared:
            shares = -(-own // portion)
            yield from (_Portion((file,), share, shares) for share in range(shares))
        else:
            waiting.append(file)
            size += own
    if waiting:
        yield _Portion(tuple(waiting))


def _read(reader: Reader, source: Source | None) -> FileFacts | None:
    if source is None:
        return None
    if source.error:
        told = f"cannot be read: {source.error}"
        problem = Problem("invalid-yaml", Place(source.path, 0, (), "error"), told)
        return FileFacts(source.path, problems=(problem,), readable=False)
    return reader.read(source.path, source.data)
