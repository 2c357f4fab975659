"""The project that a run looks at, and the config that holds for it: what the command line says of paths and files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
from msgspec import structs

from svclint import project
from svclint.cli.settings import settings
from svclint.config import Config
from svclint.errors import ConfigError
from svclint.project import Project

STDIN = "-"
UNNAMED = "<stdin>"
"""The name of standard input where none is given."""


def around(paths: tuple[str, ...], config: tuple[str, ...], given: dict[str, Any], *, isolated: bool) -> tuple[Project, Config]:
    """The files to look at and the config that holds for them, with what the command line says instead.

    For `-`, standard input stands in for the file that `--stdin-filename` names, else it is a file alone.
    """
    buffer = _buffer(paths, given)
    paths = (given["stdin_filename"],) if given["stdin_filename"] else () if buffer is not None else paths
    start = _existing(paths[0]) if buffer is not None and paths else None
    folder = start or project.start((".",) if given["staged"] else paths or (".",))
    version = given["kubernetes_version"] and given["kubernetes_version"].removeprefix("v")
    globs = {key.replace("_", "-"): list(given[key]) or None for key in ("exclude", "extend_exclude")}
    if given["show_settings"]:
        chosen = {"select": given["select"], "extend-select": given["extend_select"], "extend-ignore": given["ignore"]}
        globs |= {key: list(words) or None for key, words in chosen.items()}
    root, loaded = settings(folder, config, isolated=isolated, **{"kubernetes-version": version, **globs})
    found = loaded.config
    if given["show_settings"]:
        from svclint.config.show import shown

        for line in shown(loaded):
            click.echo(line)
        sys.exit(0)
    if given["render"] == "require":
        found = structs.replace(found, rules={**found.rules, "not-rendered": {"severity": "error", "required": True}})
    if buffer is not None and not paths:
        return project.alone(UNNAMED, buffer), found
    tree = project.discover(paths or (".",), root, found.excluded, isolated=isolated, force=given["force_exclude"])
    if buffer is not None:
        tree = tree.but(dict.fromkeys(tree.shown, buffer))
    if tree.trouble and not given["quiet"] and given["since"] is None and not given["staged"]:
        click.echo(f"svclint: git does not say which files are ignored, so all are read: {tree.trouble}", err=True)
    if not tree.shown:
        click.echo("svclint: everything named is excluded (--force-exclude)", err=True)
    return tree, found


def _buffer(paths: tuple[str, ...], given: dict[str, Any]) -> bytes | None:
    """What standard input holds, None where it is not asked for."""
    if STDIN not in paths:
        if given["stdin_filename"]:
            raise ConfigError("--stdin-filename says what `-` stands in for, and no `-` is given")
        return None
    if len(paths) > 1:
        raise ConfigError("`-` is standard input, and stands alone: --stdin-filename says which file it stands in for")
    if given["fix"] or given["fix_only"]:
        raise ConfigError("--fix writes into files, and `-` is none: --diff shows what it would change")
    return sys.stdin.buffer.read()


def _existing(path: str) -> Path:
    """The nearest folder above a path that is there."""
    folder = Path(os.path.abspath(path)).parent
    return next(one for one in (folder, *folder.parents) if one.is_dir())
