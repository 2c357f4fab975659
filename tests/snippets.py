"""The blocks of code on the pages that a person reads, so that tests can hold them to what they claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(path for path in DOCS.rglob("*.md") if path.parent.name != "rules"),
]
_BLOCK = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


class Snippet(NamedTuple):
    """A block of code: its page, language, the file that its title names, its text, and its line on the page."""

    page: Path
    language: str
    title: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def snippets(language: str = "", title: str = "") -> list[Snippet]:
    """The blocks of all pages, in a language or for a file, or all of them."""
    return [one for one in _all() if language in ("", one.language) and title in ("", one.title)]


def _all() -> Iterator[Snippet]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            indent, spoken, named, body = found.groups()
            flush = re.sub(f"^{indent}", "", body, flags=re.MULTILINE)
            yield Snippet(page, spoken, named or "", flush, text.count("\n", 0, found.start()) + 1)
