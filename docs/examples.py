"""A rule's fixtures to the example of its page: the few documents that hold one finding, and what to write instead.

It knows no rule: a document is left out as long as svclint still says the same of the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import accumulate
from math import fsum
from pathlib import Path

from msgspec import Struct

from svclint import engine, registry
from svclint.config import Config
from svclint.engine.asking import Question, finished
from svclint.graph import Graph
from svclint.project import Project
from svclint.read import Reader
from svclint.read.yaml import documents
from svclint.result import Report, Result, World
from svclint.rule import Confidence, Severity
from svclint.scope import Scope
from svclint.texts import Located, Texts

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
LONG = 40
"""Lines beyond which a later finding with a shorter story is shown, if there is one."""
MANY = 3
"""Findings of one rule beyond which documents are a list of cases and no story."""
_MARK = "---\n"
_EXPECT = re.compile(r"[ \t]*# expect: .*")
_HEAD = re.compile(r"(?:[ \t]*#(?! svclint:).*\n)*")
_COMMENT = re.compile(r"^[ \t]*#.*\n?", re.MULTILINE)
_WORD = re.compile(r"[\w-]+|[^\w\s]")
_CHOSEN = "# The page shows this one.\n"


class Way(Struct, frozen=True):
    """A way to lint: as a project or as one rendered environment, from which confidence on, and what to call it."""

    rendered: bool
    least: Confidence
    name: str = ""


WAYS = (
    Way(False, Confidence.LIKELY),
    Way(True, Confidence.LIKELY, "of a rendered environment"),
    Way(False, Confidence.POSSIBLE, "with `--min-confidence possible`"),
    Way(True, Confidence.POSSIBLE, "of a rendered environment, with `--min-confidence possible`"),
)


class Piece(Struct, frozen=True, eq=False):
    """One document of a fixture, without the marks for tests."""

    file: str
    text: str
    kind: str = ""
    name: str = ""
    chosen: bool = False

    @property
    def words(self) -> list[str]:
        """What it says, comments left out."""
        return _WORD.findall(_COMMENT.sub("", self.text))


class Example(Struct, frozen=True):
    """Documents, the one with the finding, and what svclint says of them when asked in a way: that finding comes first."""

    pieces: tuple[Piece, ...]
    primary: Piece
    way: Way
    result: Result

    @property
    def lines(self) -> int:
        """How long it is on a page."""
        return _lines(self.pieces)


def example(rule: str) -> Example:
    """The finding of a rule's bad fixture whose document says `# The page shows this one.`

    Else it is the first that a few documents explain, and that svclint shows without being asked.
    """
    pieces = _pieces(rule, "bad")
    found = _lint(pieces, [rule], WAYS[-1]).reports
    if not found:
        raise LookupError(f"nothing in tests/fixtures/{rule}/bad is found by {rule}")
    worst = max(one.finding.severity for one in found)
    chosen = [one for one in found if _at(one.at, pieces).chosen]
    shown = [_explained(rule, pieces, one) for one in chosen or found if chosen or one.finding.severity == worst]
    return min(shown, key=lambda one: (one.lines > LONG, WAYS.index(one.way), len(one.result.reports) > MANY))


def instead(rule: str, bad: Example) -> tuple[Piece, ...]:
    """The documents of a rule's good fixture that are nearest to those of its example, and as quiet without the rest.

    One that says `# The page shows this one.` is nearest.
    """
    pieces = _pieces(rule, "good")
    often = Counter(word for piece in pieces for word in set(piece.words))

    def tie(piece: Piece, other: Piece) -> tuple[bool, float]:
        return piece.name == other.name, fsum(1 / often[word] for word in {*piece.words} & {*other.words})

    near = sorted(pieces, key=lambda piece: (not piece.chosen, _distance(piece, bad.primary)))

    def group(primary: Piece) -> list[Piece]:
        chosen = [primary]
        for other in bad.pieces:
            rest = [piece for piece in near if piece not in chosen and _sort(piece) == _sort(other)]
            if other is not bad.primary and rest:
                ties = [tie(piece, primary) for piece in rest]
                chosen.append(rest[ties.index(max(ties))])
        return [piece for piece in pieces if piece in chosen]

    alike = [piece for piece in near if _sort(piece) == _sort(bad.primary)]
    found: list[Sequence[Piece]] = []
    for primary in alike or near:
        some = group(primary)
        found.append(some if _quiet(rule, some) else _shrunk(pieces, partial(_quiet, rule), some))
        if _lines(found[-1]) <= LONG:
            return tuple(found[-1])
    shortest = min(found, key=_lines)
    return tuple(shortest)


def _lines(pieces: Sequence[Piece]) -> int:
    return sum(piece.text.count("\n") for piece in pieces)


def _explained(rule: str, pieces: Sequence[Piece], one: Report) -> Example:
    """A finding with the documents that it needs, linted without the rest."""
    primary = _at(one.at, pieces)
    ends = [_at(other, pieces) for other in one.related]

    def told(some: Sequence[Piece], way: Way) -> Result:
        result = _lint(some, [rule], way)
        known = [
            other
            for other in result.reports
            if _at(other.at, some) is primary and other.finding.severity == one.finding.severity
        ]
        known.sort(key=lambda other: other.finding.message != one.finding.message)
        result.reports = [*known[:1], *(other for other in result.reports if other is not known[0])] if known else []
        return result

    def again(some: Sequence[Piece], way: Way, word_for_word: bool) -> bool:
        reports = told(some, way).reports
        return bool(reports) and (not word_for_word or reports[0].finding.message == one.finding.message)

    few = [piece for piece in pieces if piece is primary or piece in ends]
    for word_for_word in (True, False):
        for way in WAYS:
            enough = partial(again, way=way, word_for_word=word_for_word)
            if enough(few) or enough(pieces):
                kept = few if enough(few) else _shrunk(pieces, enough)
                return Example(tuple(kept), primary, way, told(kept, way))
    raise AssertionError(f"{rule}: {one.finding.message} is not found again")


def _shrunk(pieces: Sequence[Piece], enough: Callable[[Sequence[Piece]], bool], wanted: Sequence[Piece] = ()) -> list[Piece]:
    """What is left when each piece that is neither wanted nor needed is dropped, the last first."""
    kept = list(pieces)
    for piece in reversed(pieces):
        fewer = [one for one in kept if one is not piece]
        if fewer and piece not in wanted and enough(fewer):
            kept = fewer
    return kept


def _quiet(rule: str, pieces: Sequence[Piece]) -> bool:
    """Whether a rule says nothing of some documents, and the others show nothing but notes."""
    reports = _lint(pieces, registry.families(), WAYS[-1]).reports
    return not any(
        one.finding.rule == rule or (one.finding.severity > Severity.NOTE and one.finding.confidence > Confidence.POSSIBLE)
        for one in reports
    )


def _distance(piece: Piece, other: Piece) -> tuple[bool, float]:
    """How far a document is from another one in what it says."""
    likeness = SequenceMatcher(None, piece.words, other.words, autojunk=False).ratio()
    return _sort(piece) != _sort(other), -likeness


def _sort(piece: Piece) -> str:
    return "workload" if "containers" in piece.words else piece.kind


def _at(at: Located, pieces: Iterable[Piece]) -> Piece:
    """The document, of those that were linted, in which a finding or its other end lies."""
    own = [piece for piece in pieces if piece.file == at.file]
    ends = accumulate((len(piece.text) for piece in own), lambda end, length: end + len(_MARK) + length)
    return next(piece for piece, end in zip(own, ends, strict=True) if at.offsets[0] <= end or piece is own[-1])


@cache
def _reader() -> Reader:
    return Reader(Config().kubernetes_version)


def _lint(pieces: Iterable[Piece], rules: Iterable[str], way: Way) -> Result:
    """What rules say of documents that stand in files as they did in the fixture."""
    texts: dict[str, str] = {}
    for piece in pieces:
        texts[piece.file] = texts[piece.file] + _MARK + piece.text if piece.file in texts else piece.text
    project = Project(Path(), tuple(texts), (), ("",), frozenset(texts))
    facts = [_reader().read(file, text.encode()) for file, text in texts.items()]
    namespace = "default" if way.rendered else None
    graph = Graph(Scope(facts, rendered=way.rendered), Config(default_namespace=namespace).cluster())
    question = Question(list(rules), least=way.least)
    return finished(engine.lint([World(graph)], question, Texts(project, texts)))


def _pieces(rule: str, which: str) -> list[Piece]:
    """The documents of a fixture. Its only file, `bad.yaml`, is called `example.yaml` on the page.

    What stands above a bad document is told by its finding, and left out.
    """
    single = [path for ending in ("yaml", "json") for path in [FIXTURES / rule / f"{which}.{ending}"] if path.is_file()]
    folder = FIXTURES / rule / which
    found = []
    for path in single or sorted(path for path in folder.rglob("*") if path.is_file()):
        file = f"example{path.suffix}" if single else path.relative_to(folder).as_posix()
        text = _EXPECT.sub("", path.read_text(encoding="utf-8", errors="replace"))
        for start, document in {document.chunk.start: document for document in documents(text)}.items():
            own = re.sub(r"^---[ \t]*\n", "", text[start : start + len(document.chunk.text)]).strip("\n") + "\n"
            bare = (_HEAD.sub("", own, count=1) if which == "bad" else own).removeprefix(_CHOSEN)
            value = document.value if isinstance(document.value, dict) else {}
            metadata = value.get("metadata")
            name = metadata.get("name") if isinstance(metadata, dict) else None
            if bare.strip():
                found.append(Piece(file, bare, str(value.get("kind")), str(name), own.startswith(_CHOSEN)))
    return found
