"""Twice as many objects take about twice as long, also where all of them are wrong in one way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import shapes
from tests import lint


def seconds(root: Path, shape: str, objects: int) -> float:
    shapes.write(root / str(objects), shape, objects)
    began = time.process_time()
    lint.folder(root / str(objects))
    return time.process_time() - began


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_time_grows_with_the_number_of_objects_and_no_faster(shape: str, tmp_path: Path) -> None:
    seconds(tmp_path, shape, 10)
    few, many = (min(seconds(tmp_path, shape, objects) for _ in range(2)) for objects in (150, 1200))
    assert many < 24 * few + 0.2, "eight times the objects: eight times the time is right, sixty-four times is a loop in a loop"
