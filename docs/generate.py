"""Write what is generated from the rules: their pages, the index, and the config's JSON Schema (`make generate`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from docs import pages
from svclint import registry
from svclint.config import Config

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"


def config_schema() -> dict[str, Any]:
    """The JSON Schema of the config, each rule's options included."""
    schema = msgspec.json.schema(Config)
    config = schema["$defs"]["Config"]
    rules = {}
    for rule in registry.families():
        properties: dict[str, Any] = {"severity": {"enum": ["error", "warning", "note"]}}
        own = msgspec.json.schema(registry.rule_type(rule))
        for name, option in own["$defs"][registry.rule_type(rule).__name__]["properties"].items():
            properties[name.replace("_", "-")] = option
        rules[rule] = {"type": "object", "properties": properties, "additionalProperties": False}
    config["properties"]["rules"] = {"type": "object", "properties": rules, "additionalProperties": False}
    config.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "svclint configuration", **config}


def files() -> dict[Path, str]:
    """Every generated file, with its text."""
    return {
        ROOT / "schemas" / "config.json": json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n",
        PAGES / "index.md": pages.index(),
        **{PAGES / f"{rule}.md": pages.page(rule) for rule in registry.families()},
    }


def leftovers() -> list[Path]:
    """Pages of rules that are no longer there."""
    return sorted(path for path in PAGES.glob("*.md") if path.stem != "index" and path.stem not in registry.families())


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in leftovers():
        path.unlink()
