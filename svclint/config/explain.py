"""Everything that is wrong with a config's plain data, in words, by the JSON Schema. Imported only when something is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from svclint.errors import did_you_mean
from svclint.facts import Part, Path

Fault = tuple[Path, str, Part]
"""The path of what is wrong, what to say of it, and whether it is the key or the value."""

_TYPES = {
    "array": "a list", "object": "a mapping", "string": "a text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false",
}  # fmt: skip


def explain(data: object) -> Iterator[Fault]:
    """What the schema says against plain data."""
    import jsonschema

    from svclint.read.shape import schema_file

    validator = jsonschema.Draft202012Validator(json.loads(schema_file("config.json")))
    for error in validator.iter_errors(data):
        yield from _told(error)


def _told(error: Any) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    where, value = _dotted(path), error.instance
    prefix = f"{where}: " if where else ""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", ()))
        for name in value:
            if name not in known:
                kind = "no rule" if path[-1:] == ("rules",) else "unknown key"
                told = str(name) if kind == "no rule" else _dotted((*path, str(name)))
                yield (*path, name), f"{kind} `{told}`{_instead(path, known, str(name))}", "key"
    elif error.validator == "anyOf":
        yield from _best(error)
    elif error.validator == "type":
        yield path, f"{prefix}{_wanted(_listed(error.validator_value))} is wanted, not {_shown(value)}{_quote(error)}", "value"
    elif error.validator == "enum":
        yield path, prefix + _no_choice(value, error.validator_value), "value"
    elif error.validator == "required":
        missing = [name for name in error.validator_value if name not in value]
        yield path, f"{prefix}`{missing[0]}` is missing", "value"
    elif error.validator in ("minItems", "minLength") or error.validator_value == r"\S":
        yield path, f"{prefix}must not be empty", "value"
    elif error.validator == "pattern":
        yield path, f"{prefix}`{value}` is not of the form of `{error.schema['examples'][0]}`", "value"
    else:
        yield path, prefix + error.message, "value"


def _best(error: Any) -> Iterator[Fault]:
    """Of alternatives, what is said by those that the value is of the type of; else which types there are."""
    branches: dict[int, list[Any]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    if all(one.validator == "required" for found in branches.values() for one in found):
        names = " or ".join(f"`{found[0].validator_value[0]}`" for found in branches.values())
        yield tuple(error.absolute_path), f"{_dotted(tuple(error.absolute_path))}: {names} is missing", "value"
        return
    for found in branches.values():
        if not any(one.validator == "type" and not one.path for one in found):
            for one in found:
                yield from _told(one)
            return
    types = [one.validator_value for found in branches.values() for one in found if one.validator_value != "null"]
    told = f"{_dotted(tuple(error.absolute_path))}: {_wanted(types)} is wanted, not {_shown(error.instance)}"
    hint = "; quote it" if "string" in types and isinstance(error.instance, (int, float)) else ""
    yield tuple(error.absolute_path), told + hint, "value"


def _no_choice(value: object, choices: list[Any]) -> str:
    if isinstance(value, (int, float)):
        for one in choices:
            if one.replace(".", "").isdigit() and float(one) == value:
                return f'a text is wanted, not a number: write "{one}"'
    if "all" in choices or len(choices) > 20:
        return f"no rule or family {_shown(value)}{did_you_mean(str(value), choices)}"
    return f"{_shown(value)} is none of {', '.join(map(str, choices))}{did_you_mean(str(value), choices)}"


def _instead(path: Path, known: list[str], name: str) -> str:
    if path[:1] == ("overrides",) and known == ["severity"]:
        return "; only `severity` can depend on the path, as a rule looks at the whole project"
    return did_you_mean(name, known)


def _quote(error: Any) -> str:
    return "; quote it" if error.validator_value == "string" and isinstance(error.instance, (int, float)) else ""


def _wanted(types: Iterable[str]) -> str:
    return " or ".join(_TYPES.get(one, one) for one in types)


def _listed(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    if value is None:
        return "nothing"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
