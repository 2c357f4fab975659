"""The result as SARIF 2.1.0, as GitHub code scanning and other readers of it take it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint import __version__, docs, registry
from svclint.engine.identity import fingerprints
from svclint.report.text import indented
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.texts import Located

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MOST = 25_000
"""Results that GitHub takes of a run; it refuses a run with more."""
_LINK = re.compile(r"\[[^\]]*\]\(\d+\)")


def report(result: Result, view: View) -> Iterator[str]:
    """One run. Findings that are ignored are there as well, each with its suppression."""
    hidden = {id(one.report): one for one in result.hidden}
    found = [*result.reports, *(one.report for one in result.hidden)]
    names = dict(zip(map(id, found), fingerprints(found), strict=True))
    told = [f"rule {crash.rule} failed" for crash in result.crashes]
    if len(found) > _MOST:
        view.warnings.append(f"the SARIF leaves out {len(found) - _MOST:,} findings, as GitHub takes {_MOST:,}")
        told.append(view.warnings[-1])
        found = sorted(found, key=lambda one: (id(one) in hidden, -one.finding.severity))[:_MOST]
    rules = list(dict.fromkeys(one.finding.rule for one in found))
    results = []
    for one in found:
        written = _result(one, rules.index(one.finding.rule), view)
        written["partialFingerprints"] = {"svclint/v1": names[id(one)]}
        if hidden:
            ignore = hidden.get(id(one))
            written["suppressions"] = [_suppression(ignore.kind, ignore.reason)] if ignore else []
        results.append(written)
    driver = {
        "name": "svclint",
        "semanticVersion": __version__,
        "informationUri": "https://svclint.dev",
        "rules": [_rule(rule) for rule in rules],
    }
    notifications = [{"level": "warning", "message": {"text": text}} for text in told]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not result.crashes, "toolExecutionNotifications": notifications}],
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    yield indented({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> dict[str, Any]:
    page, url, summary = docs.page(rule), registry.page(rule), docs.summary(rule)
    return {
        "id": rule,
        "name": "".join(part.title() for part in rule.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "helpUri": url,
        "help": {"text": f"{summary} See {url}", "markdown": page},
        "defaultConfiguration": {"level": str(registry.rule_type(rule).severity)},
        "properties": {"tags": ["kubernetes", registry.families()[rule]]},
    }


def _result(one: Report, index: int, view: View) -> dict[str, Any]:
    finding = one.finding
    lines = [_plain(one.told)]
    lines += (f"[{_bracketed(other.message)}]({number})" for number, other in enumerate(one.related, 1))
    lines += [f"help: {_plain(finding.help)}"] if finding.help else []
    location: dict[str, Any] = {"physicalLocation": _physical(one.at, view)}
    if one.object:
        about = one.object
        name = f"{about.namespace}/{about.kind}/{about.name}" if about.namespace else f"{about.kind}/{about.name}"
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "object"}]
    written = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": str(finding.severity),
        "message": {"text": "\n".join(lines)},
        "locations": [location],
        "properties": {
            "confidence": str(finding.confidence),
            "environments": list(one.environments),
            "precision": one.precision,
        },
    }
    if one.related:
        written["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(other, view), "message": {"text": _plain(other.message)}}
            for number, other in enumerate(one.related, 1)
        ]
    if finding.fix and one.edits:
        written["fixes"] = [{"description": {"text": finding.fix.title}, "artifactChanges": _changes(one, view)}]
    return written


def _changes(one: Report, view: View) -> list[dict[str, Any]]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for place, text in one.edits:
        changes.setdefault(place.file, []).append({"deletedRegion": _region(place), "insertedContent": {"text": text}})
    return [{"artifactLocation": _artifact(file, view), "replacements": edits} for file, edits in changes.items()]


def _physical(at: Located, view: View) -> dict[str, Any]:
    return {"artifactLocation": _artifact(at.file, view), "region": _region(at)}


def _artifact(file: str, view: View) -> dict[str, str]:
    return {"uri": view.repository.uri(file), "uriBaseId": "ROOT"}


def _region(at: Located) -> dict[str, int]:
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def _suppression(kind: str, reason: str) -> dict[str, str]:
    return {"kind": kind, **({"justification": reason} if reason else {})}


def _plain(text: str) -> str:
    """A text in which nothing is taken for a link to a related location."""
    return _bracketed(text) if _LINK.search(text) else text


def _bracketed(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)
