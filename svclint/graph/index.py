"""Look-ups by label and by name that answer from the nearest scope, without ever pairing all with all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from svclint.facts import Labels, Object, Service, Workload
from svclint.scope import Scope

Found = TypeVar("Found", bound=Object)


class Names(Generic[Found]):
    """Objects of one type by name, and the nearest of them to a file."""

    def __init__(self, scope: Scope, kind: type[Found], keys: Callable[[Found], Iterable[object]]) -> None:
        self._scope = scope
        objects, self._starts = scope.first_of(kind)
        self.objects: list[Found] = objects  # type: ignore[assignment]
        self._index: dict[object, list[int]] = {}
        for position, found in enumerate(self.objects):
            for key in keys(found):
                if key in self._index:
                    self._index[key].append(position)
                else:
                    self._index[key] = [position]

    def __contains__(self, key: object) -> bool:
        return key in self._index

    def keys(self) -> Iterable[object]:
        """All keys that some object has."""
        return self._index

    def nearest(self, file: str, key: object, accept: Callable[[Found], bool]) -> list[Found]:
        """The accepted objects with that key in the nearest scope that has any."""
        return self.search(file, (key,), accept)

    def search(self, file: str, keys: Sequence[object], accept: Callable[[Found], bool]) -> list[Found]:
        """As `nearest`, for objects with all the keys. In each scope the rarest key is walked; `accept` checks the rest."""
        postings = [self._index.get(key) for key in keys]
        if not postings or None in postings:
            return []
        seen: range | None = None
        for low, high in self._scope.chain(file):
            run = range(self._starts[low], self._starts[high])
            if run == seen:
                continue
            seen = run
            parts = [within(posting, run.start, run.stop) for posting in postings if posting is not None]
            found = [self.objects[i] for i in min(parts, key=len)]
            answer = [one for one in found if accept(one) and self._scope.visible(file, one.file)]
            if answer:
                return answer
        return []

    def inside(self, run: tuple[int, int], key: object) -> Iterator[Found]:
        """The objects with that key in a run of files."""
        low, high = self._starts[run[0]], self._starts[run[1]]
        for position in within(self._index.get(key, ()), low, high):
            yield self.objects[position]


def within(indexes: Sequence[int], low: int, high: int) -> Sequence[int]:
    """The part of an ascending list that lies in [low, high)."""
    return indexes[bisect_left(indexes, low) : bisect_left(indexes, high)]


def pod_keys(workload: Workload) -> Iterator[object]:
    """What a workload's pods can be found by: each label, and the labels that only its kind's controller adds."""
    yield from workload.pod_labels
    yield workload.kind


def has_all(labels: Labels, wanted: Iterable[tuple[str, str]]) -> bool:
    """Whether a label set holds every wanted pair: what a selector asks."""
    return all(pair in labels for pair in wanted)


def service_keys(service: Service) -> Iterator[object]:
    """What a Service can be found by."""
    yield service.name
