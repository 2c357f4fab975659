"""The result as GitHub's workflow commands, which become annotations on the lines of a pull request.

GitHub keeps the first ten annotations of a level that a step makes, so what comes after those is written to the log.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from svclint.report.concise import message
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST = 10


def report(result: Result, view: View) -> Iterator[str]:
    """The first ten findings of each level as commands, the rest as lines of a group in the log."""
    seen: Counter[Severity] = Counter()
    rest = []
    for one in result.reports:
        seen[one.finding.severity] += 1
        if seen[one.finding.severity] <= _MOST:
            yield _command(one, view)
        else:
            rest.append(one)
    if rest:
        yield f"::group::svclint: {len(rest):,} more, as GitHub shows {_MOST} annotations of a level\n"
        for one in rest:
            named = f"{one.finding.severity}[{one.finding.rule}]"
            yield _inert(f"{named} {view.repository.at(one.at)}: {message(one)}") + "\n"
        yield "::endgroup::\n"


def _command(one: Report, view: View) -> str:
    at, finding = one.at, one.finding
    columns = {"col": at.column, "endColumn": at.end_column} if at.line == at.end_line else {}
    named = {"file": view.repository.shown(at.file), "line": at.line, "endLine": at.end_line, **columns}
    told = ",".join(f"{key}={_property(str(value))}" for key, value in {**named, "title": f"svclint: {finding.rule}"}.items())
    lines = [one.told]
    lines += (f"{view.repository.shown(other.file)}:{other.line}: {other.message}" for other in one.related)
    lines += [f"help: {finding.help}"] if finding.help else []
    return f"::{_LEVELS[finding.severity]} {told}::{_data(chr(10).join(map(printable, lines)))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inert(line: str) -> str:
    """A line of the log with no command in it: the older kind, `##[name]`, may stand anywhere."""
    return line.replace("##[", "## [")
