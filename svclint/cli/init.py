"""`svclint init`: writes a first config, and shows how to run svclint where the repository is checked already."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svclint import __version__

if TYPE_CHECKING:
    from svclint.config.scaffold import Seen

PRE_COMMIT = f"""\
repos:
  - repo: https://github.com/svclint/svclint
    rev: v{__version__}  # until it is released, the SHA of a commit
    hooks:
      - id: svclint
"""
GITHUB = f"""\
name: svclint

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  svclint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: svclint/svclint@v{__version__}  # until it is released, the SHA of a commit
"""


@click.command("init")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pre-commit", is_flag=True, help="Write .pre-commit-config.yaml as well.")
@click.option("--github", is_flag=True, help="Write .github/workflows/svclint.yml as well.")
def command(folder: Path, pre_commit: bool, github: bool) -> None:
    """Write a commented .svclint.yaml.

    It is made for the repository in FOLDER, by default the one you stand in. No file that is there is touched.

    \b
    svclint init                  the config, and advice
    svclint init --pre-commit     the hook for pre-commit as well
    svclint init --github         the workflow for GitHub as well
    """
    from svclint.config import scaffold
    from svclint.config.files import FILE_NAME, find

    there = find(folder.absolute())
    if there and there.parent == folder.absolute():
        _end(f"{os.path.relpath(there)} configures svclint already; nothing was written")
    offered = {
        folder / ".pre-commit-config.yaml": ("--pre-commit", pre_commit, PRE_COMMIT),
        folder / ".github" / "workflows" / "svclint.yml": ("--github", github, GITHUB),
    }
    asked = {path: text for path, (_, wanted, text) in offered.items() if wanted}
    for path, text in asked.items():
        if os.path.lexists(path):
            _end(f"{path} is there already; nothing was written. This belongs into it:\n{text}")
    seen = scaffold.look(folder.absolute())
    for path, text in {folder / FILE_NAME: scaffold.config(seen), **asked}.items():
        _write(path, text)
    _tell(seen)
    for path, (option, wanted, text) in offered.items():
        if not wanted:
            click.echo(f"\nFor {path} ({option} writes it where there is none):\n\n{text}", nl=False)
    if (folder / ".gitlab-ci.yml").exists():
        click.echo("\nFor GitLab: https://svclint.dev/integrations/gitlab/")
    if seen.manifests or seen.kustomizations or seen.charts:
        click.echo("\nNext: svclint --write-baseline writes down what there is, and svclint shows from then on what is new.")


def _tell(seen: Seen) -> None:
    found = {"manifest": seen.manifests, "kustomization": seen.kustomizations, "chart": seen.charts}
    counts = [f"{number:,} {what}{'' if number == 1 else 's'}" for what, number in found.items()]
    click.echo(f"seen: {', '.join(counts)}")
    for version, file in seen.versions.items():
        click.echo(f"seen: Kubernetes {version} in {file}")
    for name in seen.vendored:
        click.echo(f"left out: {name}")


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    from svclint import atomic

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, text.encode())
    except OSError as error:
        _end(f"{path} cannot be written: {error.strerror or error}")
    click.echo(f"wrote {path}")


def _end(told: str) -> None:
    click.echo(f"svclint: {told}", err=True)
    sys.exit(2)
