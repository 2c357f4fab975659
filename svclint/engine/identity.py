"""What a finding is called from one run to the next: by its file, object, rule, field and environment, by no line."""

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

    def of(self, report: Report) -> tuple[Identity, ...]:
        """The identities of a finding, which need not have its lines and columns yet: one, or those of its environments.

        The object is the one that the file has at the place; the rendered one where the place is in none.
        """
        finding, place = report.finding, report.finding.place
        about = self._files.scope.object_at(place) if place.part != "line" else None
        if report.sights:
            named = called(about) if about else ""
            found = [(one.environment, named or one.object, one.pointer) for one in report.sights]
        else:
            about = about or report.object
            field = "/".join(filter(None, (self._texts.pointer(place), place.word)))
            found = [("", called(about) if about else "", field)]
        every = (
            Identity(place.file, name, finding.rule, field or ("" if name else finding.message), environment)
            for environment, name, field in found
        )
        return tuple(dict.fromkeys(every))


def fingerprints(reports: Iterable[Report]) -> Iterator[str]:
    """A name in hexadecimal digits for each placed finding, in order, whichever environments show it; equal ones are
    numbered apart."""
    import hashlib

    seen: Counter[tuple[str, ...]] = Counter()
    for one in reports:
        least = min(one.identities)
        words = (least.rule, least.file, least.object, least.pointer)
        seen[words] += 1
        number = "" if seen[words] == 1 else f"\0{seen[words]}"
        yield hashlib.sha256(("\0".join(words) + number).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def called(one: Object, name: str = "") -> str:
    """An object with its kind and namespace, `name` in place of its own."""
    return f"{one.kind} {one.namespace + '/' if one.namespace else ''}{name or one.name}"
