"""The result as GitLab's code quality report: a subset of the Code Climate format.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator

from svclint.engine.identity import fingerprints
from svclint.report.text import indented
from svclint.report.view import View
from svclint.result import Result
from svclint.rule import Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def report(result: Result, view: View) -> Iterator[str]:
    """An array of issues, their paths below the root of the repository."""
    yield indented(
        [
            {
                "description": one.told,
                "check_name": one.finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[one.finding.severity],
                "location": {
                    "path": view.repository.shown(one.at.file),
                    "lines": {"begin": one.at.line, "end": one.at.end_line},
                },
            }
            for one, fingerprint in zip(result.reports, fingerprints(result.reports), strict=True)
        ]
    )
