"""The result as JSON Lines: a finding a line, as in the JSON document."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.report.json import finding
from svclint.report.text import compact
from svclint.report.view import View
from svclint.result import Result


def report(result: Result, view: View) -> Iterator[str]:
    """Each finding as a JSON object on a line of its own; nothing at all where nothing was found."""
    for one in result.reports:
        yield compact(finding(one, view.here)) + "\n"
