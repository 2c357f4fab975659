"""Holds an object against the JSON Schema of its kind and Kubernetes minor, and says what does not fit.

The schemas lie in `schemas/`; a kind is compiled when the first object of it comes by.
"""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import jsonschema_rs
import msgspec

from svclint.facts import Path
from svclint.placeholder import is_placeholder
from svclint.read import limits
from svclint.read.quoted import is_quoted, is_quoted_port

NEWEST = "1.37"
VERSIONS = tuple(f"1.{minor}" for minor in range(29, 38))


class Misfit(msgspec.Struct, frozen=True):
    """One way in which an object does not fit. `kind` is the rule that says it; `missing` names an unwritten field."""

    kind: str
    path: Path
    detail: str
    help: str = ""
    missing: bool = False
    unknown: bool = False
    value: str = ""


class Schemas:
    """The schemas of one Kubernetes minor, such as "1.37"."""

    def __init__(self, version: str) -> None:
        packed = schema_file(f"kubernetes-{version}.json.gz")
        loaded = msgspec.json.decode(zlib.decompress(packed, wbits=31))
        self.version, self.minor = version, int(version.partition(".")[2])
        self._kinds: dict[str, str] = loaded["kinds"]
        self._definitions: dict[str, Any] = loaded["$defs"]
        self._validators: dict[str, Any] = {}
        limits.add(self._definitions, self.minor)

    def __contains__(self, kind: str) -> bool:
        return kind in self._kinds

    def fits(self, kind: str, value: object) -> bool:
        """Whether an object fits; `kind` is `apiVersion/Kind`. A kind without a schema always fits."""
        validator = self._validators[kind] if kind in self._validators else self._compile(kind)
        return validator is None or validator.is_valid(value)

    def misfits(self, kind: str, value: object) -> Iterator[Misfit]:
        """Everything about an object that does not fit, values that hold a placeholder left out."""
        root = self._definitions[self._kinds[kind]]
        told: set[tuple[str, Path]] = set()
        errors = list(self._compile(kind).iter_errors(value))
        mistyped = {tuple(error.instance_path) for error in errors if _keyword(error) == "Type"}
        for error in errors:
            path: Path = tuple(error.instance_path)
            if isinstance(error.instance, str) and is_placeholder(error.instance):
                continue
            if error.instance is None and _is_no_json(value, path):
                continue
            if path in mistyped and _keyword(error) != "Type":
                continue
            for misfit in self._limited(error, path) or self._explain(error, path, root):
                if (misfit.kind, misfit.path) not in told:
                    told.add((misfit.kind, misfit.path))
                    yield misfit

    def schema(self, kind: str) -> dict[str, Any] | None:
        """The self-contained JSON Schema of a kind, None where there is none."""
        name = self._kinds.get(kind)
        if name is None:
            return None
        needed: dict[str, Any] = {}
        todo = [name]
        while todo:
            current = todo.pop()
            if current not in needed:
                needed[current] = self._definitions[current]
                todo += _references(needed[current])
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"#/$defs/{name}", "$defs": needed}

    def _compile(self, kind: str) -> Any:
        if kind not in self._validators:
            schema = self.schema(kind)
            self._validators[kind] = None if schema is None else jsonschema_rs.Draft202012Validator(schema)
        return self._validators[kind]

    def _limited(self, error: Any, path: Path) -> list[Misfit]:
        """What a limit says that svclint has put into the schema, if that is what the value breaks."""
        schema: Any = {"$defs": self._definitions}
        *steps, keyword = error.schema_path
        for step in steps:
            schema = schema[step] if step in schema or isinstance(schema, list) else {}
        if not isinstance(schema, dict) or keyword not in schema.get("x-limits", ()):
            return []
        rule, words, field = schema["x-limits"][keyword]
        if "propertyNames" in steps:
            return [
                Misfit(rule, (*path, key), f"the key `{key}` in {dotted(path)} {words}", unknown=True, value=key)
                for key in error.instance
                if not jsonschema_rs.is_valid({keyword: schema[keyword]}, key) and not is_placeholder(key)
            ]
        if field:
            return [Misfit(rule, (*path, field), f"{dotted((*path, field))} {words}", unknown=True, missing=keyword == "anyOf")]
        value = error.instance
        if is_quoted_port(path, value):
            return [Misfit("quoted-port", path, f'{dotted(path)} is "{value}", a string', value=value)]
        near = _nearest(value, [one for one in schema.get("enum", ()) if one]) if isinstance(value, str) else ""
        hint = f"did you mean `{near}`?" if near else ""
        shown = "null" if value is None else f'"{value}"' if value == "" else f"`{value}`"
        return [Misfit(rule, path, f"{dotted(path)} is {shown}, {words}", hint, value=str(value))]

    def _explain(self, error: Any, path: Path, root: dict[str, Any]) -> Iterator[Misfit]:
        reason = error.kind.as_dict() if hasattr(error.kind, "as_dict") else {}
        where = dotted(path)
        match _keyword(error):
            case "Type":
                if path[-2:-1] == ("selector",) and path[-1] in ("matchLabels", "matchExpressions"):
                    told = f"{dotted(path[:-1])} takes labels only, it has no {path[-1]}"
                    yield Misfit("invalid-shape", path, told, "write the labels themselves below `selector`", unknown=True)
                    return
                types = set(error.kind.types) - {"null"}
                told = f"{where or 'the object'} is {_article(error.instance)}, must be {_wanted(types)}"
                is_text = types == {"string"} and isinstance(error.instance, (bool, int, float))
                if types == {"integer"} and is_quoted_port(path, error.instance):
                    yield Misfit("quoted-port", path, told, value=error.instance)
                    return
                if is_quoted(types, error.instance):
                    remedy = f"write {error.instance} without quotes"
                    yield Misfit("invalid-shape", path, told, remedy, value=error.instance)
                    return
                remedy = "" if is_text else f"write {_wanted(types)}"
                yield Misfit("not-a-string" if is_text else "invalid-shape", path, told, remedy)
            case "AdditionalProperties":
                known = list(self._at(root, path).get("properties", ()))
                for name in error.kind.unexpected:
                    if is_placeholder(name):
                        continue
                    near = _nearest(name, known)
                    hint = (
                        f"did you mean `{near}`?"
                        if near
                        else f"no such field in {where or 'this kind'} of Kubernetes {self.version}"
                    )
                    meant = near if near not in error.instance else ""
                    told = f"unknown field `{dotted((*path, name))}`"
                    yield Misfit("invalid-shape", (*path, name), told, hint, unknown=True, value=meant)
            case "Required":
                name = error.kind.property
                told = f"`{dotted((*path, name))}` is missing"
                kind = "port-missing" if name == "port" and path[:2] == ("spec", "ports") else "invalid-shape"
                words = [one for one in self._at(root, (*path, name)).get("enum", ()) if one]
                listed = f": {', '.join(words)}" if words else ""
                yield Misfit(kind, (*path, name), told, f"add `{name}`{listed}", missing=True)
            case _:
                told = str(reason.get("message", error.message))
                yield Misfit("invalid-shape", path, f"{where}: {told}")

    def _at(self, schema: dict[str, Any], path: Path) -> dict[str, Any]:
        """The definition that governs the value at a path."""
        for step in path:
            schema = self._followed(schema)
            if isinstance(step, int):
                schema = schema.get("items", {})
            else:
                schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties") or {}
            if not isinstance(schema, dict):
                return {}
        return self._followed(schema)

    def _followed(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        return schema


def _keyword(error: Any) -> str:
    return type(error.kind).__name__.rpartition("_")[2]


def schema_file(name: str) -> bytes:
    """The bytes of a file in `schemas/`; `importlib.resources` would cost a twentieth of a small run."""
    for folder in import_module("svclint.schemas").__path__:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    raise FileNotFoundError(name)


def dotted(path: Path) -> str:
    """A path as Kubernetes prints it: `spec.ports[0].targetPort`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _is_no_json(value: Any, path: Path) -> bool:
    """Whether a path leads to NaN or an infinity, which the validator sees as null and another rule tells."""
    for step in path:
        value = value[step]
    return isinstance(value, float) and not math.isfinite(value)


def _references(schema: object) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
        return own + [name for value in schema.values() for name in _references(value)]
    return []


def _nearest(name: str, known: list[str]) -> str:
    lower = {other.lower(): other for other in known}
    if name.lower() in lower:
        return lower[name.lower()]
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, 1, 0.75)), "")


_ARTICLES = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a fraction"}
_WANTED = {
    "object": "a mapping",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _article(value: object) -> str:
    return _ARTICLES.get(type(value), "null")


def _wanted(types: set[str]) -> str:
    return " or ".join(_WANTED.get(kind, kind) for kind in sorted(types))
