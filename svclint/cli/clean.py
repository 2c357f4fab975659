"""`svclint clean`: takes away what earlier runs kept."""

from __future__ import annotations

import sys

import click


@click.command("clean")
def command() -> None:
    """Remove what earlier runs kept.

    It lies in the cache folder of the user; the next run works it out again.
    """
    from svclint import cache

    folder = cache.place()
    if folder is None:
        click.echo("svclint: there is no cache folder: no home is known", err=True)
        sys.exit(2)
    try:
        freed = cache.clean(folder)
    except OSError as error:
        click.echo(f"svclint: {folder}: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(f"Removed {freed:,} bytes from {folder}" if freed else f"Nothing was kept in {folder}")
