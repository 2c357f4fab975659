"""Reads plain data of any shape as what it should be; a value of the wrong type is read as unset: `shape` has said so."""

from __future__ import annotations

from typing import Any

from svclint.facts import Labels, Path, Selector

Header = tuple[str, str, "str | None", str, int, Path, Labels]
"""What every object begins with: kind, name, namespace, file, document, base, labels."""


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """The value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def items(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def whole(value: object) -> int | None:
    """The value if it is a whole number, else None."""
    return value if type(value) is int else None


def labels(value: object) -> Labels:
    """A label map as sorted pairs. A null value is "" as the API server decodes it (truth 15); a wrong type is left out."""
    if not isinstance(value, dict) or not value:
        return ()
    if len(value) == 1:
        ((name, only),) = value.items()
        return ((name, only),) if isinstance(only, str) else ((name, ""),) if only is None else ()
    return tuple(sorted((k, v or "") for k, v in value.items() if isinstance(v, str) or v is None))


def words(value: object) -> tuple[str, ...]:
    """The strings of a list."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def label_selector(written: dict[str, Any]) -> Selector:
    """A `LabelSelector`: matchLabels and matchExpressions."""
    pairs = labels(written.get("matchLabels"))
    unread = len(pairs) != len(mapping(written.get("matchLabels")))
    if "matchExpressions" not in written:
        return Selector(pairs, (), unread)
    expressions = tuple(
        (text(entry.get("key")), text(entry.get("operator")), tuple(map(text, items(entry.get("values")))))
        for entry in items(written["matchExpressions"])
        if isinstance(entry, dict)
    )
    return Selector(pairs, expressions, unread)
