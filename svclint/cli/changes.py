"""What changed, where only that is asked for: since a revision, or in what is staged for commit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from svclint.errors import ConfigError


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

    revision = given["since"] or os.environ.get("PRE_COMMIT_FROM_REF")
    blobs = history.staged(root) if revision is None else history.since(root, revision)
    held = history.contents(root, blobs, MAX_BYTES)
    return {path: held.get(path) for path in blobs}
