"""What changed, where only that is asked for: since a revision, or in what is staged for commit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from svclint.config import Config
from svclint.errors import ConfigError
from svclint.project import Project


def before(root: Path, given: dict[str, Any], *, isolated: bool) -> dict[str, bytes | None] | None:
    """What each changed file held before, None for one that was not there; None where no change is asked for.

    Under pre-commit with `--from-ref`, what is staged is what changed since then. Raises ConfigError where git cannot tell.
    """
    if given["since"] is None and not given["staged"]:
        return None
    option = "--since" if given["since"] is not None else "--staged"
    if isolated:
        raise ConfigError(f"{option} asks git for the files around a change, which --isolated leaves out")
    if given["since"] is not None and given["staged"]:
        raise ConfigError("--since and --staged: one of them")
    from svclint.project import history
    from svclint.read.bounds import MAX_BYTES

    revision = given["since"] or _from()
    blobs = history.staged(root) if revision is None else history.since(root, revision)
    held = history.contents(root, blobs, MAX_BYTES)
    return {path: held.get(path) for path in blobs}


def staged(tree: Project, found: Config, changed: Iterable[str]) -> Project:
    """A project as the index has it, with what git does not know; as it is where what is staged is not what is asked for.

    `changed` are the files that are staged. Raises ConfigError where git cannot tell.
    """
    if _from() is not None:
        return tree
    from svclint.project import history

    held = history.index(tree.root, changed)
    return tree.but(held, exclude=found.excluded) if held else tree


def _from() -> str | None:
    """The revision that pre-commit compares with, None where it looks at what is staged."""
    return os.environ.get("PRE_COMMIT_FROM_REF")
