"""File names as they are shown: relative to the working directory, with forward slashes."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


class Paths:
    """Turns a path below the project root into the one to show."""

    def __init__(self, root: Path) -> None:
        self._prefix = os.path.relpath(root)
        self.shown = lru_cache(maxsize=4096)(self._shown)

    def _shown(self, path: str) -> str:
        joined = path if self._prefix == "." else os.path.normpath(os.path.join(self._prefix, path))
        return joined.replace(os.sep, "/").encode("utf-8", "backslashreplace").decode()
