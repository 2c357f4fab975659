"""Whatever becomes of a manifest while it is typed, nothing raises, and every finding has a place in its file."""

from __future__ import annotations

import random
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from svclint import engine, project, registry
from svclint.config import Config
from svclint.graph import Graph
from svclint.read import Reader
from svclint.result import World
from svclint.rule import Confidence
from svclint.scope import Scope
from svclint.texts import Texts

SEEDS = sorted(path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "fixtures").rglob("*.yaml"))
VALUES = (
    "null", "[]", "{}", "1", '"x"', "true", "*a", "&a x", "!!str 1", "${X}", "{{ x }}", "-1", "9" * 25, ".nan", "|", ">", "? a",
    "<<", "yes", '""', "[{}]", "[null]", "{a: null}", "{a: [1]}", "1.5", '"80"', "\ud7ff", "[" * 9,
)  # fmt: skip
ENTRY = re.compile(r"(\s*(?:- )?[\w./-]+:)(.*)")


def mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        entry = ENTRY.match(lines[at])
        match chance.randrange(5):
            case 0 | 1 if entry:
                lines[at] = f"{entry[1]} {chance.choice(VALUES)}"
            case 2:
                lines.insert(at, chance.choice(lines))
            case 3 if len(lines) > 1:
                del lines[at]
            case _:
                lines[at] = re.sub(r"[\w.-]+|[{}\[\],:]", chance.choice(VALUES), lines[at], count=1)
    return "\n".join(lines)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.booleans())
def test_no_manifest_makes_anything_raise(seed: str, chance: random.Random, rendered: bool) -> None:
    text = mutated(seed, chance)
    facts = Reader("1.37").read("a.yaml", text.encode())
    graph = Graph(Scope([facts], rendered=rendered), Config().cluster())
    tree = project.Project(Path(), (), (), ("",), frozenset())
    texts = Texts(tree, {"a.yaml": text})
    result = engine.lint([World(graph)], list(registry.families()), {}, texts, Confidence.POSSIBLE)
    assert not result.crashes, result.crashes[0].trace
    end = (text.count("\n") + 2, 1)
    for one in result.reports:
        for at in (one.at, *one.related):
            assert (1, 1) <= (at.line, at.column) < (at.end_line, at.end_column) <= end
