"""What svclint says of each object is what Kubernetes says of it: golden verdicts, so that this needs no Go."""

from __future__ import annotations

import pytest

from tests.conformance import golden
from tests.conformance.answers import differences, miscounted, world
from tests.conformance.cases import CASES, EXEMPT, Case, case_differences, cases

WORLDS = [(name, which, files) for name, worlds in golden.sets() for which, files in worlds.items()]


@pytest.mark.parametrize(("name", "which", "files"), WORLDS, ids=[f"{name}-{which}" for name, which, _ in WORLDS])
def test_fixtures_and_examples(name: str, which: str, files: dict[str, str]) -> None:
    known = golden.load(name).get(which)
    ours = world(files)
    fresh = golden.digest(files, sorted({spec for _, spec in ours.lookups}))
    assert known, f"{name} has no golden verdicts: run make conformance"
    assert known.digest == fresh, f"{name} has changed since its golden verdicts were written: run make conformance"
    assert differences(files, known.said, known.unjudged, ours.said) == []
    assert miscounted(known.lookups, ours.lookups) == []


@pytest.mark.skipif(not CASES.is_dir(), reason="the small cases are not beside the project")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_cases(case: Case) -> None:
    assert bool(case_differences(case)) == (case.name in EXEMPT), case_differences(case)


def test_golden_verdicts_are_of_what_there_is() -> None:
    assert {path.stem for path in golden.GOLDEN.glob("*.json")} == {name for name, _ in golden.sets()}
