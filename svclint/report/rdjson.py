"""The result as reviewdog's diagnostic format, whose columns count bytes of UTF-8.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint import registry
from svclint.report.text import indented
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Severity
from svclint.texts import Located

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def report(result: Result, view: View) -> Iterator[str]:
    """One `DiagnosticResult`. A fix of one edit in the finding's file is a suggestion; reviewdog has no joint ones."""
    source = {"name": "svclint", "url": "https://svclint.dev"}
    yield indented({"source": source, "diagnostics": [_diagnostic(one, result, view) for one in result.reports]})


def _diagnostic(one: Report, result: Result, view: View) -> dict[str, Any]:
    finding = one.finding
    diagnostic: dict[str, Any] = {
        "message": one.told,
        "location": _location(one.at, result, view),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule, "url": registry.page(finding.rule)},
    }
    if one.related:
        diagnostic["related_locations"] = [
            {"message": other.message, "location": _location(other, result, view)} for other in one.related
        ]
    if len(one.edits) == 1 and one.edits[0][0].file == one.at.file:
        ((place, text),) = one.edits
        diagnostic["suggestions"] = [{"range": _range(place, result), "text": text}]
    return diagnostic


def _location(at: Located, result: Result, view: View) -> dict[str, Any]:
    return {"path": view.here.shown(at.file), "range": _range(at, result)}


def _range(at: Located, result: Result) -> dict[str, Any]:
    ends = ("start", at.line, at.column), ("end", at.end_line, at.end_column)
    return {end: {"line": line, "column": _bytes(at.file, line, column, result)} for end, line, column in ends}


def _bytes(file: str, line: int, column: int, result: Result) -> int:
    """A column in bytes of UTF-8, from 1."""
    before = result.texts[file].lines.line(line)[: column - 1]
    return column + len(before.encode()) - len(before)
