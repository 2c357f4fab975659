"""Finds what a file asks svclint to hide: comments and annotations, with the rules they name and the reason they give."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from svclint.errors import nearest
from svclint.facts import Ignore, Object, Place
from svclint.read.bounds import MAX_DEPTH, Unreadable
from svclint.read.yaml import chunks

ANNOTATION = "svclint.dev/ignore"
_MEANT = re.compile(
    r"(?m)(?:^|(?<=[ \t]))#[ \t]*(?P<said>(?:svclint:|(?i:svclint)"
    r"(?:[ \t]*[:=_-][ \t]*(?i:ignore)|[ \t]+(?i:ignore)(?:-\w+)?[ \t]*(?=[\[(:=]|\r?$)))[^\r\n]*)"
)
_SAID = re.compile(r"svclint:[ \t]*(?P<verb>ignore|ignore-file)\[(?P<rules>[^\[\]]*)\](?P<reason>.*)")
_NAMES = re.compile(
    r"(?i)ignore(?P<file>-file)?[ \t]*[\[(:= \t][ \t]*(?P<rules>(?<=[\[(])[a-z, \t-]+(?=[\])])|[a-z]+(?:-[a-z]+)+)"
)


def comments(text: str) -> Iterator[re.Match[str]]:
    """The comments of a text that are meant for svclint, in order, well written or not; some may be words in a scalar."""
    return _MEANT.finditer(text) if "vclint" in text or "VCLINT" in text else iter(())


def ignores(path: str, text: str) -> Iterator[Ignore]:
    """What the comments of a file ask for. Words in a script or another text are no comments, and reach their line at most."""
    found = list(comments(text))
    quoted = list(_texts(text, [one.start() for one in found])) if found else []
    for number, match in enumerate(found):
        place = Place(path, 0, (number,), "comment")
        said = _SAID.fullmatch(match["said"])
        rules = _names(said["rules"]) if said else ()
        if any(start < match.start() < end for start, end in quoted):
            if said and said["verb"] == "ignore":
                yield Ignore(place, rules, _reason(said), quoted=True)
        elif said and rules:
            yield Ignore(place, rules, _reason(said), whole_file=said["verb"] == "ignore-file")
        else:
            yield Ignore(place, (), "", wanted=_wanted(match["said"]))


def annotated(found: Object, index: int, annotations: Mapping[str, Any]) -> Iterator[Ignore]:
    """What an object's annotation asks for: `rule-id: reason`, one a line; and those whose key is nearly ours."""
    value = annotations.get(ANNOTATION)
    for line in value.splitlines() if isinstance(value, str) else ():
        names, _, reason = line.partition(":")
        if line.strip():
            yield Ignore(found.at("metadata", "annotations", ANNOTATION), _names(names), reason.strip(), object=index)
    for key in annotations:
        if _is_misspelled(key):
            yield Ignore(found.at("metadata", "annotations", key, part="key"), (), "", object=index, wanted=ANNOTATION)


def _is_misspelled(key: str) -> bool:
    """Whether the key of an annotation is meant for svclint, and is not the one that it reads."""
    said = key.lower()
    if key == ANNOTATION or not said.startswith(("sv", "ignore")):
        return False
    ours = said.startswith("svclint.dev/") or ("svclint" in said and "ignore" in said)
    return ours or bool(nearest(said, [ANNOTATION], 0.9))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _reason(said: re.Match[str]) -> str:
    return said["reason"].strip(" \t-:")


def _wanted(said: str) -> str:
    """How a malformed comment is to be written, with the rules that it seems to name."""
    meant = _NAMES.search(said)
    names = _names(meant["rules"].lower()) if meant else ()
    verb = "ignore-file" if meant and meant["file"] else "ignore"
    return f"# svclint: {verb}[{', '.join(names) or 'rule-id'}] reason"


def _texts(text: str, asked: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of block scalars and quoted ones in the documents that hold what is asked for, as far as they are YAML."""
    from svclint.read import events

    for chunk in chunks(text):
        index = bisect_left(asked, chunk.start)
        if index == len(asked) or asked[index] >= chunk.start + len(chunk.text):
            continue
        with events.light_events:
            try:
                get, depth = events.parser(chunk.text), 0
                while depth <= MAX_DEPTH and type(event := get()) is not events.StreamEnd:
                    kind = type(event)
                    depth += (kind in (events.MappingStart, events.SequenceStart)) - (
                        kind in (events.MappingEnd, events.SequenceEnd)
                    )
                    if kind is events.Scalar and event.style:
                        yield chunk.start + event.start.index, chunk.start + event.end.index
            except (events.YAMLError, Unreadable):
                continue
