"""Places in YAML that stands inside YAML: a patch written as text in a kustomization."""

from __future__ import annotations

from svclint.facts import Part, Path
from svclint.read.lines import Span
from svclint.read.locate import Locator


def inside(text: str, whole: Span, document: int, path: Path, part: Part) -> Span:
    """The span of a place in the documents that a block scalar holds; any other scalar is taken whole."""
    raw = text[whole.start : whole.end]
    header, found, body = raw.partition("\n")
    if not found or header[:1] not in ("|", ">"):
        return whole
    lines = body.split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    span = Locator("\n".join(line[indent:] for line in lines)).span(document, path, part)
    return Span(*(whole.start + len(header) + 1 + _outer(lines, indent, offset) for offset in (span.start, span.end)))


def _outer(lines: list[str], indent: int, offset: int) -> int:
    """An offset in the text without its indent to the offset with it."""
    outer = 0
    for line in lines:
        length = len(line[indent:]) + 1
        if offset < length:
            return outer + min(len(line), indent) + offset
        offset -= length
        outer += len(line) + 1
    return outer
