"""From a field of what helm printed back to the template, and where it can be told, to the line that a person edits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from svclint.facts import Place
from svclint.read.yaml import Document, documents
from svclint.render.charts import Chart
from svclint.render.descend import descend, leaf
from svclint.render.environment import Origin
from svclint.render.parts import Part

_SOURCE = re.compile(r"^# Source: (.+)$", re.MULTILINE)


class Sources:
    """The way back for one text that helm printed."""

    def __init__(self, text: str, parts: Mapping[str, Part], chart: Chart) -> None:
        self._rendered: list[Document] = list(documents(text))
        self._parts, self._chart = parts, chart

    def of(self, place: Place) -> Origin | None:
        """The origin of a place in the rendered text; None where it has none in the project."""
        document = self._rendered[place.document] if place.document < len(self._rendered) else None
        source = _SOURCE.search(document.chunk.text) if document else None
        if document is None or source is None:
            return None
        inner = source[1].strip()
        path, _, template = inner.rpartition("/templates/")
        part = self._parts.get(path)
        if part is None:
            return None
        _, value = leaf(descend(document.value, place.path).reached[1])
        vendored = part.name if part.vendored else ""
        if part.archived:
            return Origin(Place(self._chart.file, 0, ("dependencies",), "key"), "file", str(value), (), vendored)
        return Origin(Place(f"{part.home}/templates/{template}".lstrip("/"), 0, (1,), "line"), "file", str(value), (), vendored)
