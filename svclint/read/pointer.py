"""A path in a document as a text that survives edits around it: items of lists by their names, not their numbers."""

from __future__ import annotations

from typing import Any

from svclint.facts import Path

NAMES = ("name", "containerPort", "port", "mountPath", "host", "path", "key", "ip", "hostname")
"""What names an item of a list, the first that it has."""


def pointer(data: Any, path: Path) -> str:
    """The path as a JSON pointer (RFC 6901), in which an item stands as `[name]` where something names it in the data."""
    steps = []
    for step in path:
        item: Any = None
        if isinstance(step, int):
            item = data[step] if isinstance(data, list) and step < len(data) else None
            steps.append(_item(item, step))
        else:
            item = data.get(step) if isinstance(data, dict) else None
            steps.append(escaped(step))
        data = item
    return "".join(f"/{step}" for step in steps)


def _item(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in NAMES:
            if isinstance(item.get(key), (str, int)):
                return f"[{escaped(str(item[key]))}]"
    return f"[{escaped(str(item))}]" if isinstance(item, (str, int)) else str(index)


def escaped(step: str) -> str:
    """A step as a JSON pointer has it."""
    return step.replace("~", "~0").replace("/", "~1")
