"""The result as one line a finding, for editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.report.paths import Paths
from svclint.result import Result


def report(result: Result, paths: Paths) -> Iterator[str]:
    """`file:line:column: severity[rule] message`, with related places left out."""
    for one in result.reports:
        finding, at = one.finding, one.at
        yield f"{paths.line(at.file)}:{at.line}:{at.column}: {finding.severity}[{finding.rule}] {_line(finding.message)}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
