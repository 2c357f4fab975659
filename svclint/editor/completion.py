"""What may be written where a cursor stands: labels of pods, names of ports, of Services, and host names.

It goes by indentation, as a half-typed file often cannot be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from svclint.editor.folder import Folder
from svclint.facts import Service, Workload
from svclint.graph import ports
from svclint.read.lines import Lines

_KEY = re.compile(
    r"""^(?P<indent>[ ]*)(?P<dash>(?:-[ ]+)*)(?P<quote>["']?)(?P<key>[^\s"':#]+)(?P=quote):(?:[ ]+(?P<value>.*))?$"""
)
_SELECTORS = {"selector", "matchLabels", "podSelector"}
_HOSTS = {"value", "host", "url", "server", "address"}


class Cursor(Struct, frozen=True):
    """Where a cursor stands: the keys above it, outermost first, the key of its own line, None where that is being typed,
    and the lines of its document."""

    above: tuple[str, ...]
    key: str | None
    document: tuple[str, ...]


_WORD = re.compile(r"[\w./-]*")
_NAME = re.compile(r"[\w.-]*")


class Choice(Struct, frozen=True):
    """A word that may stand there, and what it means."""

    word: str
    told: str


def cursor(lines: Lines, line: int, column: int, last: int) -> Cursor:
    """Where a line and column, from 1, stand in a text of `last` lines."""
    written = lines.line(line)[: column - 1]
    match = _KEY.match(written) or _KEY.match(written + ": ") if ":" in written else None
    indent = len(written) - len(written.lstrip(" -"))
    above: list[str] = []
    for number in range(line - 1, 0, -1):
        text = lines.line(number)
        if text.startswith("---"):
            break
        found = _KEY.match(text)
        if found and len(found["indent"]) + len(found["dash"]) < indent:
            above.append(found["key"])
            indent = len(found["indent"]) + len(found["dash"])
    return Cursor(tuple(reversed(above)), match["key"] if match else None, _document(lines, line, last))


def word(lines: Lines, line: int, column: int, at: Cursor) -> tuple[int, int]:
    """The columns, from 1, of the half-typed word at a column: a label has slashes, and the host name of a URL none."""
    text, shape = lines.line(line), _NAME if at.key in _HOSTS else _WORD
    before = shape.match(text[: column - 1][::-1])
    after = shape.match(text, column - 1)
    return column - (len(before.group()) if before else 0), after.end() + 1 if after else column


def choices(folder: Folder, at: Cursor) -> Iterator[Choice]:
    """What may be written there, without doubles."""
    seen: set[str] = set()
    for choice in _choices(folder, at):
        if choice.word and choice.word not in seen:
            seen.add(choice.word)
            yield choice


def _choices(folder: Folder, at: Cursor) -> Iterator[Choice]:
    graph = folder.world
    parent = at.above[-1] if at.above else ""
    if parent in _SELECTORS and at.above[:1] == ("spec",):
        for workload in graph.workloads:
            for key, value in workload.pod_labels:
                if at.key is None:
                    yield Choice(key, f"{value} ({workload})")
                elif at.key == key:
                    yield Choice(value, str(workload))
    elif at.key == "targetPort":
        yield from _targets(graph.workloads, _selector(at))
    elif at.key == "serviceName" or (at.key == "name" and parent in ("service", "backendRefs", "backend")):
        yield from (Choice(one.name, _where(one)) for one in graph.services)
    elif at.key in _HOSTS:
        for one in graph.services:
            namespace = graph.namespace(one)
            yield Choice(f"{one.name}.{namespace}.svc" if namespace else one.name, _where(one))


def _targets(workloads: list[Workload], selector: dict[str, str]) -> Iterator[Choice]:
    """The ports of the pods that a half-typed Service selects."""
    for workload in workloads:
        labels = dict(workload.pod_labels)
        if selector and all(labels.get(key) == value for key, value in selector.items()):
            for landing in ports.declared(workload):
                told = f"{landing.port.number}/{landing.port.protocol} of {workload}"
                yield Choice(landing.port.name or str(landing.port.number), told)


def _selector(at: Cursor) -> dict[str, str]:
    """The selector of the Service that a document writes, by its lines."""
    found: dict[str, str] = {}
    inside = -1
    for text in at.document:
        match = _KEY.match(text)
        if match is None:
            continue
        indent = len(match["indent"])
        if inside >= 0 and indent > inside and match["value"]:
            found[match["key"]] = match["value"].split(" #")[0].strip().strip("\"'")
        elif match["key"] == "selector":
            inside = indent
        elif indent <= inside:
            inside = -1
    return found


def _document(lines: Lines, line: int, last: int) -> tuple[str, ...]:
    first = line
    while first > 1 and not lines.line(first).startswith("---"):
        first -= 1
    end = line + 1
    while end <= last and not lines.line(end).startswith("---"):
        end += 1
    return tuple(lines.line(number) for number in range(first, end))


def _where(one: Service) -> str:
    told = ", ".join(f"{port.name or port.port}" for port in one.ports)
    return f"Service in {one.file}" + (f": {told}" if told else "")
