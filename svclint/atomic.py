"""Files that are written whole or not at all: what stood there stands until what takes its place lies on the disk."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


class Unwritten(Exception):
    """The file was left as it is; the message says why."""


def write(path: str | os.PathLike[str], data: bytes, instead_of: bytes | None = None) -> None:
    """Put bytes beside the file and rename them into its place; its mode and owner stay, and a symbolic link stays one.

    What is no regular file, such as a pipe or a terminal, is written to as it is. Raises OSError, and then leaves nothing;
    raises Unwritten where the file does not hold `instead_of` any more.
    """
    place = os.path.realpath(path)
    state = None
    with suppress(FileNotFoundError):
        state = os.stat(path)
    if state is not None and not stat.S_ISREG(state.st_mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    aside = f"{place}.{os.getpid()}.tmp"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if state is not None:
            _alike(place, aside, state)
        if instead_of is not None and Path(place).read_bytes() != instead_of:
            raise Unwritten("it was changed while it was checked")
        os.replace(aside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise


def rewrite(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Put `after` where a file of a project holds `before`. Raises Unwritten.

    A symbolic link stays one: the file that it leads to is written, unless that lies outside of the project.
    """
    real = os.path.realpath(root / path)
    if not Path(real).is_relative_to(os.path.realpath(root)):
        raise Unwritten("it is a link to a file outside of the project")
    try:
        now = Path(real).read_bytes()
        if now == after:
            return
        if now != before:
            raise Unwritten("it was changed while it was checked")
        writable = os.stat(real).st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not writable or not os.access(real, os.W_OK):
            raise Unwritten("it is read-only")
        write(real, after, before)
    except OSError as error:
        raise Unwritten(error.strerror or str(error)) from None


def _alike(place: str, aside: str, state: os.stat_result) -> None:
    """Give a new file the owner, mode and attributes of the one whose place it takes, but not its times.

    Whoever may not give it the owner, may not take its place.
    """
    import shutil

    own = os.stat(aside)
    if (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        os.chown(aside, state.st_uid, state.st_gid)
    shutil.copystat(place, aside)
    os.utime(aside)
