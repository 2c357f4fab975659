"""The language server: what an editor sends goes to the room of its project, and what that says goes back."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from svclint import __version__
from svclint.editor import convert, features, watching
from svclint.editor.board import Told
from svclint.editor.folder import Folder
from svclint.editor.protocol import Buffers, Protocol
from svclint.editor.room import Room

_FOLLOWS = 3.0
"""Seconds after which the editor's process is looked for again."""


class Server(LanguageServer):
    """One client's rooms, a project each."""

    def __init__(self) -> None:
        super().__init__("svclint", __version__, protocol_cls=Protocol)
        self.rooms: dict[Path, Room] = {}
        self.opening = asyncio.Lock()
        self.watching = watching.Watching(self)

    def room(self, uri: str) -> tuple[Room, str] | None:
        """The room of a file that is open, and its name there."""
        path = convert.path(uri)
        for room in sorted(self.rooms.values(), key=lambda one: -len(one.path.parts)):
            file = room.holds(path) if path else None
            if file is not None:
                return room, file
        return None

    async def ready(self, uri: str) -> tuple[Folder, str] | None:
        """The project of a file that is open, as soon as it is read, and the file's name there."""
        async with self.opening:
            found = self.room(uri)
        return (found[0].folder, found[1]) if found and found[0].folder else None

    async def enter(self, path: Path) -> Room:
        """The room of the project around a folder or a file, which is read where it is new."""
        async with self.opening:
            for known in self.rooms.values():
                if known.folder and known.folder.reaches(path):
                    return known
            room = Room(path, self.tell)
            folder = await room.open()
            if folder.root in self.rooms:
                self.rooms[folder.root].close()
            self.rooms[folder.root] = room
        for document in list(self.workspace.text_documents.values()):
            found = self.room(document.uri)
            if found and found[0] is room:
                folder.put(found[1], document.source)
        if folder.trouble:
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"svclint: {folder.trouble}"))
        room.render()
        room.settle()
        return room

    def tell(self, room: Room, told: list[Told]) -> None:
        """Publish what is new of files. A client that asks does so for what is open, and is told to ask again."""
        assert room.folder is not None
        versions = {convert.path(one.uri): one.version for one in self.workspace.text_documents.values()}
        asked = set(versions) if self.pulls else set()
        if any(room.folder.path(one.file) in asked for one in told):
            self.workspace_diagnostic_refresh(None)
        for one in told:
            path = room.folder.path(one.file)
            if path not in asked:
                found = [convert.diagnostic(room.folder, report) for report in one.reports]
                self.text_document_publish_diagnostics(
                    lsp.PublishDiagnosticsParams(convert.uri(path), found, versions.get(path))
                )

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself, and can be told to ask again."""
        text = self.client_capabilities.text_document
        workspace = self.client_capabilities.workspace
        refreshed = workspace.diagnostics.refresh_support if workspace and workspace.diagnostics else False
        return bool(text and text.diagnostic and refreshed)


def make() -> Server:
    """A server with everything that it can do."""
    server = Server()

    @server.feature(lsp.INITIALIZE)
    def initialize(given: lsp.InitializeParams) -> None:
        server.protocol._workspace = Buffers(server.workspace)
        if given.process_id is not None:
            asyncio.get_running_loop().create_task(_follow(given.process_id))

    @server.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        for folder in list(server.workspace.folders.values()):
            path = convert.path(folder.uri)
            if path and path.is_dir():
                await server.enter(path)
        await server.watching.ask()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(given: lsp.DidOpenTextDocumentParams) -> None:
        path = convert.path(given.text_document.uri)
        if path is None:
            return
        if server.room(given.text_document.uri) is None:
            await server.enter(path)
        _take(given.text_document.uri)
        if server.pulls:
            server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(given.text_document.uri, []))

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(given: lsp.DidChangeTextDocumentParams) -> None:
        _take(given.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(given: lsp.DidSaveTextDocumentParams) -> None:
        _take(given.text_document.uri, saved=True)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(given: lsp.DidCloseTextDocumentParams) -> None:
        found = server.room(given.text_document.uri)
        if found:
            room, file = found
            room.edit(file, None, saved=True)
            if server.pulls:
                server.tell(room, [Told(file, room.board.of(file))])

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(given: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for gone in given.event.removed:
            path = convert.path(gone.uri)
            for root, room in list(server.rooms.items()):
                if path == room.path:
                    room.close()
                    del server.rooms[root]
        for new in given.event.added:
            path = convert.path(new.uri)
            if path and path.is_dir():
                await server.enter(path)

    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="svclint"),
    )
    async def pulled(given: lsp.DocumentDiagnosticParams) -> lsp.RelatedFullDocumentDiagnosticReport:
        await server.ready(given.text_document.uri)
        found = server.room(given.text_document.uri)
        items = _diagnostics(*found) if found else []
        return lsp.RelatedFullDocumentDiagnosticReport(items)

    def _take(uri: str, *, saved: bool = False) -> None:
        found = server.room(uri)
        if found:
            found[0].edit(found[1], server.workspace.get_text_document(uri).source, saved=saved)

    def _diagnostics(room: Room, file: str) -> list[lsp.Diagnostic]:
        assert room.folder is not None
        return [convert.diagnostic(room.folder, report) for report in room.board.of(file)]

    features.add(server)
    watching.add(server)
    return server


async def _follow(process: int) -> None:
    """End with the editor's process, also where something else keeps the pipe to it open."""
    while True:
        await asyncio.sleep(_FOLLOWS)
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            os._exit(1)
        except OSError:
            return


def serve() -> None:
    """Talk to one client over standard input and output until it leaves."""
    gc.enable()
    make().start_io()
