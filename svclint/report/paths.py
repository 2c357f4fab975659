"""File names as they are shown: relative to a folder, with forward slashes."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from svclint.report.text import printable
from svclint.texts import Located


class Paths:
    """Turns a path below the project root into the one to show, as seen from `base`."""

    def __init__(self, root: Path, base: Path) -> None:
        self._root, self._base = root, base
        self.shown = lru_cache(maxsize=4096)(self._shown)

    def line(self, path: str) -> str:
        """The same for a line of text, which a file's name must not break."""
        return printable(self.shown(path))

    def at(self, at: Located) -> str:
        """A place as `file:line:column`."""
        return f"{self.line(at.file)}:{at.line}:{at.column}"

    def uri(self, path: str) -> str:
        """The same as a relative URI reference, percent-encoded; bytes that are no UTF-8 keep their values."""
        from urllib.parse import quote_from_bytes

        return quote_from_bytes(os.fsencode(self._relative(path)))

    def _relative(self, path: str) -> str:
        if self._base != self._root:
            path = os.path.relpath(self._root / path, self._base) + ("/" if path.endswith("/") else "")
        return path.replace(os.sep, "/")

    def _shown(self, path: str) -> str:
        return os.fsencode(self._relative(path)).decode("utf-8", "backslashreplace")
