"""Marks the lines of Helm templates with comments, so that what helm prints from a marked copy tells which line wrote it.

Marked are lines that write a key, an item or a value; in named templates only those that look like YAML. A mark is never
put where it could become part of an action or of a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

PRINTED = "\0"
"""Stands in a skeleton for an action that prints."""
MARK = re.compile(r" ?#@(\d+)\.(\d+)@")
ACTION = re.compile(
    r"""\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{\{(?:"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])+'|[^"`'}]|\}(?!\}))*\}\}""", re.DOTALL
)
CONTROL = re.compile(r"\{\{-?\s*(if|else|end|range|with|define|block|break|continue)\b")
_SILENT = re.compile(r"\{\{-?\s*(?:/\*|\$\w*\s*(?:,\s*\$\w+\s*)?:?=|fail\b)")
_NAMED = re.compile(r'"([^"]+)"')
_KEYED = re.compile(rf"""\s*(?:-\ +)*(?:["']?[\w./${PRINTED}-]+["']?\s*:(?:\s|$)|-\ ?\S?)""", re.VERBOSE)
_OPENING = {"if", "range", "with", "define", "block"}
_NAMING = {"define", "block"}


class Line(Struct):
    """A line of a template: its text with `PRINTED` for what is printed and nothing for other actions.

    `define` is the named template that it belongs to ("" is none); `broken`: an action goes on in the next line;
    `trimmed`: it ends with an action that swallows the line's end.
    """

    skeleton: str = ""
    define: str = ""
    broken: bool = False
    prints: bool = False
    steers: bool = False
    trimmed: bool = False

    @property
    def keyed(self) -> bool:
        """Whether a key or an item is written in it."""
        return bool(_KEYED.match(self.skeleton)) and bool(self.skeleton.strip(" \t\"'"))


def lines(text: str) -> list[Line]:
    """The lines of a template, by their number less one."""
    found = [Line() for _ in range(text.count("\n") + 1)]
    number, open_blocks, define = 0, list[str](), ""
    for piece, action in _pieces(text):
        if not action:
            for index, part in enumerate(piece.split("\n")):
                found[number + index].skeleton += part
                found[number + index].define = found[number + index].define or define
            number += piece.count("\n")
            continue
        last = number + piece.count("\n")
        control = CONTROL.match(piece)
        if control and control[1] in _OPENING:
            open_blocks.append(control[1])
            if control[1] in _NAMING:
                name = _NAMED.search(piece)
                define = name[1] if name else "?"
        for index in range(number, last + 1):
            found[index].broken = found[index].broken or index < last
            found[index].define = found[index].define or define
        if control and control[1] == "end" and open_blocks and open_blocks.pop() in _NAMING:
            define = ""
        if control or _SILENT.match(piece):
            found[last].steers = True
        else:
            found[last].skeleton += PRINTED
            found[last].prints = True
        number = last
    for line, written in zip(found, text.split("\n"), strict=True):
        line.trimmed = written.rstrip().endswith("-}}")
    return found


def mark(text: str, file: int) -> str:
    """A template with its marks; `file` is the number that they give it."""
    written, known = text.split("\n"), lines(text)
    structured = Counter(line.define for line in known if line.define and line.keyed and line.skeleton.strip() != "---")
    for index, (line, own) in enumerate(zip(known, written, strict=True)):
        if _is_markable(line, own, structured):
            end = "\r" if own.endswith("\r") else ""
            body = own.removesuffix("\r")
            told = f" #@{file}.{index + 1}@"
            written[index] = (
                body.rstrip()[:-3].rstrip() + " }}" + told + '{{- "" -}}' + end if line.trimmed else body + told + end
            )
    return "\n".join(written)


def _is_markable(line: Line, written: str, structured: Counter[str]) -> bool:
    bare = line.skeleton.strip()
    if line.broken or not bare or bare.startswith(("#", "---")):
        return False
    if line.trimmed and (line.steers or not line.prints):
        return False
    if not line.define:
        return line.keyed or line.prints
    if re.search(r"\{\{-?\s*define\b", written):
        return False
    return line.keyed or (bare == PRINTED and structured[line.define] > 0)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text and the actions of a template in turn."""
    start = 0
    for match in ACTION.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], False
        yield match[0], True
        start = match.end()
    yield text[start:], False
