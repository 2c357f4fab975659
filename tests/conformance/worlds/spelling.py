"""Writes objects as YAML in the many ways people do: block and flow, quoted or not, octal, anchored, listed, keys twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from msgspec import Struct

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9./-]*")
_NO_STRINGS = frozenset("y n yes no on off true false null nan".split())


class Raw(Struct, frozen=True):
    """A scalar that is written as it stands here, whatever YAML makes of it."""

    text: str


def spell(objects: Iterable[dict[str, Any]], seed: int) -> str:
    """A file with these objects; seed 0 is plain block style."""
    given = list(objects)
    random = Random(seed)
    if seed and given and random.random() < 0.1:
        given = [{"apiVersion": "v1", "kind": "List", "items": given}]
    return "---\n".join(_Writer(random, plain=not seed).document(one) for one in given)


class _Writer:
    """One document. `plain`: no variation."""

    def __init__(self, random: Random, *, plain: bool) -> None:
        self.random, self.plain = random, plain
        self.anchors: dict[str, str] = {}

    def document(self, value: dict[str, Any]) -> str:
        if self._rarely(0.15):
            return self._flow(value) + "\n"
        comment = "# what a person writes: a comment\n" if self._rarely(0.2) else ""
        end = "\r\n" if self._rarely(0.05) else "\n"
        return comment + end.join(self._mapping(value, 0)) + end

    def _rarely(self, chance: float) -> bool:
        return not self.plain and self.random.random() < chance

    def _mapping(self, value: dict[str, Any], indent: int) -> Iterator[str]:
        pad = " " * indent
        for key, child in value.items():
            if isinstance(child, int) and not isinstance(child, bool) and self._rarely(0.02):
                yield f"{pad}{key}: {child + 1}"
            if isinstance(child, (dict, list)) and child and not self._rarely(0.2):
                anchor = self._anchor(child)
                if anchor.startswith("*"):
                    yield f"{pad}{key}: {anchor}"
                    continue
                yield f"{pad}{key}:{anchor and ' ' + anchor}"
                yield from self._block(child, indent)
            else:
                yield f"{pad}{key}: {self._flow(child)}"

    def _block(self, value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
        if isinstance(value, dict):
            yield from self._mapping(value, indent + 2)
            return
        step = indent if self._rarely(0.3) else indent + 2
        for item in value:
            if isinstance(item, dict) and item and not self._rarely(0.3):
                lines = list(self._mapping(item, step + 2))
                yield f"{' ' * step}- {lines[0].lstrip()}"
                yield from lines[1:]
            else:
                yield f"{' ' * step}- {self._flow(item)}"

    def _anchor(self, value: object) -> str:
        """`&name` the first time that something is written, `*name` when it comes again."""
        key = repr(value)
        if key in self.anchors:
            return "*" + self.anchors[key] if self._rarely(0.4) else ""
        if not self._rarely(0.3):
            return ""
        self.anchors[key] = f"a{len(self.anchors)}"
        return "&" + self.anchors[key]

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self._flow(child)}" for key, child in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flow, value)) + "]"
        if isinstance(value, Raw):
            return value.text
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, int) and not isinstance(value, bool) and self._rarely(0.1):
            return self.random.choice([f"{value:#x}", f"0{value:o}", f"{value}.0", f"{value:_}", f"+{value}"])
        return json.dumps(value)

    def _string(self, text: str) -> str:
        if _PLAIN.fullmatch(text) and text.lower() not in _NO_STRINGS and not self._rarely(0.2):
            return text
        return json.dumps(text) if not self._rarely(0.5) else "'" + text.replace("'", "''") + "'"
