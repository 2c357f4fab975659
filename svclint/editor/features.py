"""What an editor asks about a place: hover, definition, references, lenses, completion and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from svclint import registry
from svclint.editor import actions, completion, convert, understanding
from svclint.editor.folder import Folder
from svclint.read.lines import Lines
from svclint.trace import Told

if TYPE_CHECKING:
    from svclint.editor.server import Server

SHOW = "svclint.trace"
"""The command of a lens: say all that is known of the Service there."""


def add(server: Server) -> None:
    """Teach a server to answer them."""

    async def stands(uri: str, position: lsp.Position) -> tuple[Folder, str, int] | None:
        found = await server.ready(uri)
        return (*found, convert.offset(found[0].lines(found[1]), position)) if found else None

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(given: lsp.HoverParams) -> lsp.Hover | None:
        at = await stands(given.text_document.uri, given.position)
        spot = understanding.hovered(*at) if at else None
        if at is None or spot is None:
            return None
        text = "\n".join(_line(at[0], one) for one in spot.told)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), convert.area(at[0], spot.at))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(given: lsp.DefinitionParams) -> list[lsp.Location]:
        at = await stands(given.text_document.uri, given.position)
        return [convert.location(at[0], place) for place in understanding.meant(*at)] if at else []

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def references(given: lsp.ReferenceParams) -> list[lsp.Location]:
        at = await stands(given.text_document.uri, given.position)
        return [convert.location(at[0], place) for place in understanding.meaning(*at)] if at else []

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(given: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        uri = given.text_document.uri
        found = await server.ready(uri)
        if found is None:
            return []
        folder, file = found
        return [
            lsp.CodeLens(area := convert.area(folder, at), lsp.Command(told, SHOW, arguments=[uri, area.start]))
            for at, told in understanding.counted(folder, file)
        ]

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", ":"]))
    async def complete(given: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        found = await server.ready(given.text_document.uri)
        if found is None:
            return []
        document = server.workspace.get_text_document(given.text_document.uri)
        lines = Lines(document.source)
        line = given.position.line + 1
        column = convert.offset(lines, given.position) - lines.start(line) + 1
        at = completion.cursor(lines, line, column, len(document.lines))
        begins, ends = completion.word(lines, line, column, at)
        area = lsp.Range(convert.position(lines, line, begins), convert.position(lines, line, ends))
        return [
            lsp.CompletionItem(
                one.word, detail=one.told, kind=lsp.CompletionItemKind.Reference, text_edit=lsp.TextEdit(area, one.word)
            )
            for one in completion.choices(found[0], at)
        ]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, actions.FIX_ALL]))
    async def offered(given: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        await server.ready(given.text_document.uri)
        found = server.room(given.text_document.uri)
        return list(actions.offered(*found, given)) if found else []

    @server.command(SHOW)
    async def show(uri: str, at: lsp.Position) -> None:
        found = await stands(uri, at)
        spot = understanding.hovered(*found) if found else None
        if spot:
            told = "\n".join("  " * one.depth + one.text for one in spot.told)
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, told))

    @server.command(actions.PAGE)
    async def page(rule: str) -> None:
        await server.window_show_document_async(lsp.ShowDocumentParams(registry.page(rule), external=True))


def _line(folder: Folder, told: Told) -> str:
    """A sentence as a list item of Markdown, with a link to where it is written."""
    text = "".join(f"\\{char}" if char in "\\`*_{}[]<>#" else char for char in told.text)
    indent = "  " * told.depth
    if told.place is None:
        return f"{indent}- {text}"
    at = folder.texts.locate(told.place)
    return f"{indent}- {text} [{at.file}:{at.line}]({convert.uri(folder.path(at.file))}#L{at.line})"
