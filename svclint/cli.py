"""The command line: parses it, runs the engine, prints through `report/`, and turns what happened into an exit status.

Exit status: 0 nothing at or above `--fail-level`, 1 findings, 2 usage or config, 3 a bug in svclint.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from svclint import __version__

FORMATS = ("full", "concise", "json")


class _Commands(click.Group):
    """A group in which a first word that is no command is a path to check."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = (*self.commands, "--version", "--help", "-h")
        return super().parse_args(ctx, args if args and args[0] in known else ["check", *args])


def _words(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    """Comma-separated words, as often as given."""
    return tuple(word.strip() for part in given for word in part.split(",") if word.strip())


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


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--output-format",
    "--format",
    "-f",
    "output_format",
    type=click.Choice(FORMATS),
    default="full",
    envvar="SVCLINT_OUTPUT_FORMAT",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--select", multiple=True, callback=_words, help="Run these rules or families only (comma-separated).")
@click.option("--extend-select", multiple=True, callback=_words, help="Run these rules or families as well.")
@click.option("--ignore", multiple=True, callback=_words, help="Leave these rules or families out.")
@click.option(
    "--min-confidence",
    type=click.Choice(["certain", "likely", "possible"]),
    default="likely",
    show_default=True,
    help="Show findings that are at least this sure.",
)
@click.option(
    "--fail-level",
    type=click.Choice(["error", "warning", "note"]),
    default="warning",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--isolated", is_flag=True, help="No config file, no ignore files: the given paths are the whole world.")
@click.option("--config", "config_file", type=click.Path(dir_okay=False), help="Read this config file.")
@click.option(
    "--render",
    type=click.Choice(["auto", "never", "require"]),
    default="auto",
    show_default=True,
    help="Render kustomizations and charts where a program for it is installed; `require`: an error of each that is not.",
)
@click.option("--show-notes", is_flag=True, help="Show every note, not one line a rule.")
@click.option("--kubernetes-version", metavar="1.N", help="The Kubernetes minor to check for, such as 1.37.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("--show-files", is_flag=True, help="List the files that would be read, and stop.")
@click.option("--fail-on-empty", is_flag=True, help="Exit with 2 when there is nothing to check.")
@click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output.",
)
def check(**given: Any) -> None:
    """Check PATHS (default: the folder you stand in) and show what touches them; the project around is read as context."""
    from svclint.errors import ConfigError

    try:
        sys.exit(_check(**given))
    except ConfigError as error:
        for line in str(error).splitlines():
            click.echo(f"svclint: {line}", err=True)
        sys.exit(2)


def _check(paths: tuple[str, ...], config_file: str | None, isolated: bool, **given: Any) -> int:
    from pathlib import Path

    from msgspec import structs

    from svclint import config as configs
    from svclint import engine, project, registry
    from svclint.errors import ConfigError
    from svclint.report.paths import Paths
    from svclint.rule import Confidence, Severity

    folder = project.start(paths or (".",))
    found = None if isolated else Path(config_file).resolve() if config_file else configs.find(folder)
    config = configs.load(found) if found else configs.Config()
    version = given["kubernetes_version"]
    if version is not None:
        config = configs.convert({**configs.plain(config), "kubernetes-version": version.removeprefix("v")}, "command line")
    tree = project.discover(paths or (".",), folder, found, config.exclude, isolated=isolated)
    if given["show_files"]:
        shown = Paths(tree.root)
        for source in tree.sources():
            click.echo(shown.line(source.path))
        return 0
    select, extend, ignore = (given[name] for name in ("select", "extend_select", "ignore"))
    rules = registry.choose(select or config.select, (*config.extend_select, *extend), (*config.ignore, *ignore))
    if not rules:
        raise ConfigError("no rule is left to run")
    if given["render"] == "require":
        config = structs.replace(config, rules={**config.rules, "not-rendered": {"severity": "error"}})
    result = engine.check(
        tree,
        config,
        rules,
        Confidence[given["min_confidence"].upper()],
        isolated=isolated,
        notes=_places_notes(given),
        render=given["render"] != "never",
    )
    _print(result, tree.root, given)
    for crash in result.crashes:
        click.echo(f"svclint: rule {crash.rule} failed, which is a bug in svclint; the other rules were run", err=True)
        if os.environ.get("SVCLINT_DEBUG"):
            click.echo(crash.trace, err=True)
    if not result.files and not result.rendered:
        click.echo("svclint: nothing to check: no file with apiVersion and kind", err=True)
        if given["fail_on_empty"]:
            return 2
    if result.crashes:
        return 3
    failing = any(one.finding.severity >= Severity[given["fail_level"].upper()] for one in result.reports)
    return 1 if failing and not given["exit_zero"] else 0


def _places_notes(given: dict[str, Any]) -> bool:
    """Whether the places of notes will be read: most of a run's time where there are thousands."""
    return bool(given["show_notes"] or given["output_format"] != "full") and not given["statistics"]


def _print(result: Any, root: Any, given: dict[str, Any]) -> None:
    from svclint.report import printed

    name = "statistics" if given["statistics"] else given["output_format"]
    for line in printed(name, result, root, colour=_coloured(given["colour"]), show_notes=given["show_notes"]):
        sys.stdout.write(line)
    sys.stdout.flush()


def _coloured(asked: str) -> bool:
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


@cli.command()
@click.argument("rule_id", required=False)
@click.option("--all", "everything", is_flag=True, help="Print every page.")
def rule(rule_id: str | None, everything: bool) -> None:
    """Print the page of a rule, or list all rules or those of a family."""
    from svclint import docs, registry
    from svclint.errors import did_you_mean

    if everything:
        click.echo("\n".join(docs.page(one) for one in registry.families()), nl=False)
    elif rule_id is None or rule_id in registry.families().values():
        click.echo(docs.index(rule_id), nl=False)
    elif rule_id in registry.families():
        click.echo(docs.page(rule_id), nl=False)
    else:
        click.echo(f"svclint: no rule `{rule_id}`{did_you_mean(rule_id, list(registry.families()))}", err=True)
        sys.exit(2)


@cli.group()
def config() -> None:
    """Look at the config."""


@config.command("check")
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


def main() -> None:
    """The entry point. A closed pipe ends it quietly, and a bug of ours in one line: `SVCLINT_DEBUG=1` shows the rest."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        cli()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if os.environ.get("SVCLINT_DEBUG"):
            raise
        click.echo(f"svclint: a bug in svclint: {type(error).__name__}: {error} (SVCLINT_DEBUG=1 shows where)", err=True)
        sys.exit(3)
