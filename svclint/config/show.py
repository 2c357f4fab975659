"""A config put together as the YAML of one file, each value with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import structs

from svclint.config import Config
from svclint.config.files import Loaded
from svclint.config.layers import ADDING


def shown(loaded: Loaded) -> Iterator[str]:
    """Line by line. What it says is what the files say together, and a config file would be read like that."""
    yield f"# from {', '.join(layer.name for layer in loaded.layers) or 'no config file: these are the defaults'}"
    written = msgspec.to_builtins(loaded.config)
    for field in structs.fields(Config):
        key = field.encode_name
        if key in ADDING and written[key]:
            yield f"{key}:"
            for index, entry in enumerate(written[key]):
                yield f"  - {_flow(_said(entry))}  # {_where(loaded, key, index)}"
        elif key == "rules" and written[key]:
            yield f"{key}:"
            for rule, options in written[key].items():
                yield f"  {rule}:"
                for option, value in options.items():
                    yield f"    {option}: {_flow(value)}  # {_where(loaded, key, rule, option)}"
        elif key != "extend":
            yield f"{key}: {_flow(written[key])}  # {_where(loaded, key)}"


def _said(entry: Any) -> Any:
    """An entry without what it leaves unsaid."""
    if not isinstance(entry, dict):
        return entry
    return {
        name: _said(value)
        for name, value in entry.items()
        if name not in ("places", "checksum") and value not in (None, (), [], {})
    }


def _where(loaded: Loaded, *path: str | int) -> str:
    if path not in loaded.origins:
        return "default"
    layer, own = loaded.origins[path]
    return layer.at(own, column=False)


def _flow(value: Any) -> str:
    """A value in flow style, as JSON where that is YAML as well."""
    return json.dumps(value, ensure_ascii=False)
