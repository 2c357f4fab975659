"""`svclint server`: talks to an editor."""

from __future__ import annotations

import sys

import click


@click.command("server")
def command() -> None:
    """Serve an editor (LSP).

    It speaks over standard input and output, and needs the extra `lsp`: `pip install 'svclint[lsp]'`.
    """
    try:
        from svclint.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        click.echo("svclint: the language server needs pygls: pip install 'svclint[lsp]'", err=True)
        sys.exit(2)
    serve()
