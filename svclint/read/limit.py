"""One demand of the API on one value, as a JSON Schema keyword."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Table = Mapping[str, Mapping[str, tuple["Limit", ...]]]
ALWAYS = (0, 999)


class Limit(Struct, frozen=True):
    """A JSON Schema keyword and its operand, the rule that speaks it, and what the message says of the value.

    `minors` are the first and the last Kubernetes minor for which it holds, both included. `field`: the limit is one
    of a whole mapping, and this entry of it is the one at fault; the message then names the entry and shows no value.
    """

    rule: str
    keyword: str
    operand: object
    told: str
    minors: tuple[int, int] = ALWAYS
    field: str = ""


def one_of(
    *values: str, rule: str = "unsupported-value", empty: bool = False, null: bool = True, minors: tuple[int, int] = ALWAYS
) -> Limit:
    """A closed set of words. `empty`: "" is accepted and defaulted as if it were not written; `null` likewise."""
    accepted: list[str | None] = [*values, *([""] if empty else []), *([None] if null else [])]
    return Limit(rule, "enum", accepted, f"must be {_listed(values)}", minors)


def at_least(low: int, rule: str = "unsupported-value") -> Limit:
    """A number with a lower bound."""
    return Limit(rule, "minimum", low, "must not be negative" if low == 0 else f"must be {low} or more")


def between(rule: str, low: int, high: int) -> tuple[Limit, Limit]:
    """A range of whole numbers, both ends included."""
    told = f"must be {low} to {high}"
    return Limit(rule, "minimum", low, told), Limit(rule, "maximum", high, told)


def matching(rule: str, pattern: str, told: str, minors: tuple[int, int] = ALWAYS) -> Limit:
    """A string of a certain syntax."""
    return Limit(rule, "pattern", pattern, told, minors)


def never(rule: str, operand: dict[str, Any], told: str, *, field: str, minors: tuple[int, int] = ALWAYS) -> Limit:
    """A mapping that must not look like this; `field` is what is wrong in it."""
    return Limit(rule, "not", {"type": "object", **operand}, told, minors, field)


def _listed(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
