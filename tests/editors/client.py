"""An editor for tests: pytest-lsp's client, talking to a real `svclint server`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, make_test_lsp_client

from tests.command import SVCLINT

PATIENCE = 60.0
"""Seconds: what a loaded machine may take, never what is asserted."""


def shown(diagnostic: lsp.Diagnostic) -> str:
    """A diagnostic as `line rule`."""
    return f"{diagnostic.range.start.line + 1} {diagnostic.code}"


class Editor:
    """One client and what it was told. `history` holds every publication in order."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        self.told: dict[str, list[lsp.Diagnostic]] = {}
        self.history: list[tuple[str, list[lsp.Diagnostic]]] = []
        self.versions: dict[str, int] = {}

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    def name(self, uri: str) -> str:
        return uri.removeprefix(self.root.as_uri() + "/")

    def open(self, file: str, text: str | None = None) -> None:
        self.versions[file] = 1
        text = (self.root / file).read_text() if text is None else text
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(self.uri(file), "yaml", 1, text)))

    def type(self, file: str, text: str) -> None:
        self.versions[file] += 1
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(self.versions[file], self.uri(file)),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def save(self, file: str, text: str | None = None) -> None:
        if text is not None:
            (self.root / file).write_text(text)
            self.type(file, text)
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(self.uri(file))))

    def close(self, file: str) -> None:
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(self.uri(file))))

    def outside(self, file: str, kind: lsp.FileChangeType = lsp.FileChangeType.Changed) -> None:
        """Tell that a file changed outside of the editor."""
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([lsp.FileEvent(self.uri(file), kind)]))

    def rules(self, file: str) -> list[str]:
        """What is told of a file, as `line rule`, notes left out."""
        return [shown(one) for one in self.told.get(file, ()) if one.severity != lsp.DiagnosticSeverity.Information]

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for something to be told."""
        began = time.monotonic()
        while not met():
            assert time.monotonic() - began < PATIENCE, f"told so far: { {file: self.rules(file) for file in self.told} }"
            await asyncio.sleep(0.01)

    async def quiet(self) -> None:
        """Wait until the server has taken all that was sent: it answers in order."""
        await self.client.text_document_code_lens_async(lsp.CodeLensParams(lsp.TextDocumentIdentifier(self.uri("none.yaml"))))

    def at(self, file: str, line: int, column: int) -> dict[str, Any]:
        """A place, from 1, as the parameters of a request."""
        return {
            "text_document": lsp.TextDocumentIdentifier(self.uri(file)),
            "position": lsp.Position(line - 1, column - 1),
        }


class _Published(dict[str, Sequence[lsp.Diagnostic]]):
    """Where the client puts what is published, by URI."""

    def __init__(self, known: Editor) -> None:
        super().__init__()
        self._known = known

    def __setitem__(self, uri: str, found: Sequence[lsp.Diagnostic]) -> None:
        super().__setitem__(uri, found)
        file = self._known.name(uri)
        self._known.told[file] = list(found)
        self._known.history.append((file, list(found)))


@asynccontextmanager
async def editor(root: Path, *folders: Path, capabilities: lsp.ClientCapabilities | None = None) -> AsyncIterator[Editor]:
    """An editor with workspace folders open (the root where none are given)."""
    client = make_test_lsp_client()
    known = Editor(client, root)

    client.diagnostics = _Published(known)
    await client.start_io(str(SVCLINT), "server", cwd=str(root))
    opened = [lsp.WorkspaceFolder(one.as_uri(), one.name) for one in folders or (root,)]
    await client.initialize_session(
        lsp.InitializeParams(capabilities=capabilities or lsp.ClientCapabilities(), workspace_folders=opened)
    )
    try:
        yield known
    finally:
        await client.shutdown_session()
        await client.stop()  # type: ignore[no-untyped-call]


def run(story: Coroutine[Any, Any, None]) -> None:
    """Run a story to its end."""
    asyncio.run(asyncio.wait_for(story, 120))
