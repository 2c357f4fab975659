"""What can be done about a finding from the editor: each repair, an ignore with its reason, all safe repairs at once."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as lsp
from msgspec import structs

from svclint.editor import convert
from svclint.editor.folder import Folder
from svclint.editor.room import Room
from svclint.fix import apart
from svclint.result import Report

FIX_ALL = "source.fixAll.svclint"
PAGE = "svclint.page"
"""The command that opens the page of a rule."""


def offered(room: Room, file: str, given: lsp.CodeActionParams) -> Iterator[lsp.CodeAction]:
    """The actions for a stretch of a file, of the kinds that are asked for."""
    assert room.folder is not None
    folder, only = room.folder, given.context.only
    reports = room.board.of(file)
    if _wanted(only, lsp.CodeActionKind.QuickFix):
        for report in reports:
            area = convert.area(folder, report.at)
            if area.start <= given.range.end and given.range.start <= area.end:
                yield from _of(folder, report)
    safe = [report for report in reports if report.edits and report.finding.fix and report.finding.fix.safe]
    chosen = list(apart(safe))
    if chosen and _wanted(only, FIX_ALL):
        edits = [one for report in chosen for one in convert.edit(folder, report).document_changes or ()]
        yield lsp.CodeAction(
            f"Mend all that svclint can mend safely ({len(chosen)})",
            FIX_ALL,
            edit=lsp.WorkspaceEdit(document_changes=edits),
        )


def _of(folder: Folder, report: Report) -> Iterator[lsp.CodeAction]:
    finding, diagnostic = report.finding, convert.diagnostic(folder, report)
    if finding.fix and report.edits:
        yield lsp.CodeAction(
            f"{finding.fix.title}{'' if finding.fix.safe else ' (look at it first)'}",
            lsp.CodeActionKind.QuickFix,
            [diagnostic],
            is_preferred=finding.fix.safe,
            edit=convert.edit(folder, report),
        )
    ignored = _ignored(folder, report)
    if ignored:
        yield lsp.CodeAction(
            f"Ignore {finding.rule} here, with a reason",
            lsp.CodeActionKind.QuickFix,
            [diagnostic],
            edit=ignored,
        )
    command = lsp.Command(f"Open the page of {finding.rule}", PAGE, arguments=[finding.rule])
    yield lsp.CodeAction(command.title, lsp.CodeActionKind.QuickFix, [diagnostic], command=command)


def _ignored(folder: Folder, report: Report) -> lsp.WorkspaceEdit | None:
    """A comment of its own above the line, indented as the line is; None where none can stand or would be heard.

    Above the key of what takes several lines, and above the object of what stands in a text that is YAML itself.
    """
    place = report.finding.place
    if report.at.file.endswith(".json") or report.finding.rule in ("invalid-yaml", "unused-ignore"):
        return None
    if place.inner:
        if report.object is None:
            return None
        place = report.object.at()
    elif place.part not in ("comment", "line"):
        place = structs.replace(place, part="key")
    lines, number = folder.lines(report.at.file), folder.texts.locate(place).line
    line = lines.line(number)
    indent = line[: len(line) - len(line.lstrip())]
    at = lsp.Position(number - 1, 0)
    end = "\r\n" if "\r\n" in lines.text else "\n"
    text = f"{indent}# svclint: ignore[{report.finding.rule}] why?{end}"
    change = lsp.TextEdit(lsp.Range(at, at), text)
    uri = convert.uri(folder.path(report.at.file))
    document = lsp.OptionalVersionedTextDocumentIdentifier(uri, None)
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, [change])])


def _wanted(only: object, kind: str) -> bool:
    if not isinstance(only, (list, tuple)):
        return True
    return any(kind == str(getattr(one, "value", one)) or kind.startswith(f"{getattr(one, 'value', one)}.") for one in only)
