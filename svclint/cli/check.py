"""`svclint check`: runs the engine, prints through `report/`, and turns what happened into an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from svclint.cli.options import options
from svclint.cli.outputs import STDOUT, Outputs, paired, write
from svclint.report import TEXT, printed

if TYPE_CHECKING:
    from pathlib import Path

    from svclint.config import Config
    from svclint.project import Project
    from svclint.report.view import View
    from svclint.result import Result


@click.command("check", cls=Outputs)
@options
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Show what would break in PATHS.

    That is the folder you stand in, unless you say otherwise. The whole project around is read as context, and shown is
    what touches the paths.

    \b
    svclint check                           everything below the folder you stand in
    svclint check k8s/web.yaml              what has to do with one file
    svclint check --select selectors,dns    these families of rules (`svclint rule` lists them)
    svclint check --min-confidence possible what is only possible as well
    svclint check --diff                    what --fix would change
    svclint check -f full -f sarif -o svclint.sarif
                                            for people, and into a file for code scanning
    """
    sys.exit(_check(paired(ctx, given.pop("output_format")), **given))


def _check(
    outputs: list[tuple[str, str]], paths: tuple[str, ...], config: tuple[str, ...], isolated: bool, **given: Any
) -> int:
    from msgspec import structs

    from svclint import cache as caches
    from svclint import engine
    from svclint.cli import baselines
    from svclint.cli.changes import before, staged
    from svclint.cli.progress import Teller
    from svclint.cli.tree import UNNAMED, around
    from svclint.engine.asking import Question
    from svclint.report.summary import summary
    from svclint.rule import Confidence

    tree, found = around(paths, config, given, isolated=isolated)
    isolated = isolated or UNNAMED in tree.named
    if given["show_files"]:
        _list(tree)
        return 0
    view, fixes = _view(tree.root, given), given["fix"] or given["fix_only"] or given["diff"]
    rules, least = _rules(found, given), Confidence[given["min_confidence"].upper()]

    if given["verbose"]:
        from svclint.cli import verbose

        verbose.before(tree, paths, view, isolated=isolated)
    cache = caches.Cache(trouble="--no-cache") if given["no_cache"] else caches.of_user()

    place, _ = baselines.place(tree.root, found, given)
    known = baselines.find(tree.root, found, given, isolated=isolated)
    held = before(tree.root, given, isolated=isolated)
    also = [path for path in tree.shown if path and path not in held] if held is not None and given["staged"] else []
    whole = structs.replace(staged(tree, found, held or ()), shown=("",)) if given["staged"] else tree
    teller = Teller(quiet=given["quiet"] > 0)

    question = Question(
        rules,
        found.rules,
        least,
        notes=view.notes or _places_notes(outputs, given),
        identify=bool(known or given["write_baseline"]),
    )
    render = given["render"] != "never"

    def check(project: Project) -> Result:
        with teller:
            result = engine.check(
                project, found, question, isolated=isolated, render=render, cache=cache, before=held, also=also
            )
        if known and not given["write_baseline"]:
            known.hide(result)
        return result

    if not fixes:
        result, status = check(whole), 0
    else:
        from svclint.cli import fixing

        result, status = fixing.run(check, whole, view, given)
        if given["diff"] or given["fix_only"]:
            return _status(result, {**given, "exit_zero": True}) or status
    if given["write_baseline"]:
        return baselines.write(place, result, known)
    baselines.tell_stale(result, place)
    for name, target in [("statistics", STDOUT)] if given["statistics"] else outputs:
        if target != STDOUT or given["quiet"] < 2:
            write(printed(name, result, view), target)
    if ("concise", STDOUT) in outputs and not given["statistics"] and not view.quiet:
        click.echo(summary(result, view), err=True, nl=False)
    if given["verbose"]:
        verbose.after(result, teller, cache)
    for warning in view.warnings:
        click.echo(f"svclint: {warning}", err=True)
    return max(_status(result, given), status)


def _rules(config: Config, given: dict[str, Any]) -> list[str]:
    """The ids of the rules to run."""
    from svclint import registry
    from svclint.errors import ConfigError

    select, extend, ignore = (given[name] for name in ("select", "extend_select", "ignore"))
    rules = registry.choose(select or config.select, (*config.extend_select, *extend), (*config.ignored, *ignore))
    if not rules:
        raise ConfigError("no rule is left to run")
    return rules


def _list(tree: Project) -> None:
    from svclint.report.view import View

    shown = View(tree.root).here
    for source in tree.sources():
        click.echo(shown.line(source.path))


def _status(result: Result, given: dict[str, Any]) -> int:
    """The exit status, with a line on standard error for what is no finding."""
    from svclint.rule import Severity

    for crash in result.crashes:
        click.echo(f"svclint: rule {crash.rule} failed, which is a bug in svclint; the other rules were run", err=True)
        if os.environ.get("SVCLINT_DEBUG"):
            click.echo(crash.trace, err=True)
    if not result.files and not result.rendered:
        if not given["quiet"]:
            click.echo("svclint: nothing to check: no file with apiVersion and kind", err=True)
        if given["fail_on_empty"]:
            return 2
    if result.changed == 0 and not result.reports:
        click.echo("svclint: nothing has changed: no finding is asked for", err=True)
    if result.crashes:
        return 3
    failing = any(one.finding.severity >= Severity[given["fail_level"].upper()] for one in result.reports)
    return 1 if failing and not given["exit_zero"] else 0


def _places_notes(outputs: list[tuple[str, str]], given: dict[str, Any]) -> bool:
    """Whether the places of notes will be read: most of a run's time where there are thousands."""
    return not given["statistics"] and any(name not in TEXT for name, _ in outputs)


def _view(root: Path, given: dict[str, Any]) -> View:
    from svclint.report.view import View
    from svclint.rule import Severity

    fails = Severity[given["fail_level"].upper()]
    colour = _coloured(given["colour"])
    links = colour and sys.stdout.isatty()
    return View(root, colour=colour, links=links, notes=given["show_notes"], quiet=given["quiet"] > 0, fails=fails)


def _coloured(asked: str) -> bool:
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
