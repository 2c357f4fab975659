"""Colours and links for a terminal."""

from __future__ import annotations

import os
from pathlib import Path

from svclint import registry
from svclint.report.view import View
from svclint.rule import Severity
from svclint.texts import Located

BOLD, BLUE = "1", "34;1"
COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.NOTE: "36;1"}


class Paint:
    """Paints text and links it, as far as the view asks for either."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __call__(self, text: str, code: str) -> str:
        """The text in a colour."""
        return f"\x1b[{code}m{text}\x1b[0m" if self._view.colour else text

    def place(self, text: str, at: Located) -> str:
        """The text, which leads to a line of a file."""
        return self._link(text, f"{_uri(self._view.root / at.file)}#{at.line}") if self._view.links else text

    def rule(self, text: str, rule: str) -> str:
        """The text, which leads to the page of a rule."""
        return self._link(text, registry.page(rule)) if self._view.links else text

    @staticmethod
    def _link(text: str, target: str) -> str:
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\"


def _uri(path: Path) -> str:
    from urllib.parse import quote_from_bytes

    name = os.path.abspath(path).replace(os.sep, "/")
    return f"file://{'' if name.startswith('/') else '/'}{quote_from_bytes(os.fsencode(name), safe='/:')}"
