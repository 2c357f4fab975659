"""Values that an Argo CD Application or Flux HelmRelease gives a chart in its own text, as data whose places are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from svclint.facts import Path, Place
from svclint.read.locate import Locator
from svclint.read.plain import items, mapping
from svclint.read.yaml import documents
from svclint.render.descend import descend
from svclint.render.environment import Read

_PLAIN = re.compile(r"[\w-]+(\.[\w-]+)*")
Layer = tuple[Any, Callable[[Path], Place]]
"""Values, and the place of what stands at a path in them."""


def layers(inside: Place, read: Read) -> Iterator[Layer]:
    """The values in the `helm` of an Application, what wins first: parameters, then an object or a text; in a HelmRelease
    `values` are an object."""
    application = next((one.value for one in documents(read(inside.file) or "") if one.index == inside.document), None)
    helm = mapping(descend(application, inside.path).value)
    data, numbers = _parameters(helm)
    if data:
        yield data, lambda path: _at(inside, "parameters", numbers[path], "value")
    written = next((field for field in ("valuesObject", "values") if isinstance(helm.get(field), dict)), None)
    if written:
        yield helm[written], lambda path: _at(inside, written, *path)
    elif isinstance(helm.get("values"), str):
        first = next(documents(helm["values"]), None)
        text = _at(inside, "values")
        yield first and first.value, lambda path: Place(text.file, text.document, text.path, inner=(0, path))


def line_of_values(inside: Place, line: int, read: Read) -> Place:
    """The place of a line, from 1, of the text of values in the `helm` of an Application, that of all where it is unclear."""
    written = _at(inside, "values")
    text = read(inside.file) or ""
    application = next((one.value for one in documents(text) if one.index == inside.document), None)
    values = str(descend(application, written.path).value).splitlines()
    locator = Locator(text)
    above = locator.lines.position(locator.span(inside.document, written.path).start)[0]
    for number in (above + line, above + line - 1):
        if line <= len(values) and locator.lines.line(number).strip() == values[line - 1].strip():
            return Place(inside.file, inside.document, (number,), "line")
    return written


def _parameters(helm: dict[str, Any]) -> tuple[dict[str, Any], dict[Path, int]]:
    """The parameters as values, and the number of each by its path; those that set items of lists are left out."""
    data: dict[str, Any] = {}
    numbers: dict[Path, int] = {}
    for number, one in enumerate(map(mapping, items(helm.get("parameters")))):
        name = str(one.get("name", ""))
        if _PLAIN.fullmatch(name):
            *above, last = name.split(".")
            inner = data
            for step in above:
                inner = inner.setdefault(step, {})
                if not isinstance(inner, dict):
                    break
            else:
                inner[last] = one.get("value")
                numbers[tuple(name.split("."))] = number
    return data, numbers


def _at(inside: Place, *steps: str | int) -> Place:
    return Place(inside.file, inside.document, (*inside.path, *steps))
