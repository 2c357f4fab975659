"""File names as they are shown: relative to the working directory, with forward slashes."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


class Paths:
    """Turns a path below the project root into the one to show."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._here = Path.cwd() == root
        self.shown = lru_cache(maxsize=4096)(self._shown)

    def line(self, path: str) -> str:
        """The same for a line of text, which a file's name must not break."""
        shown: str = self.shown(path)
        return (
            shown
            if shown.isprintable()
            else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)
        )

    def _shown(self, path: str) -> str:
        shown = path if self._here else os.path.relpath(self._root / path)
        return shown.replace(os.sep, "/").encode("utf-8", "backslashreplace").decode()
