"""The baseline of a run: which file it is, and what is said when it is written or has grown stale."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svclint.errors import ConfigError

if TYPE_CHECKING:
    from svclint.config import Config
    from svclint.engine.baseline import Baseline
    from svclint.result import Result

_TOLD = 5
"""Stale entries that are told one by one."""


def place(root: Path, config: Config, given: dict[str, Any]) -> tuple[Path, bool]:
    """The baseline file: the option's, the config's, else the one at the root; and whether it must be there."""
    from svclint.engine.baseline import FILE_NAME

    for option in ("--diff", "--fix-only", "--since", "--staged", "--no-baseline"):
        if given["write_baseline"] and given[option.removeprefix("--").replace("-", "_")]:
            raise ConfigError(f"--write-baseline writes down what a whole run finds, which {option} does not show")
    if given["baseline"] is not None:
        return Path(given["baseline"]), True
    if config.baseline is not None:
        return root / config.baseline, True
    return root / FILE_NAME, False


def find(root: Path, config: Config, given: dict[str, Any], *, isolated: bool) -> Baseline | None:
    """The baseline that holds for a run, None where there is none. Raises ConfigError for one that cannot be read."""
    path, wanted = place(root, config, given)
    if given["no_baseline"] or (isolated and given["baseline"] is None and not given["write_baseline"]):
        return None
    if not os.path.lexists(path) and (given["write_baseline"] or not wanted):
        return None
    from svclint.engine import baseline

    return baseline.load(path)


def write(path: Path, result: Result, old: Baseline | None) -> int:
    """Write what a run found, say so, and give the exit status."""
    from svclint.engine import baseline

    if result.crashes:
        raise ConfigError("no baseline was written: a rule failed")
    number, gone = baseline.write(path, result.reports, old, result)
    stale = f"; {gone:,} stale {'entry is' if gone == 1 else 'entries are'} gone" if gone else ""
    click.echo(f"svclint: {number:,} {'finding' if number == 1 else 'findings'} in {os.path.relpath(path)}{stale}", err=True)
    return 0


def tell_stale(result: Result, path: Path) -> None:
    """Say which entries mean nothing any more."""
    shown = os.path.relpath(path)
    for one in result.stale[:_TOLD]:
        entry = one.identity
        what = f"{entry.rule} of {entry.object}" if entry.object else entry.rule
        where = f" in {', '.join(one.environments)}" if one.environments else ""
        told = f"stale: {entry.file} has no {what}{where} any more (--write-baseline takes it out)"
        click.echo(f"svclint: {shown}:{one.line}: {told.encode('utf-8', 'backslashreplace').decode()}", err=True)
    if len(result.stale) > _TOLD:
        click.echo(f"svclint: {shown}: {len(result.stale) - _TOLD:,} more stale entries", err=True)
