"""The result by file: its name once, its findings below, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from svclint.report.concise import message
from svclint.report.paint import BOLD, COLOURS, Paint
from svclint.report.summary import closing
from svclint.report.view import View
from svclint.result import Result


def report(result: Result, view: View) -> Iterator[str]:
    """The findings of each file, notes as they are asked for, then the summary."""
    paint = Paint(view)
    for file, found in groupby(view.shown(result), key=lambda one: one.at.file):
        group = list(found)
        places = [f"{one.at.line}:{one.at.column}" for one in group]
        width = max(map(len, places))
        yield paint(view.here.line(file), BOLD) + "\n"
        for place, one in zip(places, group, strict=True):
            named = paint(f"{one.finding.severity}[{one.finding.rule}]", COLOURS[one.finding.severity])
            margin = " " * (width - len(place) + 2)
            yield f"  {paint.place(place, one.at)}{margin}{paint.rule(named, one.finding.rule)} {message(one)}\n"
        yield "\n"
    yield from closing(result, view)
