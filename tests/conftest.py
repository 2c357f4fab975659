"""Tests keep nothing in the cache of who runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hooks import environment, source

__all__ = ["environment", "own_cache", "source"]


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SVCLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "svclint"))
        yield
