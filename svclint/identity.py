"""What a finding is called from one run to the next: by its file, object, rule and field, by no line number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from svclint.facts import Object
from svclint.graph import Graph
from svclint.result import Identity, Report
from svclint.texts import Texts


class Identities:
    """Tells findings by their identities; `files` is the graph of the project's files."""

    def __init__(self, texts: Texts, files: Graph) -> None:
        self._texts, self._files = texts, files

    def of(self, report: Report) -> Identity:
        """The identity of a finding, which need not have its lines and columns yet.

        The object is the one that the file has at the place; the rendered one where the place is in none.
        """
        finding, place = report.finding, report.finding.place
        about = self._files.scope.object_at(place) if place.part != "line" else None
        about = about or report.object
        pointer = report.pointer or self._texts.pointer(place)
        field = "/".join(filter(None, (pointer, "" if report.environments else place.word)))
        return Identity(place.file, _named(about) if about else "", finding.rule, field or ("" if about else finding.message))


def fingerprints(reports: Iterable[Report]) -> Iterator[str]:
    """A name in hexadecimal digits for each placed finding, in order; equal ones are numbered apart."""
    import hashlib

    seen: Counter[Identity] = Counter()
    for one in reports:
        assert one.identity is not None
        seen[one.identity] += 1
        number = "" if seen[one.identity] == 1 else f"\0{seen[one.identity]}"
        words = (one.identity.rule, one.identity.file, one.identity.object, one.identity.pointer)
        yield hashlib.sha256(("\0".join(words) + number).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _named(one: Object) -> str:
    return f"{one.kind} {one.namespace}/{one.name}" if one.namespace else str(one)
