"""What was found and looked at, in one or two lines, so that silence is never mistaken for work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from svclint.report.paint import COLOURS, Paint
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Severity


def closing(result: Result, view: View) -> Iterator[str]:
    """What ends the formats for a terminal: notes that were not shown, one line a rule, and the summary."""
    paint = Paint(view)
    notes = rolled_up(result, view)
    if not view.quiet:
        for rule, number in notes.items():
            named = paint.rule(paint(f"note[{rule}]", COLOURS[Severity.NOTE]), rule)
            yield f"{named}: {_count(number, 'note')} (--show-notes)\n"
        yield ("\n" if notes else "") + summary(result, view)


def rolled_up(result: Result, view: View) -> dict[str, int]:
    """How many notes of each rule are not shown one by one."""
    found = Counter(one.finding.rule for one in result.reports if one.finding.severity == Severity.NOTE and not view.notes)
    return dict(sorted(found.items()))


def summary(result: Result, view: View) -> str:
    """What was found and looked at, and how much of it is not shown, in a line or two."""
    hidden_notes = sum(rolled_up(result, view).values())
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
    told += "".join(f"{line}\n" for line in (fixed(result.fixed), _fixable(result, notes=view.notes)) if line)
    if result.refused:
        reasons = {one.finding.severity for one in result.reports if one.finding.rule == "not-rendered"}
        hint = " (--show-notes says why)" if Severity.NOTE in reasons and not view.notes else ""
        told += f"not checked: {_count(result.refused, 'environment')} that could not be rendered{hint}\n"
    if result.changed is not None:
        told += f"shown: only what has to do with {_count(result.changed, 'changed file')}\n"
    hidden = []
    if hidden_notes:
        hidden.append(f"{_count(hidden_notes, 'note')} (--show-notes)")
    if result.possible:
        hidden.append(f"{_count(result.possible, 'possible finding')} (--min-confidence possible)")
    if result.ignored:
        hidden.append(f"{result.ignored:,} ignored")
    if result.baselined:
        hidden.append(f"{result.baselined:,} in the baseline (--no-baseline)")
    return told + (f"not shown: {', '.join(hidden)}\n" if hidden else "")


def fixed(reports: Collection[Report]) -> str:
    """What was mended, rule by rule; "" for nothing."""
    rules = Counter(one.finding.rule for one in reports)
    files = {at.file for one in reports for at, _ in one.edits}
    listed = ", ".join(f"{number:,} {rule}" for rule, number in sorted(rules.items()))
    return f"fixed: {_count(len(reports), 'finding')} in {_count(len(files), 'file')} ({listed})" if reports else ""


def _fixable(result: Result, *, notes: bool) -> str:
    """How many of the findings could be mended."""
    found = (one.finding for one in result.reports)
    fixes = [one.fix.safe for one in found if one.fix and (notes or one.severity > Severity.NOTE)]
    safe, unsafe = sum(fixes), len(fixes) - sum(fixes)
    if safe:
        return f"fixable: {safe:,} with --fix" + (f", {unsafe:,} more with --unsafe-fixes" if unsafe else "")
    return f"fixable: {unsafe:,} with --fix --unsafe-fixes" if unsafe else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
