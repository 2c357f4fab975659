"""The command line: each command is a module of its name here, imported when it is asked for.

Exit status: 0 nothing at or above `--fail-level`, 1 findings, 2 usage or config, 3 a bug in svclint.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from svclint import __version__

COMMANDS = ("check", "clean", "config", "rule", "server")


class _Commands(click.Group):
    """A group in which a first word that is no command is a path to check."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"svclint.cli.{cmd_name}").command  # type: ignore[no-any-return]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = (*COMMANDS, "--version", "--help", "-h")
        return super().parse_args(ctx, args if args and args[0] in known else ["check", *args])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="svclint", message="%(prog)s %(version)s")
def cli() -> None:
    """Says where a Kubernetes Service would not carry traffic, and why.

    \b
    svclint                       check the folder you stand in
    svclint check k8s/            check a folder, with the whole project as context
    svclint rule                  list the rules
    svclint rule short-name-dns   read the page of one
    """


def main() -> None:
    """The entry point. A closed pipe ends it quietly, and a bug of ours in one line: `SVCLINT_DEBUG=1` shows the rest."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    gc.disable()
    try:
        try:
            cli()
        except SystemExit as ended:
            _leave(ended.code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if os.environ.get("SVCLINT_DEBUG"):
            raise
        click.echo(f"svclint: a bug in svclint: {type(error).__name__}: {error} (SVCLINT_DEBUG=1 shows where)", err=True)
        sys.exit(3)


def _leave(status: object) -> None:
    """End at once: to take apart all that a run has made would cost a small one a tenth of its time."""
    sys.stdout.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
