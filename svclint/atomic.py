"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Put bytes beside the file and rename them into its place; its mode stays, and a symbolic link stays one.

    What is no regular file, such as a pipe or a terminal, is written to as it is. Raises OSError, and then leaves nothing.
    """
    place = os.path.realpath(path)
    mode = None
    with suppress(FileNotFoundError):
        mode = os.stat(path).st_mode
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    aside = f"{place}.{os.getpid()}.tmp"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            if mode is not None:
                os.chmod(aside, stat.S_IMODE(mode))
        os.replace(aside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
