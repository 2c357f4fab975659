"""The result as Checkstyle's XML, which many review tools read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from svclint.report.text import attribute
from svclint.report.view import View
from svclint.result import Result
from svclint.rule import Severity

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def report(result: Result, view: View) -> Iterator[str]:
    """A `file` for each file with findings, an `error` for each finding, whatever its severity."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for file, found in groupby(result.reports, key=lambda one: one.at.file):
        yield f"  <file name={attribute(view.here.shown(file))}>\n"
        for one in found:
            finding = one.finding
            place = f'line="{one.at.line}" column="{one.at.column}"'
            told = f'severity="{_SEVERITIES[finding.severity]}" message={attribute(one.told)}'
            yield f'    <error {place} {told} source="svclint.{finding.rule}"/>\n'
        yield "  </file>\n"
    yield "</checkstyle>\n"
