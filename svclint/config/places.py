"""Where a config file writes a key: in YAML exactly, in TOML by a scan of its table headers and keys."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from svclint.facts import Part, Path, Place

_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_LINE = rf"^[ \t]*(?:(?P<table>\[\[?)[ \t]*(?P<header>{_NAMES})[ \t]*\]|(?P<key>{_NAMES})[ \t]*=|(?P<entry>\{{))"
_TABLE: Path = ("tool", "svclint")


class Places:
    """The places of one config file, by the path of a key below its root, or below `[tool.svclint]`."""

    def __init__(self, text: str, *, toml: bool) -> None:
        self._text = text
        self._lines = dict(_toml_lines(text)) if toml else None

    def position(self, path: Path, part: Part = "value") -> tuple[int, int | None]:
        """The line of a key and, in YAML, its column. What is not written falls on the nearest key above it."""
        if self._lines is not None:
            return self._line(path), None
        from svclint.read.locate import Locator

        locator = Locator(self._text)
        return locator.lines.position(locator.span(0, path, part).start)

    def place(self, file: str, path: Path) -> Place:
        """The same as a place that findings can have."""
        return Place(file, 0, path) if self._lines is None else Place(file, 0, (self._line(path),), "line")

    @property
    def checksum(self) -> int:
        """A number that other texts have not."""
        return zlib.crc32(self._text.encode("utf-8", "surrogatepass"))

    def _line(self, path: Path) -> int:
        assert self._lines is not None
        found = (self._lines.get(path[:length]) for length in range(len(path), -1, -1))
        return next((line for line in found if line), 1)


def _toml_lines(text: str) -> Iterator[tuple[Path, int]]:
    """(path, line) of the tables, keys and inline tables in lines of their own below `[tool.svclint]`."""
    table: Path = ()
    key: Path = ()
    counts: dict[Path, int] = {}
    for match in re.finditer(_LINE, text, re.MULTILINE):
        line = text.count("\n", 0, match.end()) + 1
        if match["header"]:
            key = table = _split(match["header"])
            if match["table"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                key = table = (*table, counts[table])
            elif table[:-1] in counts:
                key = table = (*table[:-1], counts[table[:-1]], table[-1])
        elif match["key"]:
            key = table + _split(match["key"])
        else:
            counts[key] = counts.get(key, -1) + 1
            if key[: len(_TABLE)] == _TABLE:
                yield (*key[len(_TABLE) :], counts[key]), line
            continue
        if key[: len(_TABLE)] == _TABLE:
            yield key[len(_TABLE) :], line


def _split(names: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, names))
