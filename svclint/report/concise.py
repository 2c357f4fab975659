"""The result as one line a finding, for editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.report.paths import Paths
from svclint.result import Result


def report(result: Result, paths: Paths) -> Iterator[str]:
    """`file:line:column: severity[rule] message`, and the object where the message does not name it."""
    for one in result.reports:
        finding, at, about = one.finding, one.at, one.object
        named = f" ({about})" if about and about.name not in finding.message else ""
        told = f"{finding.severity}[{finding.rule}] {_line(finding.message + named)}"
        yield f"{paths.line(at.file)}:{at.line}:{at.column}: {told}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
