"""The result as one JSON document, whose shape is a contract (`schema_version` 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from svclint import registry
from svclint.report.paths import Paths
from svclint.result import Report, Result
from svclint.rule import Severity
from svclint.texts import Located

SCHEMA_VERSION = 1


def report(result: Result, paths: Paths) -> Iterator[str]:
    """The document, indented, every key present, sorted by file, line, column and rule; notes are all there."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "findings": [_finding(one, paths) for one in result.reports],
        "summary": {
            "files": result.files,
            "objects": result.objects,
            "errors": result.count(Severity.ERROR),
            "warnings": result.count(Severity.WARNING),
            "notes": result.count(Severity.NOTE),
            "hidden": result.possible,
            "ignored": result.ignored,
            "unreadable": result.unreadable,
            "rendered": result.rendered,
            "rendered_by": ", ".join(one.by for one in result.built) or None,
        },
    }
    yield msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _finding(one: Report, paths: Paths) -> dict[str, Any]:
    finding, about = one.finding, one.object
    return {
        "rule": finding.rule,
        "family": one.family,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": finding.message,
        **_span(one.at, paths),
        "object": {"kind": about.kind, "namespace": about.namespace, "name": about.name or None} if about else None,
        "environments": list(one.environments),
        "precision": one.precision,
        "related": [{**_span(other, paths), "message": other.message} for other in one.related],
        "help": finding.help or None,
        "url": registry.page(finding.rule),
        "fix": {
            "title": finding.fix.title,
            "safe": finding.fix.safe,
            "edits": [{**_span(place, paths), "text": text} for place, text in one.edits],
        }
        if finding.fix
        else None,
    }


def _span(at: Located, paths: Paths) -> dict[str, Any]:
    return {
        "file": paths.shown(at.file),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }
