"""How a result is to be shown: from which folder, in which colours, with which notes."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from svclint.report.paths import Paths
from svclint.result import Report, Result
from svclint.rule import Severity


class View:
    """What every writer is given beside the result. `root` is the project's, which the paths of a result are below."""

    def __init__(
        self,
        root: Path,
        *,
        colour: bool = False,
        links: bool = False,
        notes: bool = False,
        quiet: bool = False,
        fails: Severity = Severity.WARNING,
    ) -> None:
        self.root, self.colour, self.links, self.quiet, self.fails = root, colour, links, quiet, fails
        self.warnings: list[str] = []
        "What writers have to say beside what they write."
        self.notes = notes or fails == Severity.NOTE
        "Whether notes are shown one by one in the formats for people."

    @cached_property
    def here(self) -> Paths:
        """Names of files as they are called from the working directory."""
        return Paths(self.root, Path.cwd())

    @cached_property
    def repository(self) -> Paths:
        """Names of files below the root of the git repository; without one below the working directory, or the project's root
        where that lies above.
        """
        here = Path.cwd()
        above = (folder for folder in (self.root, *self.root.parents) if os.path.exists(folder / ".git"))
        return Paths(self.root, next(above, here if self.root.is_relative_to(here) else self.root))

    def shown(self, result: Result) -> list[Report]:
        """The findings that are shown one by one in the formats for people."""
        return [one for one in result.reports if self.notes or one.finding.severity != Severity.NOTE]
