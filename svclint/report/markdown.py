"""The result as GitHub-flavoured Markdown: a table for a job summary or a comment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from svclint import registry
from svclint.report.concise import message
from svclint.report.summary import rolled_up, summary
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.texts import Located

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#@$&:^{}!]")
_LARGEST = 1_000_000
"""Bytes; GitHub takes 1 MiB of a step's summary, and our closing words are to fit in as well."""


def report(result: Result, view: View) -> Iterator[str]:
    """A heading, the summary and the findings, the most severe first, as many as GitHub takes."""
    shown = sorted(view.shown(result), key=lambda one: -one.finding.severity)
    notes = rolled_up(result, view)
    told = summary(result, view).splitlines()
    yield "## svclint\n\n" + "".join(f"{escaped(line)}\n\n" for line in told)
    if shown:
        yield "| | Where | What |\n| --- | --- | --- |\n"
    written = 0
    for number, one in enumerate(shown):
        row = _row(one, view)
        written += len(row.encode())
        if written > _LARGEST:
            yield f"\n{len(shown) - number:,} more findings did not fit in here.\n"
            break
        yield row
    if notes:
        yield "\n" + "".join(f"- {_linked(rule)}: {number:,}\n" for rule, number in notes.items())


def _row(one: Report, view: View) -> str:
    finding = one.finding
    lines = [escaped(message(one))]
    lines += (f"{_place(other, view)}: {escaped(other.message)}" for other in one.related)
    lines += [f"help: {escaped(finding.help)}"] if finding.help else []
    return f"| {finding.severity} {_linked(finding.rule)} | {_place(one.at, view)} | {'<br>'.join(lines)} |\n"


def _linked(rule: str) -> str:
    return f"[{rule}]({registry.page(rule)})"


def _place(at: Located, view: View) -> str:
    """Where something is, linked to the commit where a workflow of GitHub runs this."""
    told = escaped(f"{view.repository.shown(at.file)}:{at.line}")
    server, repository, commit = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if not (server and repository and commit):
        return told
    return f"[{told}]({server}/{repository}/blob/{commit}/{view.repository.uri(at.file)}#L{at.line})"


def escaped(text: str) -> str:
    """A text on one line in which nothing is Markdown, HTML, a mention or an end of a table's cell."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", printable(text))
