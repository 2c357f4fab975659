"""Which entry of a values file fills a line of a template, as far as the template's own text says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from svclint.facts import Path, Place
from svclint.read.scalars import json_key
from svclint.read.yaml import documents
from svclint.render.descend import descend, leaf
from svclint.render.environment import Read
from svclint.render.inline import layers
from svclint.render.marks import ACTION, CONTROL
from svclint.render.parts import Part

EACH = "*"
"""Any entry of a list or mapping that `range` goes through."""
_DEEPEST = 6
_BARE = re.compile(
    r"""[^{}]*:\s*["']?\{\{-?\s*\.Values(\.[A-Za-z_]\w*)+\s*(?:\|\s*(?:quote|int|toString)\s*)?-?\}\}["']?\s*(?:#.*)?"""
)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_REFERENCE = re.compile(r"(?<![\w.)\"])(\$\w*)?((?:\.[A-Za-z_]\w*)+)")
_DOT = re.compile(r"(?:^|[\s(])\.(?=$|[\s)|}])")
_ASSIGNED = re.compile(r"\$(\w+)\s*:?=\s*(.*)", re.DOTALL)
_BOUND = re.compile(r"(?:\$\w+\s*,\s*)?\$(\w+)\s*:=\s*(.*)", re.DOTALL)
_EDGES = re.compile(r"^\{\{-?\s*|\s*-?\}\}$")

Keys = tuple[str, ...]


class Scope(Struct, frozen=True):
    """What surrounds a line: the blocks that change the dot, from outside in, and the variables set before it."""

    blocks: tuple[tuple[str, str], ...] = ()
    variables: dict[str, str] = {}


class Values:
    """The values files of one installation, what wins first, and above them what stands `inside` an Application.

    `read` gives the text of a file of the project.
    """

    def __init__(self, files: Sequence[str], read: Read, inside: Place | None = None) -> None:
        self._files, self._read = files, read
        self._inline = list(layers(inside, read)) if inside else []
        self._data: dict[str, Any] = {}

    def files(self, part: Part) -> tuple[str, ...]:
        """The values files that fill the templates of a chart or subchart."""
        return (*self._files, *(f"{home}/values.yaml".lstrip("/") for home in part.homes[1:]))

    def is_bare(self, line: str) -> bool:
        """Whether a line writes a key and one value, as a values file has it."""
        return bool(_BARE.fullmatch(line.rstrip()))

    def find(self, template: str, number: int, part: Part, path: Path, value: str) -> Place | None:
        """The entry that a line of a template of a chart or subchart takes, where it has that very value."""
        if ".Values" not in template:
            return None
        line = template.split("\n")[number - 1]
        for keys in _resolved(line, _scope(template, number), 0):
            for data, full, at in self._candidates(part, keys):
                found = list(_entries(data, full))
                for steps, entry in found:
                    inner = _below(entry, path)
                    if inner is not None and json_key(leaf(inner[1])[1]) == value:
                        return at((*steps, *inner[0]))
                if found and EACH not in keys:
                    break
        return None

    def _candidates(self, part: Part, keys: Keys) -> Iterator[tuple[Any, Keys, Callable[[Path], Place]]]:
        """The values that may hold one, with its keys in them: what the chart is given first, then each subchart's own."""
        prefix = () if keys[:1] == ("global",) else part.scope
        for data, at in self._inline:
            yield data, (*prefix, *keys), at
        for file in self._files:
            yield self._load(file), (*prefix, *keys), partial(Place, file, 0)
        for depth, home in enumerate(part.homes[1:], start=1):
            file = f"{home}/values.yaml".lstrip("/")
            yield self._load(file), (*prefix[depth:], *keys), partial(Place, file, 0)

    def _load(self, file: str) -> Any:
        if file not in self._data:
            found = next(documents(self._read(file) or ""), None)
            self._data[file] = found.value if found else None
        return self._data[file]


def _scope(template: str, number: int) -> Scope:
    """What surrounds a line of a template."""
    blocks: list[tuple[str, str]] = []
    variables: dict[str, str] = {}
    for match in ACTION.finditer(template):
        if template.count("\n", 0, match.start()) + 1 >= number:
            break
        inside = _EDGES.sub("", match[0])
        control = CONTROL.match(match[0])
        if control and control[1] in ("if", "range", "with", "define", "block"):
            blocks.append((control[1], inside[len(control[1]) :].strip()))
            if control[1] == "define":
                variables = {}
        elif control and control[1] == "end" and blocks:
            blocks.pop()
        elif assigned := _ASSIGNED.match(inside):
            variables[assigned[1]] = assigned[2]
    return Scope(tuple(blocks), variables)


def _resolved(text: str, scope: Scope, depth: int) -> Iterator[Keys]:
    """The keys below `.Values` that the actions of a text name."""
    for match in ACTION.finditer(text):
        inside = _QUOTED.sub('""', _EDGES.sub("", match[0]))
        for root, steps in _REFERENCE.findall(inside):
            yield from _reference(root, tuple(steps.strip(".").split(".")), scope, depth)
        if _DOT.search(inside):
            yield from _reference("", (), scope, depth)


def _reference(root: str, steps: Keys, scope: Scope, depth: int) -> Iterator[Keys]:
    if depth > _DEEPEST:
        return
    if steps[:1] == ("Values",):
        yield steps[1:]
    elif not root:
        for index in reversed(range(len(scope.blocks))):
            kind, said = scope.blocks[index]
            if kind in ("with", "range"):
                bound = _BOUND.match(said)
                outer = Scope(scope.blocks[:index], scope.variables)
                each = (EACH,) if kind == "range" else ()
                for keys in _resolved("{{" + (bound[2] if bound else said) + "}}", outer, depth + 1):
                    yield (*keys, *each, *steps)
                return
    elif root[1:] in scope.variables:
        others = {name: said for name, said in scope.variables.items() if name != root[1:]}
        for keys in _resolved("{{" + scope.variables[root[1:]] + "}}", Scope(scope.blocks, others), depth + 1):
            yield (*keys, *steps)
    else:
        for index, (kind, said) in enumerate(scope.blocks):
            bound = _BOUND.match(said)
            if bound and bound[1] == root[1:]:
                each = (EACH,) if kind == "range" else ()
                for keys in _resolved("{{" + bound[2] + "}}", Scope(scope.blocks[:index], scope.variables), depth + 1):
                    yield (*keys, *each, *steps)


def _entries(data: Any, keys: Keys) -> Iterator[tuple[Path, Any]]:
    """What stands at some keys, with its path."""
    if not keys:
        yield (), data
        return
    step, *rest = keys
    if step == EACH and isinstance(data, (dict, list)):
        inner: list[tuple[str | int, Any]] = list(data.items() if isinstance(data, dict) else enumerate(data))
    else:
        inner = [(step, data[step])] if isinstance(data, dict) and step in data else []
    for key, value in inner:
        for path, found in _entries(value, tuple(rest)):
            yield (key, *path), found


def _below(entry: Any, path: Path) -> tuple[Path, Any] | None:
    """The part of an entry that a field shows: itself if it is a scalar, else where the end of the field's path leads."""
    if not isinstance(entry, (dict, list)):
        return (), entry
    for start in range(len(path)):
        found = descend(entry, path[start:])
        if found.complete and not isinstance(found.value, (dict, list)):
            return found.reached
    return None
