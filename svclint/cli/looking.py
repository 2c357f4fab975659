"""The worlds around the folder one stands in, for commands that explain and do not judge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from svclint import project
from svclint.cache import of_user
from svclint.cli.settings import settings
from svclint.engine.worlds import Look, Lookout


@contextmanager
def looking(config: tuple[str, ...], *, render: bool) -> Iterator[Look]:
    """What the project here holds, read and rendered. Raises ConfigError for a config that cannot be followed."""
    from contextlib import ExitStack

    folder = project.start((".",))
    root, loaded = settings(folder, config)
    tree = project.discover((".",), root, loaded.config.excluded)
    with ExitStack() as stack:
        yield Lookout(loaded.config, stack, of_user(), render=render).at(tree)
