"""Which module reads which kind: objects from plain data to facts.

A kind that svclint knows is one entry in the `KINDS` of the module that reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from svclint.facts import Object
from svclint.read import configs, policies, routing, scaling, services, workloads
from svclint.read.plain import Header

READERS: dict[tuple[str, str], Callable[[str, dict[str, Any], Header], Object]] = {
    **services.KINDS,
    **workloads.KINDS,
    **routing.KINDS,
    **policies.KINDS,
    **scaling.KINDS,
    **configs.KINDS,
}
"""The function that reads each (group, kind)."""


def extract(group: str, kind: str, data: dict[str, Any], header: Header) -> Object:
    """The facts of one object; a plain `Object` for a kind that carries none."""
    reader = READERS.get((group, kind))
    return reader(group, data, header) if reader else Object(*header, ())
