"""`svclint graph`: draws what sends to what."""

from __future__ import annotations

import sys

import click


@click.command("graph", short_help="Draw what sends to what.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["mermaid", "json"]),
    default="mermaid",
    show_default=True,
    help="A flowchart for Markdown pages, or a JSON array of links with both their places.",
)
@click.option("--config", multiple=True, help="Read this config file, or take `key = value` for one in it.")
@click.option("--no-render", is_flag=True, help="Read files as they are, and render no kustomization or chart.")
def command(form: str, config: tuple[str, ...], no_render: bool) -> None:
    """Draw what sends to what: Services to pods, and Ingresses, routes, host names and the like to Services.

    \b
    svclint graph > graph.mmd    a flowchart of what is below the folder you stand in
    svclint graph -f json        the same for programs
    """
    from svclint.cli.looking import looking
    from svclint.report import graphs
    from svclint.report.view import View

    with looking(config, render=not no_render) as look:
        for text in getattr(graphs, form)(look, View(look.project.root)):
            sys.stdout.write(text)
