"""What a text needs to stay the same on both sides: what a position counts, and what ends a line."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.workspace import TextDocument, Workspace

_ODD = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line for Python, and for no editor."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


class Protocol(LanguageServerProtocol):
    """Positions count UTF-16 units, which every client knows, whatever else one would rather have."""

    @lsp_method(lsp.INITIALIZE)
    def lsp_initialize(self, params: lsp.InitializeParams) -> Generator[Any, Any, lsp.InitializeResult]:
        """Answer the client's first message."""
        if params.capabilities.general:
            params.capabilities.general.position_encodings = None
        return (yield from super().lsp_initialize(params))


class Buffer(TextDocument):
    """A text whose lines end as editors end them."""

    @property
    def lines(self) -> Sequence[str]:
        """The lines, each with its end."""
        return tuple(_LINE.findall(self.source)) if _ODD.search(self.source) else super().lines


class Buffers(Workspace):
    """The open texts of a client."""

    def __init__(self, like: Workspace) -> None:
        super().__init__(like.root_uri, like._sync_kind, list(like.folders.values()), like.position_encoding)

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> TextDocument:
        return Buffer(doc_uri, source, version, language_id, sync_kind=self._sync_kind, position_codec=self._position_codec)
