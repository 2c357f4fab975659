"""YAML is read as kubectl reads it, within bounds, and light events are libyaml's own."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import _ruamel_yaml
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.read import Reader, events
from svclint.read.ignores import ignores
from svclint.read.scalars import resolve
from svclint.read.yaml import chunks, documents

TEXTS = [
    "a: 1\nb: [x, 'y', \"z\"]\n",
    "&a {k: *b}\n",
    "- !!str 1\n- ! x\n- |\n  text\n- >-\n  folded\n",
    "%YAML 1.1\n---\na: b\n...\n---\n- c\n",
    "? complex\n: value\n<<: [&x {a: 1}, *x]\n",
]


def values(text: str) -> list[Any]:
    return [document.value for document in documents(text)]


def told(text: str) -> list[str]:
    return [document.error.message for document in documents(text) if document.error]


@pytest.mark.parametrize("text", TEXTS)
def test_light_events_are_libyamls_own(text: str) -> None:
    def scanned() -> list[tuple[Any, ...]]:
        get = events.parser(text)
        found = []
        while True:
            event = get()
            name = type(event).__name__.removesuffix("Event")
            marks = [
                getattr(event, mine, None) or getattr(event, theirs)
                for mine, theirs in (("start", "start_mark"), ("end", "end_mark"))
            ]
            fields = [getattr(event, field, None) for field in ("anchor", "tag", "implicit", "value", "explicit")]
            found.append((name, *fields, *(mark.index for mark in marks)))
            if name == "StreamEnd":
                return found

    theirs = scanned()
    with events.light_events:
        assert scanned() == theirs
    assert _ruamel_yaml.ScalarEvent.__module__ == "ruamel.yaml.events"


# What sigs.k8s.io/yaml makes of each, seen by converting them with Kubernetes' own module.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("On", True), ("y", True), ("n", False), ("OFF", False), ("true", True), ("~", None), ("", None),
        ("08", 8), ("0o7", 7), ("0120", 80), ("0x50", 80), ("0b11", 3), ("1_000", 1000), ("8_0", 80), ("1e3", 1000),
        ("80.0", 80), ("Null", None),
        ("1.5", 1.5), (".5", 0.5), ("-7", -7), ("+7", 7), ("-0x10", -16),
        ("22:22", "22:22"), ("2020-01-01", "2020-01-01"), ("12e4567", "12e4567"), ("1.2.3", "1.2.3"), ("yEs", "yEs"),
        ("-", "-"),
        ("0x", "0x"), ("1e", "1e"), ("._5", 0.5), ("=", "="), ("09a", "09a"), ("18446744073709551615", 18446744073709551615),
        ("18446744073709551616", 18446744073709551616),
    ],
)  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_scalars_that_json_lacks() -> None:
    assert str(resolve(".nan")) == "nan"
    assert resolve("-.Inf") == -math.inf


def test_quoted_and_tagged_scalars_stay_strings() -> None:
    assert values("a: 'yes'\nb: \"1\"\nc: !!str 1\nd: ! yes\ne: |\n  1\n") == [
        {"a": "yes", "b": "1", "c": "1", "d": "yes", "e": "1\n"}
    ]


def test_keys_become_strings_as_json_wants_them() -> None:
    assert values("yes: 1\n1: 2\n0x10: 4\n1.5: 5\n") == [{"true": 1, "1": 2, "16": 4, "1.5": 5}]
    assert told("~: 3\n") == ["null cannot be a key"]


def test_merge_keys() -> None:
    text = "base: &b {x: 1, w: 2}\nmore: &m {z: 3}\none: {<<: *b, w: 9}\ntwo: {<<: [*b, *m]}\nplain: <<\n"
    assert values(text)[0] == {
        "base": {"x": 1, "w": 2}, "more": {"z": 3}, "one": {"x": 1, "w": 9}, "two": {"x": 1, "w": 2, "z": 3}, "plain": "<<",
    }  # fmt: skip


def test_a_colon_inside_a_flow_word_belongs_to_it() -> None:
    assert values('a: {host: web:80, list: [x:y, "q":1], s: "a:b"}\n') == [
        {"a": {"host": "web:80", "list": ["x:y", {"q": 1}], "s": "a:b"}}
    ]


def test_documents() -> None:
    text = "# only a comment\n---\na: 1\n---\n--- {b: 2}\n--- |\n text\n---x: 3\n"
    assert values(text)[:3] == [{"a": 1}, None, {"b": 2}]
    assert [chunk.start for chunk in chunks("a: 1\n---\nb: 2\n")] == [0, 5]
    assert values("a: 1\n...\n---\nb: 2\n") == [{"a": 1}, {"b": 2}]
    assert values("a: 1\r\n---\r\nb: 2\r\n") == [{"a": 1}, {"b": 2}]


def test_an_error_stays_in_its_document() -> None:
    found = list(documents("a: 1\n---\nb: [\n---\nc: 3\n"))
    assert [document.value for document in found] == [{"a": 1}, None, {"c": 3}]
    assert found[1].error


def test_hostile_documents_end_quickly() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    began = time.perf_counter()
    assert told(bomb) == ["its aliases unfold to too much to read"]
    assert told("[" * 100_000) == ["more than 300 levels of nesting"]
    assert told("- " * 100_000) == ["more than 300 levels of nesting"]
    assert told("a: &a [*a]\n") == ["alias *a stands inside its own anchor"]
    assert told("a: *nowhere\n") == ["alias *nowhere names no anchor"]
    assert told("a: \x07\n") == ["control characters are not allowed"]
    assert len(list(ignores("a.yaml", "a: " + "{a: " * 100_000 + "\n# svclint: ignore[ports]\n"))) == 1
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"apiVersion: v1\nkind: \xff\n", "not text: byte 21 is not valid UTF-8"),
        (b"\x00" * 100, "control characters"),
        (b"\xff\xfea", "not text"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, words: str) -> None:
    facts = Reader("1.37").read("f.yaml", data)
    assert words in facts.problems[0].detail
    assert not facts.readable


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_is_no_text(mark: bytes) -> None:
    service = b"apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n"
    assert Reader("1.37").read("f.yaml", mark + service).objects[0].name == "s"
    utf16 = service.decode().encode("utf-16")
    assert Reader("1.37").read("f.yaml", utf16).objects[0].name == "s"


TREE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(TREE)
def test_json_is_read_alike_as_yaml_and_as_json(tree: object) -> None:
    text = json.dumps({"data": tree}, ensure_ascii=True)
    if (
        "\\ud8" not in text.lower()
        and "\\ud" not in text.lower()
        and "\\u00" not in text
        and "\\ufe" not in text
        and "\\uff" not in text
    ):
        assert values(text) == [json.loads(text)]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    Reader("1.37").read("f.yaml", data)
    Reader("1.37").read("f.json", b'{"apiVersion": ' + data)


@given(st.text(alphabet="-:[]{}&*!|>'\"%@`#, \n\tabkindv1<", max_size=120))
def test_no_text_makes_it_raise(text: str) -> None:
    Reader("1.37").read("f.yaml", ("apiVersion: v1\nkind: Service\n" + text).encode())
