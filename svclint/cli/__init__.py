"""The command line: each command is a module of its name here, imported when it is asked for.

Exit status: 0 nothing at or above `--fail-level`, 1 findings, 2 usage or config, 3 a bug in svclint.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from importlib import import_module
from typing import Any

import click

from svclint import __version__
from svclint.errors import ConfigError

COMMANDS = ("check", "clean", "config", "generate-shell-completion", "graph", "init", "rule", "server", "trace")
_ELSEWHERE = {"explain": "rule", "fix": "check --fix", "lint": "check"}
"""What commands of other linters are called here."""
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EIO)
"""Why standard output takes no more; an error that knows no file is of that."""
INTERRUPTED, BROKEN_PIPE = 130, 141


class _Commands(click.Group):
    """A group in which a first word that is no command is a path to check."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"svclint.cli.{cmd_name.replace('-', '_')}").command  # type: ignore[no-any-return]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = (*COMMANDS, "--version", "--help", "-h")
        named = args and args[0] in known
        if not (named or (ctx.resilient_parsing and not args)):
            _look(args)
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What it cannot follow of the invocation or the config is told, a line each, and ends it with 2."""
        try:
            _stand()
            return super().invoke(ctx)
        except ConfigError as error:
            tell(error)
            ctx.exit(2)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[click.shell_completion.CompletionItem]:
        """What can stand as the first word: a command, or a path to check."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file"), *super().shell_complete(ctx, incomplete)]


def tell(error: ConfigError) -> None:
    """Say on standard error what is wrong with the invocation or the config."""
    for line in str(error).splitlines():
        click.echo(f"svclint: {line}", err=True)


def _stand() -> None:
    """Refuse to run where there is no folder to stand in, as names of files would mean nothing."""
    try:
        os.getcwd()
    except OSError as error:
        raise ConfigError(f"the folder you stand in: {error.strerror}") from None


def _look(args: list[str]) -> None:
    """Refuse a first word that is no path and nearly a command, or one elsewhere."""
    if args and not args[0].startswith("-") and not os.path.lexists(args[0]):
        from svclint.errors import did_you_mean

        known = _ELSEWHERE.get(args[0])
        near = f"; did you mean `{known}`?" if known else did_you_mean(args[0], list(COMMANDS))
        if near:
            raise click.UsageError(f"there is no command and no file or folder `{args[0]}`{near}")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="svclint", message="%(prog)s %(version)s")
def cli() -> None:
    """Says where a Kubernetes Service would not carry traffic, and why.

    \b
    svclint                       check the folder you stand in
    svclint check k8s/            check a folder, with the whole project as context
    svclint init                  write a first config for the repository you stand in
    svclint trace cart            say where the Service cart sends its traffic
    svclint graph                 draw what sends to what
    svclint rule                  list the rules
    svclint rule short-name-dns   read the page of one
    svclint -f github             annotate a pull request; `svclint check --help` knows more
    """


def main() -> None:
    """The entry point. A closed pipe or Ctrl-C ends it quietly, a bug of ours in one line: `SVCLINT_DEBUG=1` shows the rest."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    gc.disable()
    try:
        try:
            _leave(cli.main(prog_name="svclint", standalone_mode=False))
        except SystemExit as ended:
            _leave(ended.code)
    except click.ClickException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()
            sys.exit(error.exit_code)
        context = error.ctx if isinstance(error, click.UsageError) else None
        more = f" (`{context.command_path} --help` tells more)" if context else ""
        click.echo(f"svclint: {' '.join(error.format_message().split())}{more}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo(f"svclint: standard output: {error.strerror}", err=True)
            sys.exit(2)
        if os.environ.get("SVCLINT_DEBUG"):
            raise
        click.echo(f"svclint: a bug in svclint: {type(error).__name__}: {error} (SVCLINT_DEBUG=1 shows where)", err=True)
        sys.exit(3)


def _end(number: int, _frame: object) -> None:
    """End by a signal once what was begun is taken apart, which a second signal of the kind does not stop."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def _leave(status: object) -> None:
    """End at once: to take apart all that a run has made would cost a small one a tenth of its time."""
    if not sys.stdout.closed:
        sys.stdout.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
