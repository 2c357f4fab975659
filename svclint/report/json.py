"""The result as one JSON document, whose shape is a contract (`schema_version` 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint import registry
from svclint.report.paths import Paths
from svclint.report.text import indented
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Severity
from svclint.texts import Located

SCHEMA_VERSION = 1


def report(result: Result, view: View) -> Iterator[str]:
    """The document, indented, every key present, sorted by file, line, column and rule; notes are all there."""
    findings = [finding(one, view.here) for one in result.reports]
    yield indented({"schema_version": SCHEMA_VERSION, "findings": findings, "summary": summary(result)})


def summary(result: Result) -> dict[str, Any]:
    """What was found and looked at, in numbers."""
    return {
        "files": result.files,
        "objects": result.objects,
        "errors": result.count(Severity.ERROR),
        "warnings": result.count(Severity.WARNING),
        "notes": result.count(Severity.NOTE),
        "hidden": result.possible,
        "ignored": result.ignored,
        "fixed": len(result.fixed),
        "unreadable": result.unreadable,
        "rendered": result.rendered,
        "rendered_by": ", ".join(one.by for one in result.built) or None,
    }


def finding(one: Report, paths: Paths) -> dict[str, Any]:
    """A finding with every key, null where nothing is known."""
    found, about = one.finding, one.object
    return {
        "rule": found.rule,
        "family": one.family,
        "severity": str(found.severity),
        "confidence": str(found.confidence),
        "message": found.message,
        **_span(one.at, paths),
        "object": {"kind": about.kind, "namespace": about.namespace, "name": about.name or None} if about else None,
        "environments": list(one.environments),
        "precision": one.precision,
        "related": [{**_span(other, paths), "message": other.message} for other in one.related],
        "help": found.help or None,
        "url": registry.page(found.rule),
        "fix": {
            "title": found.fix.title,
            "safe": found.fix.safe,
            "edits": [{**_span(place, paths), "text": text} for place, text in one.edits],
        }
        if found.fix
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
