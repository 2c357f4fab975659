"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from svclint.report.summary import summary
from svclint.report.view import View
from svclint.result import Result


def report(result: Result, view: View) -> Iterator[str]:
    """A line a rule, most findings first, notes as well, then the summary."""
    counts = Counter((one.finding.rule, str(one.finding.severity)) for one in result.reports)
    width = len(str(max(counts.values(), default=0)))
    for (rule, severity), number in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        yield f"{number:>{width}}  {severity:<7}  {rule}\n"
    if not view.quiet:
        yield summary(result, View(view.root, notes=True))
