"""Which files a rendered object is put together from, as far as kustomizations and templates say so themselves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from svclint.read.plain import items, mapping, text
from svclint.render.environment import Read
from svclint.render.layers import Documents, Target, patches

_CALLED = re.compile(r"""\b(?:include|template)\s+(?:"([^"]+)"|\S)""")
_DEFINED = re.compile(r"""\{\{-?\s*(?:define|block)\s+"([^"]+)\"""")


def of_built(
    target: Target, began: str, configured: Iterable[str], kustomizations: Sequence[str], read: Documents
) -> Iterator[str]:
    """The files of an object that kustomize built: where it `began` ("": it was generated), the kustomizations that take
    it in, what `configured` a change of it, the patches for it, and what it was generated from.
    """
    if began:
        yield began
    by_folder = {posixpath.dirname(file): file for file in kustomizations}
    on_the_way = [file for file in kustomizations if began and _takes_in(file, began, by_folder, read)]
    for file in dict.fromkeys((*configured, *on_the_way)):
        yield file
        for one in read(file):
            if isinstance(one, dict):
                yield from patches(file, one, target, read)
                yield from (_beside(file, path) for path in _inputs(one, target, generated=not began))


def _takes_in(file: str, wanted: str, by_folder: dict[str, str], read: Documents) -> bool:
    todo, seen = [file], set[str]()
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        for one in read(current):
            for field in ("resources", "bases", "components"):
                for entry in items(mapping(one).get(field)):
                    path = _beside(current, text(entry))
                    if path == wanted:
                        return True
                    if path in by_folder:
                        todo.append(by_folder[path])
    return False


def _inputs(one: dict[str, Any], target: Target, *, generated: bool) -> Iterator[str]:
    """What a kustomization reads for an object besides resources and patches."""
    for entry in map(mapping, items(one.get("replacements"))):
        yield from filter(None, [text(entry.get("path"))])
    for field in ("configMapGenerator", "secretGenerator") if generated else ():
        for entry in map(mapping, items(one.get(field))):
            if text(entry.get("name")) in target.ends:
                yield from (path.partition("=")[2] or path for path in map(text, items(entry.get("files"))))
                yield from filter(None, map(text, (*items(entry.get("envs")), entry.get("env"))))


_CALL = re.compile(
    r"""[^{}]*:\s*["']?\{\{-?\s*(?:include|template)\s+"([^"]+)"\s+[^|}\s]+\s*(?:\|\s*(?:quote|int|trim)\s*)*-?\}\}["']?\s*"""
)


def helpers(template: str, files: Iterable[str], read: Read) -> Iterator[str]:
    """The files among some whose named templates a template calls, through others as well; all where a name is made up."""
    texts = {file: read(file) or "" for file in files}
    home = {name: file for file, text in texts.items() for name in _DEFINED.findall(text)}
    todo, seen = [read(template) or ""], set[str]()
    while todo:
        for name in _CALLED.findall(todo.pop()):
            if not name:
                yield from texts
                return
            file = home.get(name)
            if file and file not in seen:
                seen.add(file)
                todo.append(texts[file])
    yield from seen


def _beside(file: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    return "" if joined == "." else joined


def printed(line: str, value: str, files: Iterable[str], read: Read) -> tuple[str, int] | None:
    """The line of a named template that is nothing but a value, where a line writes a key and calls that template only."""
    call = _CALL.fullmatch(line.rstrip())
    if call is None or not value:
        return None
    definition = re.compile(rf'{{{{-?\s*define\s+"{re.escape(call[1])}"\s*-?}}}}(.*?){{{{', re.DOTALL)
    for file in files:
        written = read(file) or ""
        for found in definition.finditer(written):
            if found[1].strip() == value:
                return file, written.count("\n", 0, found.start(1) + found[1].index(value)) + 1
    return None
