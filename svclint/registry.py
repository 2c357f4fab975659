"""Finds the rules that lie in `rules/<family>/<rule_id>.py` and makes those that are asked for; it keeps no list.

A rule's id and family are its file's and folder's names, so that what is not selected is never imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from svclint.errors import ConfigError, did_you_mean
from svclint.rule import Rule


@cache
def families() -> dict[str, str]:
    """The family of each rule, by id, in the order of families and ids."""
    found = []
    for folder in import_module("svclint.rules").__path__:
        for family in os.scandir(folder):
            if family.is_dir() and not family.name.startswith(("_", ".")):
                for entry in os.scandir(family.path):
                    name, ending = os.path.splitext(entry.name)
                    if ending == ".py" and not name.startswith("_"):
                        found.append((family.name, name.replace("_", "-")))
    return {rule: family for family, rule in sorted(found)}


@cache
def rule_type(rule: str) -> type[Rule]:
    """The class of a rule."""
    name = rule.replace("-", "_")
    module = import_module(f"svclint.rules.{families()[rule]}.{name}")
    return getattr(module, "".join(part.title() for part in name.split("_")))  # type: ignore[no-any-return]


def expand(names: Iterable[str], where: str) -> set[str]:
    """Rule ids and families to rule ids. Raises ConfigError for a name that is neither; `where` says who gave it."""
    known = families()
    chosen: set[str] = set()
    for name in names:
        if name in known:
            chosen.add(name)
        elif name in known.values():
            chosen |= {rule for rule, family in known.items() if family == name}
        elif name in ("all", "ALL"):
            chosen |= set(known)
        else:
            raise ConfigError(f"{where}: no rule or family `{name}`{did_you_mean(name, [*known, *set(known.values())])}")
    return chosen


def choose(select: Iterable[str] | None, extend: Iterable[str], ignore: Iterable[str]) -> list[str]:
    """The ids of the rules to run: `select` (None: all that are on by default) and `extend`, without `ignore`."""
    ignored = expand(ignore, "ignore")
    if select is None:
        chosen = {rule for rule in families() if rule not in ignored and rule_type(rule).default}
    else:
        chosen = expand(select, "select")
    chosen = (chosen | expand(extend, "extend-select")) - ignored
    return [rule for rule in families() if rule in chosen]


def make(rule: str, options: Mapping[str, Any]) -> Rule:
    """A rule with its options as the config spells them. Raises ConfigError for one that does not fit."""
    if not options:
        return rule_type(rule)()
    fields = {key.replace("-", "_"): value for key, value in options.items() if key != "severity"}
    spelt = [key for key in options if "_" in key]
    if spelt:
        raise ConfigError(f"rules.{rule}: `{spelt[0]}` is written `{spelt[0].replace('_', '-')}`")
    try:
        return msgspec.convert(fields, rule_type(rule), strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(f"rules.{rule}: {error}") from None


def page(rule: str) -> str:
    """The address of a rule's page."""
    return f"https://svclint.dev/rules/{rule}"
