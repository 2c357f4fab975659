"""Findings and places as the language server protocol has them: positions in UTF-16, files as URIs."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from svclint import registry
from svclint.editor.folder import Folder
from svclint.facts import Place
from svclint.read.lines import Lines
from svclint.result import Report
from svclint.rule import Severity
from svclint.texts import Located

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}


def uri(path: Path) -> str:
    """A file as a URI."""
    return from_fs_path(str(path)) or ""


def path(uri: str) -> Path | None:
    """The file that a URI means, None for what is no file: a revision of one is none."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found else None


def units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def position(lines: Lines, line: int, column: int) -> lsp.Position:
    """A line and column, from 1 in code points, as a position."""
    return lsp.Position(line - 1, units(lines.line(line)[: column - 1]))


def offset(lines: Lines, at: lsp.Position) -> int:
    """The code point that a position means."""
    text, taken = lines.line(at.line + 1), 0
    for index, char in enumerate(text):
        if taken >= at.character:
            return lines.start(at.line + 1) + index
        taken += units(char)
    return lines.start(at.line + 1) + len(text)


def area(folder: Folder, at: Located) -> lsp.Range:
    """Where something stands, as a range."""
    lines = folder.lines(at.file)
    return lsp.Range(position(lines, at.line, at.column), position(lines, at.end_line, at.end_column))


def location(folder: Folder, place: Place) -> lsp.Location:
    """A place as a location."""
    at = folder.texts.locate(place)
    return lsp.Location(uri(folder.path(at.file)), area(folder, at))


def diagnostic(folder: Folder, report: Report) -> lsp.Diagnostic:
    """A finding as a diagnostic; its rule, message and confidence are there again as data."""
    finding = report.finding
    told = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    if report.environments:
        told += f"\nrendered: {', '.join(report.environments)}"
    return lsp.Diagnostic(
        area(folder, report.at),
        told,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=lsp.CodeDescription(registry.page(finding.rule)),
        source="svclint",
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.rule == "unused-ignore" else None,
        related_information=[
            lsp.DiagnosticRelatedInformation(
                lsp.Location(uri(folder.path(other.file)), area(folder, other)), other.message or "the other end"
            )
            for other in report.related
        ],
    )


def edit(folder: Folder, report: Report) -> lsp.WorkspaceEdit:
    """The repair of a finding."""
    changes: dict[str, list[lsp.TextEdit | lsp.AnnotatedTextEdit | lsp.SnippetTextEdit]] = {}
    for at, text in report.edits:
        lines = folder.lines(at.file)
        span = lsp.Range(*(position(lines, *lines.position(one)) for one in at.offsets))
        changes.setdefault(uri(folder.path(at.file)), []).append(lsp.TextEdit(span, text))
    return lsp.WorkspaceEdit(
        document_changes=[
            lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(one, None), edits)
            for one, edits in changes.items()
        ]
    )
