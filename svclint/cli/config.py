"""`svclint config`: looks at the config."""

from __future__ import annotations

import os
import sys

import click

from svclint.cli import tell


@click.group("config")
def command() -> None:
    """Look at the config.

    \b
    svclint config check     is it fine?
    svclint config show      what holds here, and where it comes from
    svclint config schema    for an editor that completes and checks YAML by JSON Schema
    """


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False))
def check(files: tuple[str, ...]) -> None:
    """Check config FILES (default: the one that applies here), with what they build on."""
    from pathlib import Path

    from svclint.config import files as found
    from svclint.errors import ConfigError

    paths = [Path(file).absolute() for file in files] or [path for path in [found.find(Path.cwd())] if path]
    if not paths:
        click.echo("svclint: no config file here; every default applies", err=True)
    failed = False
    for path in paths:
        try:
            found.load(path)
            click.echo(f"{os.path.relpath(path)}: fine")
        except ConfigError as error:
            failed = True
            tell(error)
    sys.exit(2 if failed else 0)


@command.command("show")
@click.argument("path", default=".", type=click.Path(exists=True))
@click.option("--config", multiple=True, metavar="FILE | KEY=VALUE", help="As for `svclint check`.")
def show(path: str, config: tuple[str, ...]) -> None:
    """Print the config that holds for PATH as one file, each value with where it comes from."""
    from svclint import project
    from svclint.cli.settings import settings
    from svclint.config.show import shown

    _, loaded = settings(project.start([path]), config)
    for line in shown(loaded):
        click.echo(line)


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of the config."""
    from svclint.read.shape import schema_file

    click.echo(schema_file("config.json").decode(), nl=False)
