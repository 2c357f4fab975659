"""Whatever becomes of a manifest while it is typed, or is made of one on purpose, nothing raises and what is rejected is named.

`SVCLINT_FUZZ_EXAMPLES` says how many projects are tried; `python -m tests.fuzz --minutes 30` looks at time and memory as well.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svclint import engine, project, registry
from svclint.config import Config
from svclint.engine.asking import Question, finished
from svclint.graph import Graph
from svclint.read import Reader
from svclint.result import World
from svclint.scope import Scope
from svclint.texts import Texts
from tests import fuzz_rendering
from tests.fuzz import SECONDS, SEEDS, hostile, look, mutated
from tests.lint import whole

EXAMPLES = int(os.environ.get("SVCLINT_FUZZ_EXAMPLES", "60"))


@settings(max_examples=3 * EXAMPLES, deadline=None)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.booleans())
def test_no_manifest_makes_anything_raise(seed: str, chance: random.Random, rendered: bool) -> None:
    text = mutated(seed, chance)
    facts = Reader("1.37").read("a.yaml", text.encode())
    graph = Graph(Scope([facts], rendered=rendered), Config().cluster())
    tree = project.Project(Path(), (), (), ("",), frozenset())
    texts = Texts(tree, {"a.yaml": text})
    result = whole(finished(engine.lint([World(graph)], Question(list(registry.families())), texts)))
    end = (text.count("\n") + 2, 1)
    for one in result.reports:
        for at in (one.at, *one.related):
            assert (1, 1) <= (at.line, at.column) < (at.end_line, at.end_column) <= end


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_no_project_makes_anything_raise_in_any_format(chance: random.Random) -> None:
    assert not look(hostile(chance), seconds=20 * SECONDS)


@pytest.mark.skipif(not fuzz_rendering.available(), reason="helm and kustomize are not both installed")
@pytest.mark.parametrize("number", [16, *range(EXAMPLES // 15)])
def test_nothing_that_is_rendered_hangs_runs_writes_or_passes_in_silence(number: int) -> None:
    told, *_ = fuzz_rendering.alone(number)
    assert not told
