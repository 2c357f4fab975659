"""The config's JSON Schema and reference from its types, each key and each rule's option told in the words of the source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from docs.fields import said
from svclint import registry
from svclint.config import Config, Exemption, Override, Severe
from svclint.docs import summary

Schema = dict[str, Any]
ADDRESS = "https://svclint.dev/schemas/config.json"


def schema() -> Schema:
    """The JSON Schema of the config, each rule's options included."""
    families = registry.families()
    known = [*families, *sorted(set(families.values()))]
    found = _described(Config)
    properties = found["properties"]
    for key in ("select", "extend-select", "ignore", "extend-ignore"):
        _array(properties[key])["items"] = {"$ref": "#/$defs/rule-or-family-or-all"}
    properties["rules"] |= {"properties": {rule: _options(rule) for rule in families}, "additionalProperties": False}
    override, exemption = _described(Override), _described(Exemption)
    _array(override["properties"]["ignore"])["items"] = {"$ref": "#/$defs/rule-or-family-or-all"}
    override["properties"]["rules"] |= {
        "properties": {rule: {"$ref": "#/$defs/severity-only"} for rule in families},
        "additionalProperties": False,
    }
    _array(exemption["properties"]["rules"])["items"] = {"$ref": "#/$defs/rule-or-family"}
    exemption["anyOf"] = [{"required": ["paths"]}, {"required": ["objects"]}]
    properties["overrides"]["items"], properties["ignores"]["items"] = override, exemption
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "svclint configuration",
        **found,
        "$defs": {
            "severity": {"enum": ["error", "warning", "note"], "description": "What its findings count as."},
            "severity-only": _described(Severe),
            "rule-or-family": {"enum": known},
            "rule-or-family-or-all": {"enum": [*known, "all", "ALL"]},
        },
    }


def _described(kind: type[msgspec.Struct]) -> Schema:
    """The schema of one record, with what is said of each field."""
    found: Schema = msgspec.json.schema(kind)["$defs"][kind.__name__]
    found.pop("title", None)
    told = said(kind)
    for field in msgspec.structs.fields(kind):
        if field.name in told:
            found["properties"][field.encode_name] = {"description": told[field.name], **found["properties"][field.encode_name]}
    return found


def _options(rule: str) -> Schema:
    own = _described(registry.rule_type(rule))["properties"]
    properties = {"severity": {"$ref": "#/$defs/severity"}} | {name.replace("_", "-"): told for name, told in own.items()}
    return {
        "description": summary(rule),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _array(found: Schema) -> Schema:
    return next((one for one in found.get("anyOf", ()) if one.get("type") == "array"), found)


MARK = "<!-- What follows is written by `make generate`. -->\n"


def reference(page: str) -> str:
    """The page of the configuration: what stands before its mark as it is, then every key."""
    found = schema()
    parts = [page.partition(MARK)[0] + MARK, "## Keys"]
    for key, about in found["properties"].items():
        parts.append(f"### {key}\n\n{about['description']}\n\n{_facts(about)}")
        entry = about.get("items", {}).get("properties", {})
        parts += ["\n".join(_row(name, told) for name, told in entry.items())] if entry else []
    parts += ["## Options of rules", "Every rule takes `severity`. These take more:", "\n".join(_rules(found))]
    return "\n\n".join(parts).replace(f"{MARK}\n\n", f"{MARK}\n") + "\n"


def _facts(about: Schema) -> str:
    kinds = [one for one in about.get("anyOf", (about,)) if one.get("type") != "null"]
    default = json.dumps(about["default"])
    told = "unset by default" if default == "null" else f"default `{default}`"
    choices = [f"`{one}`" for kind in kinds for one in kind.get("enum", ())]
    examples = [f"`{json.dumps(kind['examples'][0], ensure_ascii=False)}`" for kind in kinds if kind.get("examples")]
    more = [f"one of {', '.join(choices)}"] if choices else [f"such as {examples[0]}"] if examples else []
    line = "; ".join([told, *more])
    return f"{line[0].upper()}{line[1:]}."


def _row(name: str, about: Schema) -> str:
    return f"- `{name}`: {about['description']}"


def _rules(found: Schema) -> Iterator[str]:
    yield "| rule | option | default | |\n|---|---|---|---|"
    for rule, about in found["properties"]["rules"]["properties"].items():
        for option, told in about["properties"].items():
            if option != "severity":
                default = json.dumps(told["default"])
                yield f"| [{rule}](rules/{rule}.md) | `{option}` | `{default}` | {told['description']} |"
