"""On random worlds svclint and Kubernetes' own code say the same of each object; `make conformance` asks both."""

from __future__ import annotations

import os
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conformance import golden
from tests.conformance.answers import differences, miscounted, world
from tests.conformance.cluster import Oracle
from tests.conformance.worlds import worlds

SETS = int(os.environ.get("SVCLINT_WORLDS", "3000"))


@cache
def oracle() -> Oracle:
    return Oracle()


@pytest.mark.skipif("SVCLINT_CONFORMANCE" not in os.environ, reason="it asks the oracle: run make conformance")
@settings(max_examples=SETS, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_random_worlds(files: dict[str, str]) -> None:
    ours = world(files)
    theirs, _ = golden.ask(oracle(), files, sorted({spec for _, spec in ours.lookups}))
    assert differences(files, theirs.said, theirs.unjudged, ours.said) == []
    assert miscounted(theirs.lookups, ours.lookups) == []
