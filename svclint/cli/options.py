"""The options of `svclint check`, each with what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from svclint.report import FORMATS


def words(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    """Comma-separated words, as often as given."""
    return tuple(word.strip() for part in given for word in part.split(",") if word.strip())


OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("paths", nargs=-1, type=click.Path()),
    click.option(
        "--output-format",
        "--format",
        "-f",
        "output_format",
        type=click.Choice(FORMATS),
        multiple=True,
        default=("full",),
        envvar="SVCLINT_OUTPUT_FORMAT",
        show_envvar=True,
        help="How to write the findings; `full` unless said otherwise. Several times, with `-o` between, for several files.",
    ),
    click.option(
        "--output-file",
        "-o",
        "output_file",
        type=click.Path(),
        multiple=True,
        help="Write the format named before it into this file; `-` is standard output.",
    ),
    click.option("--select", multiple=True, callback=words, help="Run these rules or families only (comma-separated)."),
    click.option("--extend-select", multiple=True, callback=words, help="Run these rules or families as well."),
    click.option("--ignore", multiple=True, callback=words, help="Leave these rules or families out."),
    click.option(
        "--min-confidence",
        type=click.Choice(["certain", "likely", "possible"]),
        default="likely",
        show_default=True,
        help="Show findings that are at least this sure.",
    ),
    click.option(
        "--fail-level",
        type=click.Choice(["error", "warning", "note"]),
        default="warning",
        show_default=True,
        help="Exit with 1 from this severity on.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found."),
    click.option("--fix", is_flag=True, help="Mend what has a safe fix (notes with --show-notes), and show what remains."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix and --diff: the fixes that want a look as well."),
    click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing; exit with 1 if it would."),
    click.option("--fix-only", is_flag=True, help="As --fix, but show nothing and exit with 0, whatever remains."),
    click.option("--isolated", is_flag=True, help="No config file, no ignore files: the given paths are the whole world."),
    click.option(
        "--config",
        multiple=True,
        metavar="FILE | KEY=VALUE",
        help="Read this config file, or set a key of the config to a TOML value; as often as needed.",
    ),
    click.option("--stdin-filename", metavar="PATH", help="With `-` for PATHS: the file that standard input stands in for."),
    click.option("--exclude", metavar="GLOBS", multiple=True, callback=words, help="Leave out these files, not the config's."),
    click.option("--extend-exclude", metavar="GLOBS", multiple=True, callback=words, help="Leave these files out as well."),
    click.option("--force-exclude", is_flag=True, help="Leave excluded files out even where PATHS names them."),
    click.option("--baseline", type=click.Path(dir_okay=False), help="Hide the findings that stand in this baseline file."),
    click.option("--no-baseline", is_flag=True, help="Show what a baseline hides."),
    click.option(
        "--write-baseline", is_flag=True, help="Write what is found into the baseline (.svclint-baseline.json), and stop."
    ),
    click.option(
        "--since",
        metavar="REV",
        help="Show only what has to do with what changed since a branch, tag or commit, as a pull request would show it.",
    ),
    click.option("--staged", is_flag=True, help="The same with what is staged for commit; and what touches PATHS, if given."),
    click.option(
        "--render",
        type=click.Choice(["auto", "never", "require"]),
        default="auto",
        show_default=True,
        help="Render kustomizations and charts where a program for it is installed; `require`: an error of each that is not.",
    ),
    click.option("--no-cache", is_flag=True, help="Take nothing from earlier runs, and keep nothing for later ones."),
    click.option("--show-notes", is_flag=True, help="Show every note, not one line a rule."),
    click.option("--kubernetes-version", metavar="1.N", help="The Kubernetes minor to check for, such as 1.37."),
    click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them."),
    click.option("--show-settings", is_flag=True, help="Print the config with where each value comes from, and stop."),
    click.option("--show-files", is_flag=True, help="List the files that would be read, and stop."),
    click.option("--fail-on-empty", is_flag=True, help="Exit with 2 when there is nothing to check."),
    click.option("--quiet", "-q", count=True, help="Show findings only, no summary; twice: nothing but files and exit status."),
    click.option("--verbose", "-v", is_flag=True, help="Tell the config, the files left out, the programs and the time taken."),
    click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour the output.",
    ),
)


def options(command: Any) -> Any:
    """A command with all of them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
