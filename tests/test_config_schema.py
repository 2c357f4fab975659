"""The JSON Schema of the config, its types, and what it is said to be agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from svclint import registry
from svclint.config import Config, files
from svclint.config.fit import fits
from svclint.errors import ConfigError
from svclint.read.shape import schema_file
from tests.command import svclint
from tests.lint import write

SCHEMA = json.loads(schema_file("config.json"))
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", " ", "x", "ports", "all", "Shop", "a/b/c", "1-2"),
    *([], [1], [""], ["x"], ["ports"], ["port-unnamed"], ["a/b/c"], [["x"]], [{}], {}, {"x": 1}),
)


def accepted(data: object) -> bool:
    """Whether the types take it for a config."""
    try:
        return fits(data)
    except (msgspec.ValidationError, ConfigError):
        return False


def variants(schema: Any) -> Iterator[Any]:
    """Values near a schema: its default and examples, every choice, odd ones, and for mappings each of their fields so."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    yield from ODD
    yield from schema.get("examples", ())
    yield from schema.get("enum", ())[:30]
    for one in schema.get("anyOf", ()):
        yield from variants(one)
    if "items" in schema:
        yield from ([one] for one in variants(schema["items"]))
    full = {key: about["examples"][0] for key, about in schema.get("properties", {}).items() if about.get("examples")}
    required = {"paths": ["a"], "rules": ["ports"], "reason": "x"} if "reason" in schema.get("properties", {}) else {}
    required = {"paths": ["a"]} if "default-namespace" in schema.get("properties", {}) and schema is not SCHEMA else required
    for key, about in list(schema.get("properties", {}).items())[:12]:
        yield from ({**required, key: one} for one in variants(about))
        yield {name: value for name, value in required.items() if name != key}
    if full:
        yield full


CASES = [data for data in variants(SCHEMA) if isinstance(data, dict)]


def test_schema_and_types_agree() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    answers = {json.dumps(data): (accepted(data), validator.is_valid(data)) for data in CASES}
    assert [text for text, (types, schema) in answers.items() if types != schema] == []
    assert sum(types for types, _ in answers.values()) > 100
    assert sum(not types for types, _ in answers.values()) > 300


@pytest.mark.parametrize("rule", registry.families())
def test_options_of_rules_are_told_and_have_their_defaults(rule: str) -> None:
    about = SCHEMA["properties"]["rules"]["properties"][rule]
    assert about["description"]
    defaults = {}
    for option, told in about["properties"].items():
        if option != "severity":
            assert told["description"], option
            defaults[option] = told["default"]
    assert msgspec.to_builtins(registry.make(rule, defaults)) == msgspec.to_builtins(registry.make(rule, {}))
    for option in defaults:
        assert not accepted({"rules": {rule: {option: {"x": 1}}}})
        assert not accepted({"rules": {rule: {option.replace("-", "_") + "_": 1}}})


def test_every_key_is_told() -> None:
    assert all(about["description"] for about in SCHEMA["properties"].values())
    assert list(SCHEMA["properties"]) == [field.encode_name for field in msgspec.structs.fields(Config)]


def test_what_holds_is_shown_with_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "base.yaml": "kubernetes-version: '1.33'\nextend-select: [ports]\nexclude: [gen/*]\n",
            "team/.svclint.yaml": 'extend: ../base.yaml\nrules:\n  slices-at-scale:\n    slices: 5\nextend-select:\n- "dns"\n'
            "ignores:\n- rules: [ports]\n  reason: 'it’s # meant'\n  objects: [shop/Service/web]\n"
            "overrides:\n- {paths: [a/**], rules: {port-unnamed: {severity: note}}}\n",
        },
    )
    done = svclint("config", "show", "--config", "cluster-domain = 'x.y'", cwd=tmp_path / "team")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "# from --config, .svclint.yaml, ../base.yaml",
        'kubernetes-version: "1.33"  # ../base.yaml:1',
        "node-port-range: null  # default",
        'cluster-domain: "x.y"  # --config',
        "default-namespace: null  # default",
        "ip-families: []  # default",
        "select: null  # default",
        "extend-select:",
        '  - "ports"  # ../base.yaml:2',
        '  - "dns"  # .svclint.yaml:6',
        "ignore: []  # default",
        "extend-ignore: []  # default",
        'exclude: ["../gen/*"]  # ../base.yaml:3',
        "extend-exclude: []  # default",
        "rules:",
        "  slices-at-scale:",
        "    slices: 5  # .svclint.yaml:4",
        "overrides:",
        '  - {"paths": ["a/**"], "rules": {"port-unnamed": {"severity": "note"}}}  # .svclint.yaml:12',
        "ignores:",
        '  - {"rules": ["ports"], "reason": "it’s # meant", "objects": ["shop/Service/web"]}  # .svclint.yaml:8',
        "baseline: null  # default",
    ]
    write(tmp_path, {"team/.svclint.yaml": done.stdout})
    again = svclint("config", "show", cwd=tmp_path / "team")
    assert [line.partition("  #")[0] for line in again.stdout.splitlines()[1:]] == [
        line.partition("  #")[0] for line in done.stdout.splitlines()[1:]
    ]
    assert files.load(tmp_path / "team" / ".svclint.yaml").config.kubernetes_version == "1.33"


def test_a_wrong_config_is_not_shown(tmp_path: Path) -> None:
    write(tmp_path, {".svclint.yaml": "a: 1\nb: 2\n"})
    done = svclint("config", "show", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 2)
