"""`svclint config`: looks at the config."""

from __future__ import annotations

import os
import sys

import click


@click.group("config")
def command() -> None:
    """Look at the config."""


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False))
def config_check(files: tuple[str, ...]) -> None:
    """Check config FILES (default: the one that applies here)."""
    from pathlib import Path

    from svclint import config as configs
    from svclint.errors import ConfigError

    paths = [Path(file) for file in files] or [path for path in [configs.find(Path.cwd())] if path]
    if not paths:
        click.echo("svclint: no config file here; every default applies", err=True)
    failed = False
    for path in paths:
        try:
            configs.load(path).cluster()
            click.echo(f"{os.path.relpath(path)}: fine")
        except ConfigError as error:
            failed = True
            for line in str(error).splitlines():
                click.echo(f"svclint: {line}", err=True)
    sys.exit(2 if failed else 0)
