"""A document that is read line by line is the one that libyaml reads, and what cannot be is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.read import bounds
from svclint.read.blocks import Blocks, NotPlain
from svclint.read.composing import composed
from svclint.read.document import Chunk
from svclint.read.scalars import Plain
from svclint.read.yaml import chunks

ROOT = Path(__file__).parent.parent

PIECES = (
    "a", "b", "key", "y", "on", "null", "~", "1", "08", "1e3", ".nan", "<<", "=", "a.b/c-d", "-c", "--port=80",
    "http://x:80/y#z",
    "$(X)", "\\n", "a, b", "x\u00e9", "{}", "[]", "[a]", "{a: b}", '"q"', "'s'", '"a: b"', "'it''s'", '"\\t"', "|", ">-",
    "&x", "*x",
    "!t", "%", "@", "`", ":", ": ", ":", ": ", "-", "- ", "- ", "?", "? ", "#", " #", " ", "  ", "\t", "\r",
    "---", "...", "\x85", "\x00", "\ufeff",
)  # fmt: skip
LINES = st.builds(
    lambda indent, pieces: " " * indent + "".join(pieces),
    st.integers(0, 5),
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=5),
        st.tuples(
            st.sampled_from(("", "", "- ", "-   ")),
            st.sampled_from(("", "a: ", "b:", "c:  ", "d: ")),
            st.sampled_from(("", *PIECES)),
            st.sampled_from(("", "", " # said", "  ")),
        ),
    ),
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


def hold(blocks: Blocks, text: str) -> bool:
    """Whether a document is read line by line, and then as libyaml has it."""
    try:
        value = blocks.tree(text)
    except NotPlain:
        return False
    (document,) = composed(Chunk(0, text), 0, Plain())
    assert document.error is None
    assert (document.odd, document.kind) == (False, "data")
    assert repr(document.value) == repr(value)
    assert document.nulls == blocks.nulls
    return True


@given(TEXTS)
def test_reads_what_libyaml_reads(text: str) -> None:
    hold(Blocks(Plain()), text)


def test_reads_manifests_as_libyaml_does() -> None:
    blocks, read = Blocks(Plain()), []
    for folder in ("examples", "tests/fixtures"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            read += [hold(blocks, chunk.text) for chunk in chunks(path.read_bytes().decode())]
    assert sum(read) > len(read) / 3


@pytest.mark.parametrize(
    "text",
    [
        "a:\n- b: 1\n  c:\n  - d\n  e:\n- f\ng: h",
        "---\na: 'x'  # said\n\n# said\nb: \"y: #z\"\nc:\n  - --port=80\n  - http://x:80/y#z",
        "- a:\n    b: {}\n    c: []\n- d: ~\n  e:",
        "  a: 1\n  b:\n      c: 2\n",
    ],
)
def test_reads(text: str) -> None:
    assert hold(Blocks(Plain()), text)


@pytest.mark.parametrize(
    "text",
    [
        "", "# said", "a: b\n c: d", "a: b\n  c", "a:\n  b: 1\n c: 2", "- a\nb: c", "a: 1\na: 2", "y: 1", "1: a",
        "a: .nan", "a: <<",
        "a: b: c", "a: b:", "a: |\n  b", "a: &x b", "a: *x", "a: !t b", "a: [b]", "a: {b: c}", 'a: "\\t"', "a: 'it''s'",
        "a: b\tc",
        "a: b\r", "a: \u00e9", "a: b\u2028", "- - a", "-\n  a", "? a\n: b", "a : b", '"a": b', "%YAML 1.1", "--- a",
        "a: b\n...", "a",
        "a: @b", "a: `b`", "a: %b", "a: >b", "a:b", "a: 'b' c", "a: 'b'#c", "---\n---\na: b", "\ufeffa: b",
        "a: x" + "y" * 1_000,
    ],
)  # fmt: skip
def test_leaves_to_libyaml(text: str) -> None:
    with pytest.raises(NotPlain):
        Blocks(Plain()).tree(text)


def test_nests_less_deep_than_libyaml_may() -> None:
    blocks = Blocks(Plain())
    deep = "\n".join(" " * depth + "a:" for depth in range(bounds.MAX_DEPTH + 1))
    lists = "\n".join(f"{' ' * depth}a:\n{' ' * depth}- b:" for depth in range(0, bounds.MAX_DEPTH, 2))
    for text in (deep, lists):
        with pytest.raises(NotPlain):
            blocks.tree(text)


def test_what_lines_say_is_forgotten_before_it_is_too_much() -> None:
    blocks = Blocks(Plain())
    assert all(hold(blocks, f"a{number}: b\nc: {number}") for number in range(6_000))
    assert len(blocks) <= 5_000


def test_no_two_documents_share_a_collection() -> None:
    blocks = Blocks(Plain())
    one, other = (blocks.tree("a: {}\nb: []") for _ in range(2))
    assert one["a"] is not other["a"]
    assert one["b"] is not other["b"]
