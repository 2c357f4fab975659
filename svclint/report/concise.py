"""The result as one line a finding, for editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Report, Result


def report(result: Result, view: View) -> Iterator[str]:
    """`file:line:column: severity[rule] message`; notes as they are asked for."""
    for one in view.shown(result):
        named = f"{one.finding.severity}[{one.finding.rule}]"
        yield f"{view.here.at(one.at)}: {named} {message(one)}\n"


def message(one: Report) -> str:
    """What a finding says, in a line, with the object where the message does not name it."""
    said, about = one.finding.message, one.object
    named = f" ({about})" if about and about.name not in said else ""
    return printable(" ".join((said + named + one.told[len(said) :]).split()))
