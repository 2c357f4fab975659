"""The result as JUnit's XML, as Jenkins' own schema wants it: a suite a file, a test case a finding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from svclint.report.text import attribute, element
from svclint.report.view import View
from svclint.result import Report, Result


def report(result: Result, view: View) -> Iterator[str]:
    """Findings that fail the run are failures, others are skipped; a run without findings is one case that passes."""
    failing = sum(one.finding.severity >= view.fails for one in result.reports)
    number = len(result.reports)
    counts = f'tests="{number or 1}" failures="{failing}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="svclint" {counts} time="{result.seconds:.3f}">\n'
    if not number:
        yield '  <testsuite name="svclint" tests="1" failures="0" errors="0" skipped="0">\n'
        yield '    <testcase name="no problems" classname="svclint"/>\n  </testsuite>\n'
    for file, found in groupby(result.reports, key=lambda one: one.at.file):
        yield from _suite(view.here.shown(file), list(found), view)
    yield "</testsuites>\n"


def _suite(name: str, found: list[Report], view: View) -> Iterator[str]:
    failing = sum(one.finding.severity >= view.fails for one in found)
    file = attribute(name)
    counts = f'tests="{len(found)}" failures="{failing}" errors="0" skipped="{len(found) - failing}"'
    yield f"  <testsuite name={file} {counts} file={file}>\n"
    for one in found:
        finding = one.finding
        case = attribute(f"{finding.rule} at {one.at.line}:{one.at.column}")
        kind = "failure" if finding.severity >= view.fails else "skipped"
        told = f'type="{finding.severity}" message={attribute(finding.message)}'
        lines = [f"{view.here.at(one.at)}: {one.told}"]
        lines += (f"{view.here.at(other)}: {other.message}" for other in one.related)
        lines += [f"help: {finding.help}"] if finding.help else []
        yield f"    <testcase name={case} classname={file}>\n"
        yield f"      <{kind} {told}>{element(chr(10).join(lines))}</{kind}>\n    </testcase>\n"
    yield "  </testsuite>\n"
