"""What a rule is and what it yields. A rule asks the graph and knows no YAML, no files and no other rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import Struct

from svclint.facts import Place

if TYPE_CHECKING:
    from svclint.graph import Graph


Answer = Literal["refused", "no-pods", "port-unresolved", "node-port-refused", "backend-missing", "lookups", "none"]
"""What Kubernetes itself can be asked of an object: its answer and the rule's agree on every fixture."""


class Severity(IntEnum):
    """Error: refused, or traffic fails. Warning: breaks or hurts under a named condition. Note: advice."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How sure a finding is. Possible ones are hidden by default."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3

    def __str__(self) -> str:
        return self.name.lower()


def few(names: Sequence[str], most: int = 4) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


class Related(Struct, frozen=True):
    """The other end of a finding."""

    place: Place
    message: str


class Edit(Struct, frozen=True):
    """What to write where `place` is: a number as it is, a word in the quotes that stand there or that YAML asks for.

    A text with `{}` is written as it is, `{}` in it being what is there now, `{,}` what parts two entries there: a line end
    and indentation, or a comma in flow style. "" takes away: an entry with its line, a comment, or a name of the list in one.
    """

    place: Place
    text: str | int


class Fix(Struct, frozen=True):
    """A repair. Safe: it can change nothing but what it says."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Finding(Struct, frozen=True):
    """One defect at one place. `label` is said under the place, `why` tells where the confidence comes from."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    place: Place
    label: str = ""
    help: str = ""
    why: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all rules. Fields of a subclass are its options, each told by a string below it.

    Its docstring becomes its page: what it does, in a sentence; a blank line, and why that matters; then a paragraph that
    begins with `Silent` and says where it says nothing.

    `severity` is the highest it gives; `message` and `help` are filled with the words that `find` passes to `finding`.
    `source` is a link to, or a fact of, Kubernetes that makes the rule true. `answers` is the question to Kubernetes
    whose answer this rule foretells: `refused` means that each error of this rule is an object that the API refuses.
    """

    id: ClassVar[str]
    severity: ClassVar[Severity]
    message: ClassVar[str]
    help: ClassVar[str] = ""
    source: ClassVar[str]
    answers: ClassVar[Answer] = "none"
    default: ClassVar[bool] = True
    of_text: ClassVar[bool] = False
    "It speaks of how a file is written, which rendering loses."

    def find(self, graph: Graph) -> Iterator[Finding]:
        """Every place in the graph where this rule's truth is broken."""
        raise NotImplementedError

    def refused(self, graph: Graph, remedy: str = "") -> Iterator[Finding]:
        """What reading found that the API refuses, in its own words; `remedy` is the help where it has none."""
        for problem in graph.problems(self.id):
            yield self.finding(
                problem.place, label="Kubernetes refuses this", detail=problem.detail, remedy=problem.help or remedy
            )

    def finding(
        self,
        place: Place,
        *,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.CERTAIN,
        label: str = "",
        why: str = "",
        related: Iterable[Related | None] = (),
        fix: Fix | None = None,
        help: str | None = None,
        **words: object,
    ) -> Finding:
        """A finding of this rule, its message and help filled with `words`."""
        return Finding(
            self.id,
            self.severity if severity is None else severity,
            confidence,
            self.message.format(**words),
            place,
            label,
            self.help.format(**words) if help is None else help,
            why,
            tuple(other for other in related if other is not None),
            fix,
        )
