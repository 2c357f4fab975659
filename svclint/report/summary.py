"""What was found and looked at, in one or two lines, so that silence is never mistaken for work."""

from __future__ import annotations

from collections import Counter

from svclint.result import Result
from svclint.rule import Severity


def summary(result: Result, *, hidden_notes: int = 0) -> str:
    """The closing lines of the text formats."""
    counts = [
        _count(result.count(severity), str(severity))
        for severity in (Severity.ERROR, Severity.WARNING)
        if result.count(severity)
    ]
    shown_notes = result.count(Severity.NOTE) - hidden_notes
    if shown_notes:
        counts.append(_count(shown_notes, "note"))
    looked = f"{_count(result.files, 'file')}, {_count(result.objects, 'object')}"
    kinds = f" ({_count(result.services, 'Service')}, {_count(result.workloads, 'workload')})"
    looked += "".join(f", {_count(one.number, one.what)} built by {one.by}" for one in result.built)
    seconds = f"({result.seconds:.2f} s)"
    if counts:
        told = f"{', '.join(counts)} in {looked} {seconds}\n"
    elif result.files or result.rendered:
        told = f"No problems in {looked}{kinds} {seconds}\n"
    else:
        told = f"Nothing was checked {seconds}\n"
    if result.refused:
        told += f"not checked: {_count(result.refused, 'environment')} that could not be rendered (--show-notes says why)\n"
    hidden = []
    if hidden_notes:
        hidden.append(f"{_count(hidden_notes, 'note')} (--show-notes)")
    if result.possible:
        hidden.append(f"{_count(result.possible, 'possible finding')} (--min-confidence possible)")
    if result.ignored:
        hidden.append(f"{result.ignored:,} ignored")
    return told + (f"not shown: {', '.join(hidden)}\n" if hidden else "")


def statistics(result: Result) -> str:
    """How many findings each rule has, most first."""
    counts = Counter((one.finding.rule, str(one.finding.severity)) for one in result.reports)
    width = len(str(max(counts.values(), default=0)))
    return "".join(
        f"{number:>{width}}  {severity:<7}  {rule}\n"
        for (rule, severity), number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
