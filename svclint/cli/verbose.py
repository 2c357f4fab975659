"""What `-v` tells on standard error: the config, files that were left out, programs, and what took how long."""

from __future__ import annotations

import os

import click

from svclint import project
from svclint.cache import Cache
from svclint.cli.progress import Teller
from svclint.config import files
from svclint.project import Project
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Result


def before(tree: Project, paths: tuple[str, ...], view: View, *, isolated: bool) -> None:
    """Tell the config file, the root, and the files that are left out."""
    config = None if isolated else files.find(project.start(paths or (".",)))
    _say(f"config: {printable(os.path.relpath(config)) if config else 'no config file; every default applies'}")
    _say(f"project: {printable(str(tree.root))}, {len(tree.files):,} files that may hold manifests")
    without = project.discover(paths or (".",), tree.root, isolated=isolated)
    for file in sorted(set(without.files) - set(tree.files)):
        _say(f"skipped {view.here.line(file)}: the config excludes it")
    read = {source.path for source in tree.sources()}
    for file in tree.files:
        if file not in read:
            link = os.path.islink(tree.root / file)
            _say(f"skipped {view.here.line(file)}: {'a symbolic link' if link else 'no apiVersion and kind in it'}")


def after(result: Result, teller: Teller, cache: Cache) -> None:
    """Tell the programs that rendered, where the cache is or why there is none, and the time of each stage."""
    _say(f"cache: {printable(cache.folder) if cache.folder else f'none: {cache.trouble}'}")
    for one in result.built:
        _say(f"{one.by} rendered {one.number:,} {one.what}{'' if one.number == 1 else 's'}")
    for stage, seconds in teller.times():
        _say(f"{seconds:7.3f} s  {stage}")


def _say(line: str) -> None:
    click.echo(f"svclint: {line}", err=True)
