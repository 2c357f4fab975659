"""libyaml's events as the cheapest objects there are.

The C parser of `ruamel.yaml.clib` looks its event classes up in its own module at each event, so while we parse
they are `msgspec.Struct`s: the same events for half the time (`tests/test_yaml.py` holds both against each other).
"""

from __future__ import annotations

import re
from _thread import RLock
from collections.abc import Callable
from typing import Any, Protocol

import _ruamel_yaml
from msgspec import Struct

from svclint.read.bounds import Unreadable


class Mark(Protocol):
    """Where an event begins or ends; `index` counts code points from the start of the parsed text."""

    index: int


class StreamStart(Struct, gc=False):
    start: Mark
    end: Mark
    encoding: object = None


class StreamEnd(Struct, gc=False):
    start: Mark
    end: Mark


class DocumentStart(Struct, gc=False):
    start: Mark
    end: Mark
    explicit: bool
    version: object
    tags: object


class DocumentEnd(Struct, gc=False):
    start: Mark
    end: Mark
    explicit: bool


class Alias(Struct, gc=False):
    anchor: str
    start: Mark
    end: Mark


class Scalar(Struct, gc=False):
    anchor: str | None
    tag: str | None
    implicit: tuple[bool, bool]
    value: str
    start: Mark
    end: Mark
    style: str | None


class SequenceStart(Struct, gc=False):
    anchor: str | None
    tag: str | None
    implicit: bool
    start: Mark
    end: Mark
    flow: bool


class SequenceEnd(Struct, gc=False):
    start: Mark
    end: Mark


class MappingStart(SequenceStart, gc=False):
    pass


class MappingEnd(Struct, gc=False):
    start: Mark
    end: Mark


_MODULE = vars(_ruamel_yaml)
_OURS = {
    f"{event.__name__}Event": event
    for event in (
        StreamStart, StreamEnd, DocumentStart, DocumentEnd, Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd,
    )
}  # fmt: skip
_THEIRS = {name: _MODULE[name] for name in _OURS}
_TURN = RLock()


class _LightEvents:
    """While this holds, the C parser makes our events, for the whole process: another thread waits for its turn."""

    def __enter__(self) -> None:
        _TURN.acquire()
        _MODULE.update(_OURS)

    def __exit__(self, *_: object) -> None:
        _MODULE.update(_THEIRS)
        _TURN.release()


light_events = _LightEvents()


def parser(text: str) -> Callable[[], Any]:
    """The function that gives the next event of a text."""
    try:
        return _ruamel_yaml.CParser(text).get_event  # type: ignore[no-any-return]
    except _ruamel_yaml.YAMLError as error:
        raise unreadable(error) from None


def scan(text: str) -> None:
    """Only says whether the text is YAML, by raising `Unreadable`; makes no events."""
    try:
        _ruamel_yaml.CParser(text).raw_parse()
    except _ruamel_yaml.YAMLError as error:
        told = unreadable(error)
        mended = mend(text, told)
        if mended is None or mended == text:
            raise told from None
        scan(mended)


YAMLError: type[Exception] = _ruamel_yaml.YAMLError

_INNER_COLON = r"(?<=[^\s\[\]{},\"']):(?=\S)"
STAND_IN = "\ue03a"
"""What `mend` writes for a colon; whoever parses mended text writes it back."""


def mend(text: str, error: Unreadable) -> str | None:
    """The same text with a stand-in for colons inside words, where that is what libyaml stumbled over, else None.

    goyaml, and so kubectl, reads the colon in `[frontend:80]` as part of the word, as YAML 1.2 says; this libyaml refuses it.
    """
    return re.sub(_INNER_COLON, STAND_IN, text) if error.message.startswith("found unexpected ':'") else None


def unreadable(error: Exception) -> Unreadable:
    """libyaml's error in our words; a reader error knows a position only."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "unexpected end of stream" in str(error) or "unexpected document indicator" in str(error):
        mark = getattr(error, "context_mark", None) or mark
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is not YAML"
    context = getattr(error, "context", None)
    offset = mark.index if mark is not None else getattr(error, "position", 0) or 0
    return Unreadable(f"{problem} {context}" if context else problem, offset)
