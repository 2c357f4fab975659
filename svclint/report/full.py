"""The result for a person: source lines with carets on both ends, what to do, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.report.paint import BLUE, BOLD, COLOURS, Paint
from svclint.report.summary import closing
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Confidence, Severity
from svclint.texts import Located

_WIDEST = 160
_MOST_LINES = 4


def report(result: Result, view: View) -> Iterator[str]:
    """Every error and warning in full, notes in full or one line a rule, then the summary."""
    paint = Paint(view)
    for one in view.shown(result):
        yield "".join(_finding(one, result, view, paint)) + "\n"
    yield from closing(result, view)


def _finding(one: Report, result: Result, view: View, paint: Paint) -> Iterator[str]:
    finding = one.finding
    code = COLOURS[finding.severity]
    margin = len(str(max(at.end_line for at in (one.at, *one.related))))
    named = paint.rule(paint(f"{finding.severity}[{finding.rule}]", code), finding.rule)
    yield f"{named}{paint(f': {printable(finding.message)}', BOLD)}\n"
    for first, (at, label) in enumerate([(one.at, finding.label), *((other, other.message) for other in one.related)]):
        arrow = paint("-->" if not first else ":::", BLUE)
        yield f"{' ' * margin}{arrow} {paint.place(view.here.at(at), at)}\n"
        yield from _excerpt(at, printable(label), result, margin, paint, ("^", code) if not first else ("-", BLUE))
    if finding.help:
        yield f"{' ' * margin} {paint('help:', BOLD)} {printable(finding.help)}\n"
    if one.environments:
        yield f"{' ' * margin} {_seen(one)}\n"
    if finding.severity != Severity.NOTE or finding.confidence != Confidence.CERTAIN:
        told = f"{finding.confidence}: {printable(finding.why)}" if finding.why else str(finding.confidence)
        yield f"{' ' * margin} {told}  ·  {paint.rule(f'svclint rule {finding.rule}', finding.rule)}\n"


def _seen(one: Report) -> str:
    """Which environments show a finding, and how exactly its line is known."""
    inexact = {"derived": "; another layer changes this value", "object": "; this object, its exact line is not known",
               "file": "; somewhere in this file", "call": "; this line brings it from elsewhere"}  # fmt: skip
    return f"rendered: {printable(one.seen)}{inexact.get(one.precision, '')}"


def _excerpt(at: Located, label: str, result: Result, margin: int, paint: Paint, mark: tuple[str, str]) -> Iterator[str]:
    lines = result.texts[at.file].lines
    bar = paint("|", BLUE)
    last = at.end_line if at.end_column > 1 else at.end_line - 1
    if not any(lines.line(number).strip() for number in range(at.line, last + 1)):
        return
    yield f"{' ' * margin} {bar}\n"
    for number in range(max(1, at.line - 2 if last == at.line else at.line - 1), at.line):
        yield f"{paint(str(number).rjust(margin), '34;1')} {bar} {_clean(lines.line(number), 0)}\n"
    shift = max(0, min(at.column - 1, at.end_column - 1 if at.line == at.end_line else at.column) - _WIDEST // 2)
    shift = shift if len(lines.line(at.line)) > _WIDEST else 0
    shown = min(last, at.line + _MOST_LINES - 1)
    for number in range(at.line, shown + 1):
        text = lines.line(number)
        yield f"{paint(str(number).rjust(margin), '34;1')} {bar} {_clean(text, shift)}\n"
        if number == at.line:
            end = at.end_column if at.line == at.end_line else len(text) + 1
            start = at.column - 1 - shift
            width = max(1, min(end - at.column, _WIDEST - start + 1))
            yield f"{' ' * margin} {bar} {' ' * start}{paint(mark[0] * width + (' ' + label if label else ''), mark[1])}\n"
    if shown < last:
        yield f"{'.' * margin} {bar}\n"
    yield f"{' ' * margin} {bar}\n"


def _clean(text: str, shift: int) -> str:
    """A stretch of a source line that cannot disturb a terminal; a tab becomes one space, so carets stay under their text."""
    stretch = text[shift : shift + _WIDEST]
    shown = "".join(char if char.isprintable() else " " if char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in stretch)
    return ("…" + shown[1:] if shift else shown) + ("…" if len(text) > shift + _WIDEST else "")
