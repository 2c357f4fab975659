"""Temporary folders for what programs are given, never in the repository; and what is said where the disk or a mode is
in the way."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_SYSTEM = ("/tmp", "/var/tmp", "/usr/tmp")


@contextmanager
def scratch() -> Iterator[str]:
    """A temporary folder by its real path, which goes at the end. Raises OSError where none can be had.

    Where `TMPDIR` and the folders of the system take nothing, Python's own choice is the folder one stands in.
    """
    place = tempfile.gettempdir()
    asked = [os.path.abspath(os.environ[name]) for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)]
    if place == os.path.abspath(os.curdir) and place not in (*asked, *_SYSTEM):
        raise OSError("no folder for temporary files takes any (`TMPDIR` can name one)")
    with tempfile.TemporaryDirectory(prefix="svclint-", dir=place) as made:
        yield os.path.realpath(made)


def said(error: Exception, root: str | os.PathLike[str]) -> str:
    """Why something was not rendered: a program's last word, a file of the project that cannot be read, or the disk."""
    if not isinstance(error, OSError):
        return str(error)
    why = error.strerror or str(error)
    inside = os.path.realpath(root)
    path = os.path.realpath(error.filename) if isinstance(error.filename, str) else ""
    if path.startswith(inside + os.sep):
        return f"its {os.path.relpath(path, inside).replace(os.sep, '/')} cannot be read: {why}"
    return f"what it renders from cannot be put into a temporary folder: {why}" if error.errno else why
