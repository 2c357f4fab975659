"""`svclint trace`: says where Services send their traffic."""

from __future__ import annotations

import sys

import click


@click.command("trace", short_help="Say where a Service sends its traffic.")
@click.argument("names", nargs=-1, metavar="[SERVICE]...")
@click.option("--config", multiple=True, help="Read this config file, or take `key = value` for one in it.")
@click.option("--no-render", is_flag=True, help="Read files as they are, and render no kustomization or chart.")
def command(names: tuple[str, ...], config: tuple[str, ...], no_render: bool) -> None:
    """Say which pods each SERVICE reaches, where its ports land, what its name resolves to, and what uses it.

    A SERVICE is a name, or `namespace/name`; without one, all are told that are written below
    the folder you stand in.

    \b
    svclint trace cart           the Services called cart, in the files and in each environment
    svclint trace shop/cart      only that of the namespace shop
    """
    from svclint.cli.looking import looking
    from svclint.report.traced import traced
    from svclint.report.view import View

    found = False
    with looking(config, render=not no_render) as look:
        for text in traced(look, names, View(look.project.root)):
            found = True
            sys.stdout.write(text)
    if not found:
        told = f"no Service is called {' or '.join(names)}" if names else "there is no Service"
        click.echo(f"svclint: {told} here; `svclint trace` in the root of the project tells of all", err=True)
        sys.exit(2 if names else 0)
