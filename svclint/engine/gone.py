"""Files and environments of before and of now to what there was before: the workloads, and the Services that are gone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.facts import FileFacts, Object, Service, Workload


def former(then: Iterable[FileFacts], now: Iterable[FileFacts]) -> list[Object]:
    """The workloads of before, and the Services that nothing has now.

    `then` and `now` are what has changed, a file or environment known again by its name. A Service that another file has come
    to have was moved, and one may be there yet whose file cannot be read, or beside which a new kind of custom resource stands.
    """
    before, after = ({facts.file: facts for facts in some} for some in (then, now))
    come: dict[str, list[Service]] = {}
    brought: set[str] = set()
    for file, facts in after.items():
        past = before.get(file, FileFacts(file))
        if not set(facts.custom) <= set(past.custom):
            brought |= {file, posixpath.dirname(file)}
        for one in _lacking(facts, _services(past)):
            come.setdefault(one.name, []).append(one)
    found: list[Object] = []
    for file, facts in before.items():
        found += (one for one in facts.objects if isinstance(one, Workload))
        present = after.get(file, FileFacts(file))
        if present.readable and brought.isdisjoint((file, posixpath.dirname(file))):
            gone = _lacking(facts, _services(present))
            found += (one for one in gone if not any(_same(one, other) for other in come.get(one.name, ())))
    return found


def _services(facts: FileFacts) -> dict[str, list[Service]]:
    found: dict[str, list[Service]] = {}
    for one in facts.objects:
        if isinstance(one, Service) and not one.lacking:
            found.setdefault(one.name, []).append(one)
    return found


def _lacking(facts: FileFacts, others: dict[str, list[Service]]) -> Iterator[Service]:
    """The Services of a file that are not among the others."""
    for name, same in _services(facts).items():
        yield from (one for one in same if not any(_same(one, other) for other in others.get(name, ())))


def _same(one: Service, other: Service) -> bool:
    return one.namespace is None or other.namespace is None or one.namespace == other.namespace
