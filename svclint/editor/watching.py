"""Hears of files that change outside of buffers, and has their projects read anew once it is quiet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from svclint.editor import convert

if TYPE_CHECKING:
    from svclint.editor.server import Server

_ENDINGS = "yaml,yml,json,tpl,toml"
_FILES = f"**/*.{{{_ENDINGS}}}"
_GATHERS = 0.2
"""Seconds in which changes are gathered."""


class Watching:
    """What changed since the last look, project by project."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._changed: set[str] = set()
        self._clock: asyncio.TimerHandle | None = None

    async def ask(self) -> None:
        """Have the client say what changes on the disk. What is deleted may be a folder, of which no file is named."""
        workspace = self._server.client_capabilities.workspace
        able = workspace.did_change_watched_files if workspace else None
        if able and able.dynamic_registration:
            watchers = [lsp.FileSystemWatcher(_FILES), lsp.FileSystemWatcher("**", lsp.WatchKind.Delete)]
            options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
            await self._server.client_register_capability_async(
                lsp.RegistrationParams([lsp.Registration("svclint-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)])
            )

    def hear(self, *uris: str) -> None:
        """Take note of files or folders that came, went or changed."""
        self._changed.update(uris)
        if self._changed and self._clock is None:
            self._clock = asyncio.get_running_loop().call_later(_GATHERS, self._look)

    def _look(self) -> None:
        paths = [path for path in map(convert.path, self._changed) if path]
        self._clock = None
        self._changed.clear()
        for room in self._server.rooms.values():
            if room.folder and room.folder.concerned(paths):
                room.reload()


def add(server: Server) -> None:
    """Teach a server to hear of them."""

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(given: lsp.DidChangeWatchedFilesParams) -> None:
        held = {document.uri for document in server.workspace.text_documents.values()}
        server.watching.hear(*(change.uri for change in given.changes if change.uri not in held))

    filters = [
        lsp.FileOperationFilter(lsp.FileOperationPattern(_FILES), "file"),
        lsp.FileOperationFilter(lsp.FileOperationPattern("**", lsp.FileOperationPatternKind.Folder), "file"),
    ]
    options = lsp.FileOperationRegistrationOptions(filters)

    @server.feature(lsp.WORKSPACE_DID_CREATE_FILES, options)
    def created(given: lsp.CreateFilesParams) -> None:
        server.watching.hear(*(one.uri for one in given.files))

    @server.feature(lsp.WORKSPACE_DID_DELETE_FILES, options)
    def deleted(given: lsp.DeleteFilesParams) -> None:
        server.watching.hear(*(one.uri for one in given.files))

    @server.feature(lsp.WORKSPACE_DID_RENAME_FILES, options)
    def renamed(given: lsp.RenameFilesParams) -> None:
        server.watching.hear(*(uri for one in given.files for uri in (one.old_uri, one.new_uri)))
