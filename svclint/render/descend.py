"""Follows the path of a rendered field through data that it may come from; list items are told by their merge keys."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from svclint.facts import Path

_MERGE_KEYS = {"volumeMounts": "mountPath", "ports": None}


class Found(Struct, frozen=True):
    """How far a path leads: the path as written there, the value at its end, and whether all of it was followed."""

    path: Path
    value: Any
    complete: bool

    @property
    def reached(self) -> tuple[Path, Any]:
        """The path that was followed, and what stands there."""
        return self.path, self.value


def descend(data: Any, path: Path, built: Any = None, *, strict: bool = False) -> Found:
    """Follow a path. `built` is the rendered object, by whose items list entries are told; without it, by index.

    `strict`: an item that nothing identifies is not taken by its index.
    """
    followed: list[str | int] = []
    field = ""
    for step in path:
        if isinstance(step, int):
            item = built[step] if isinstance(built, list) and step < len(built) else None
            index = _index(data, field, step, item, built, strict) if isinstance(data, list) else None
            if index is None:
                return Found(tuple(followed), data, False)
            followed.append(index)
            data, built = data[index], item
        else:
            if not isinstance(data, dict) or step not in data:
                return Found(tuple(followed), data, False)
            followed.append(step)
            data, built, field = data[step], built.get(step) if isinstance(built, dict) else None, step
    return Found(tuple(followed), data, True)


def leaf(value: Any) -> tuple[Path, Any]:
    """The first scalar in a value and its path below it; the value itself where it holds none."""
    path: list[str | int] = []
    while isinstance(value, (dict, list)) and value:
        step: Any = next(iter(value)) if isinstance(value, dict) else 0
        path.append(step)
        value = value[step]
    return tuple(path), value


def same(one: Any, other: Any) -> bool:
    """Whether two scalars are one value, however they are spelled."""
    if isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return bool(one == other)
    return (one == other and isinstance(one, bool) == isinstance(other, bool)) or str(one).strip() == str(other).strip()


def _index(data: list[Any], field: str, step: int, item: Any, built: Any, strict: bool) -> int | None:
    if item is None:
        return step if step < len(data) and built is None else None
    alike = [index for index, one in enumerate(data) if _alike(one, field, item)]
    if len(alike) == 1:
        return alike[0]
    if step in alike:
        return step
    if not alike and len(data) == len(built) and (not strict or _covers(data[step], item)):
        return step
    return None


def _covers(written: Any, built: Any) -> bool:
    """Whether an item is what is written, perhaps with more: a list without merge keys is replaced as a whole."""
    if isinstance(written, dict) and isinstance(built, dict):
        return all(key in built and _covers(value, built[key]) for key, value in written.items())
    if isinstance(written, list) and isinstance(built, list):
        return len(written) == len(built) and all(map(_covers, written, built))
    return same(written, built)


def _alike(one: Any, field: str, item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(one, dict):
        return not isinstance(item, (dict, list)) and same(one, item)
    if field == "ports":
        for number in ("containerPort", "port"):
            if number in item:
                return same(one.get(number), item[number]) and one.get("protocol", "TCP") == item.get("protocol", "TCP")
        return False
    key = _MERGE_KEYS.get(field, "name")
    return key is not None and key in item and same(one.get(key), item[key])
