"""A rule's page and the config's schema, generated from the rules themselves."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any

import msgspec

from svclint import registry
from svclint.config import Config
from svclint.rule import Rule


def page(rule: str) -> str:
    """The page of a rule, in Markdown."""
    kind = registry.rule_type(rule)
    first, _, rest = inspect.cleandoc(kind.__doc__ or "").partition("\n")
    parts = [
        f"# {rule}",
        f"{str(kind.severity).capitalize()} · family `{registry.families()[rule]}`"
        + ("" if kind.default else " · off by default"),
        f"## What it does\n\n{first}",
    ]
    if rest.strip():
        parts.append(f"## Why it matters\n\n{rest.strip()}")
    options = _options(kind)
    if options:
        listed = "\n".join(f"- `{name}` (default `{default}`): {told}" for name, default, told in options)
        parts.append(f"## Options\n\n{listed}")
    parts.append(f"## Source\n\n<{kind.source}>" if kind.source.startswith("http") else f"## Source\n\n{kind.source}")
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """All rules, a line each, by family."""
    lines = []
    for family in sorted(set(registry.families().values())):
        lines.append(f"{family}:")
        for rule, own in registry.families().items():
            if own == family:
                kind = registry.rule_type(rule)
                first = inspect.cleandoc(kind.__doc__ or "").partition("\n")[0]
                lines.append(f"  {rule:<34} {kind.severity!s:<8} {first}")
    return "\n".join(lines) + "\n"


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


def config_schema_text() -> str:
    """`schemas/config.json` as it must stand in the repository."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def _default(field: msgspec.structs.FieldInfo) -> object:
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return list(default) if isinstance(default, tuple) else default


def _options(kind: type[Rule]) -> list[tuple[str, object, str]]:
    """(name, default, what its docstring says) of each option."""
    told: dict[str, str] = {}
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    for before, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(after, ast.Expr):
            told[before.target.id] = str(ast.literal_eval(after.value))
    return [
        (field.encode_name.replace("_", "-"), _default(field), told.get(field.name, ""))
        for field in msgspec.structs.fields(kind)
    ]


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).parent.parent.joinpath("schemas", "config.json").write_text(config_schema_text(), encoding="utf-8")
