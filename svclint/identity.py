"""What a finding is called from one run to the next: by its rule, file, object and field, by no line number."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from svclint.result import Report


def identity(one: Report) -> tuple[str, ...]:
    """(rule, file, object, field); where a place has no field, as in a comment or a template, the message stands for it."""
    finding, about = one.finding, one.object
    place = finding.place
    path = place.path
    if about and place.path[: len(about.base)] == about.base and not one.environments:
        path = path[len(about.base) :]
    field = "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)
    if place.part in ("comment", "line", "error") or not path:
        field = finding.message
    elif place.word or place.inner:
        field = "/".join((field, *map(str, place.inner[1] if place.inner else ()), place.word))
    named = f"{about.namespace or ''}/{about.kind}/{about.name}" if about else ""
    return finding.rule, place.file, named, field


def fingerprints(reports: Iterable[Report]) -> Iterator[str]:
    """A name in hexadecimal digits for each finding, in order; equal ones are numbered apart, so that no two are the same."""
    seen: Counter[tuple[str, ...]] = Counter()
    for one in reports:
        key = identity(one)
        seen[key] += 1
        number = "" if seen[key] == 1 else f"\0{seen[key]}"
        yield hashlib.sha256(("\0".join(key) + number).encode("utf-8", "surrogateescape")).hexdigest()[:32]
