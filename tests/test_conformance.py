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
    if known is None or known.digest != golden.digest(files, sorted({spec for _, spec in ours.lookups})):
        pytest.skip("run make conformance")
    found = differences(files, known.said, known.unjudged, ours.said) + miscounted(known.lookups, ours.lookups)
    if found:
        pytest.xfail("; ".join(found))


@pytest.mark.skipif(not CASES.is_dir(), reason="the small cases are not beside the project")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_cases(case: Case) -> None:
    found = case_differences(case)
    if found and case.name not in EXEMPT:
        pytest.xfail("; ".join(found))
