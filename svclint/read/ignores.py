"""Finds what a file asks svclint to hide: comments and annotations, with the rules they name and the reason they give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from svclint.facts import Ignore, Object, Place

ANNOTATION = "svclint.dev/ignore"
_COMMENT = re.compile(
    r"(?m)(?:^|(?<=[ \t]))#[ \t]*svclint:[ \t]*(?P<verb>[^\s\[]*)(?:\[(?P<rules>[^\]\n]*)\])?(?P<reason>[^\r\n]*)"
)


def comments(text: str) -> Iterator[re.Match[str]]:
    """The comments to svclint of a text, in order."""
    return _COMMENT.finditer(text) if "svclint:" in text else iter(())


def ignores(path: str, text: str) -> Iterator[Ignore]:
    """What the comments of a file ask for."""
    for number, match in enumerate(comments(text)):
        rules = _names(match["rules"] or "") if match["verb"] in ("ignore", "ignore-file") else ()
        yield Ignore(
            Place(path, 0, (number,), "comment"), rules, match["reason"].strip(" -:"), whole_file=match["verb"] == "ignore-file"
        )


def annotated(found: Object, index: int, value: str) -> Iterator[Ignore]:
    """What an object's annotation asks for: `rule-id: reason`, one a line."""
    for line in value.splitlines():
        names, _, reason = line.partition(":")
        if line.strip():
            yield Ignore(found.at("metadata", "annotations", ANNOTATION), _names(names), reason.strip(), object=index)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
