"""Write what is generated from the rules: their pages, the index, the schemas of config and report, and the config's reference
(`make generate`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from docs import configuration, pages
from svclint import registry
from svclint.report.json import Document

ROOT = Path(__file__).parent.parent
CONFIGURATION = ROOT / "docs" / "configuration.md"
PAGES = ROOT / "docs" / "rules"


def report_schema() -> dict[str, Any]:
    """The JSON Schema of what `-f json` prints."""
    schema = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "svclint report", **schema}


def files() -> dict[Path, str]:
    """Every generated file, with its text."""
    return {
        ROOT / "schemas" / "config.json": json.dumps(configuration.schema(), indent=2, ensure_ascii=False) + "\n",
        ROOT / "schemas" / "report.json": json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n",
        CONFIGURATION: configuration.reference(CONFIGURATION.read_text(encoding="utf-8")),
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
