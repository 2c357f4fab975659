"""What a run finds, as reports read it: findings with their places, crashes, and what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from svclint.facts import Ignore, Object, Place
from svclint.graph import Graph
from svclint.rule import Finding, Severity, few
from svclint.texts import Located

if TYPE_CHECKING:
    from svclint.read.locate import Locator
    from svclint.render import Built, Trail


class World(Struct, frozen=True):
    """What is linted as one: the files of the project, or an environment with its name, the way back to the files, and the
    folder that it is rendered from."""

    graph: Graph
    name: str = ""
    trail: Trail | None = None
    unlikely: str = ""
    "Why nobody need deploy it so: what is found in it is possible at most."
    folder: str = ""

    def written(self, place: Place) -> Place | None:
        """Where in the files a person edits what stands at a place here, None where no line of them is known."""
        if self.trail is None:
            return place
        origin = self.trail.of(place)
        return origin.place if origin else None


class Identity(Struct, frozen=True, order=True):
    """The same for a finding as long as nobody renames its file, its object, what its field lies in or its environment.

    `object` is "" where none is known; `pointer` is the path in it, items of lists by their names, and the word that is
    meant, if one is; where there is neither object nor path, the message. Findings that share all that are told apart by
    their number only. `environment` is "" for what the files show.
    """

    file: str
    object: str
    rule: str
    pointer: str
    environment: str = ""


class Sight(Struct, frozen=True):
    """How an environment shows a finding: its rendered object, and the path there as a text that survives edits around it."""

    environment: str
    object: str
    pointer: str


class Report(Struct, frozen=True):
    """A finding with everything a reader of it needs. `edits` are those of its fix, placed, with their new text.

    `sights` are those of the environments that show it, the one that the finding is told of first, and `precision` is how
    exactly their field is known to be at the place.
    """

    finding: Finding
    family: str
    at: Located
    object: Object | None
    related: tuple[Located, ...]
    edits: tuple[tuple[Located, str], ...]
    sights: tuple[Sight, ...] = ()
    precision: str = "exact"
    begins: Place | None = None
    "Where the file that a person edits begins the object of a rendered finding."
    exempt: str | None = None
    "Why the config accepts it."
    carried: tuple[Ignore, ...] = ()
    "The ignores that the annotations of a rendered object ask for, at their places in the files."
    sources: frozenset[str] = frozenset()
    "The files that the rendered objects of the finding are put together from."
    identities: tuple[Identity, ...] = ()
    "What it is called from one run to the next, in each environment, known where it has its lines and columns."

    @property
    def environments(self) -> tuple[str, ...]:
        """The rendered environments that show it."""
        return tuple(dict.fromkeys(one.environment for one in self.sights))

    @property
    def told(self) -> str:
        """The message, with the environments that show it."""
        return f"{self.finding.message} (rendered: {self.seen})" if self.environments else self.finding.message

    @property
    def seen(self) -> str:
        """The environments that show it, by name, the first few of many."""
        return few(self.environments, 5)


class Hidden(Struct, frozen=True):
    """A finding that is not shown because of what a person wrote: in the source, or outside of it. Kinds are SARIF's words."""

    report: Report
    kind: Literal["inSource", "external"]
    reason: str


class Crash(Struct, frozen=True):
    """A rule that raised: a bug of ours. `trace` is the traceback."""

    rule: str
    trace: str


class Stale(Struct, frozen=True):
    """An entry of a baseline that hides nothing any more, with its line; `environments` if it still does in others."""

    line: int
    identity: Identity
    environments: tuple[str, ...] = ()


class Result(Struct):
    """What a run found and looked at. `possible` counts findings that were not sure enough to show,
    `ignored` those that a comment or annotation hides, `fixed` are those that were mended before."""

    reports: list[Report] = []
    hidden: list[Hidden] = []
    crashes: list[Crash] = []
    files: int = 0
    objects: int = 0
    services: int = 0
    workloads: int = 0
    unreadable: int = 0
    rendered: int = 0
    refused: int = 0
    built: tuple[Built, ...] = ()
    possible: int = 0
    ignored: int = 0
    seconds: float = 0.0
    fixed: list[Report] = []
    texts: dict[str, Locator] = {}
    changed: int | None = None
    "How many files changed, where only what has to do with them is shown."
    unsure: list[Identity] = []
    "The findings that `possible` counts, where identities are asked for."
    looked: Callable[[Identity], bool] = lambda _: True
    "Whether the run would have shown a finding of this identity."
    baselined: int = 0
    "How many findings a baseline hides."
    stale: list[Stale] = []

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(1 for report in self.reports if report.finding.severity == severity)
