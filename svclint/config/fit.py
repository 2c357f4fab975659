"""Whether plain data is a config: quickly, by the types; only what does not fit is explained, by the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from svclint import registry
from svclint.config import Config
from svclint.config.layers import Layer
from svclint.errors import ConfigError
from svclint.facts import Path
from svclint.project import globs

if TYPE_CHECKING:
    from svclint.config.explain import Fault


def faults(layer: Layer) -> list[str]:
    """Everything that is wrong with a layer, a line each, with places."""
    try:
        if fits(layer.data):
            return []
        fallback = ""
    except (msgspec.ValidationError, ConfigError) as error:
        fallback = str(error)
    from svclint.config.explain import explain

    faults = {(layer.at(path, part), message) for path, message, part in (*explain(layer.data), *beyond(layer.data))}
    found = sorted(sorted(faults), key=lambda one: _counted(one[0]))
    return [f"{place}: {message}" for place, message in found] or [f"{layer.name}: {fallback}"]


def _counted(place: str) -> list[str | int]:
    """A place, its lines and columns in the order of numbers."""
    return [int(word) if word.isdigit() else word for word in re.split(r"(\d+)", place)]


def fits(data: object) -> bool:
    """Whether plain data is a config. Raises msgspec.ValidationError or ConfigError, or is False, where it is not."""
    config = msgspec.convert(data, Config)
    known = registry.families()
    for rule, options in config.rules.items():
        if rule not in known or options.get("severity", "error") not in ("error", "warning", "note"):
            return False
        registry.make(rule, options)
    for one in config.overrides:
        registry.expand(one.ignore, "ignore")
        if not known.keys() >= one.rules.keys():
            return False
    for exempt in config.ignores:
        if not {*known, *known.values()} >= set(exempt.rules) or not (exempt.paths or exempt.objects):
            return False
    for names in (config.select or (), config.extend_select, config.ignore, config.extend_ignore):
        registry.expand(names, "select")
    return not any(beyond(data))


def beyond(data: object) -> Iterator[Fault]:
    """What is wrong with plain data and no JSON Schema says; data may be of any shape."""
    if not isinstance(data, dict):
        return
    low, dash, high = str(data.get("node-port-range")).partition("-")
    if dash and low.isdecimal() and high.isdecimal() and not 0 < int(low) <= int(high) <= 65535:
        told = f"node-port-range: `{low}-{high}` is no range of ports such as `30000-32767`"
        yield ("node-port-range",), told, "value"
    for path, glob in _globs(data):
        wrong = globs.check(glob)
        if wrong:
            yield path, f"`{glob}`: {wrong}", "value"


def _globs(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    found: list[tuple[Path, object]] = [((key,), data.get(key)) for key in ("exclude", "extend-exclude")]
    for key in ("overrides", "ignores"):
        for index, entry in enumerate(entries if isinstance(entries := data.get(key), list) else ()):
            if isinstance(entry, dict):
                found.append(((key, index, "paths"), entry.get("paths")))
    for path, listed in found:
        for index, glob in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(glob, str) and glob:
                yield (*path, index), glob
