"""A document of plain block lines, as most manifests are, into the tree that libyaml's events would give, line by line.

What is not surely such a document is left to libyaml: anchors, tags, escapes, texts of several lines, whatever is not
ASCII, and all that may be an error (`tests/test_blocks.py` holds both against each other).
"""

from __future__ import annotations

import re
from typing import Any

from svclint.read.scalars import Plain

_WIDEST = 100
"""The last column at which a collection may begin, so that none nests too deep."""
_LONGEST = 1_000
_ROOM = 5_000
_LINE = re.compile(
    r"( *)(- +)?"
    r"(?:([A-Za-z_][A-Za-z0-9_./-]{0,127}):(?: +|$))?"
    r"(?:((?:[A-Za-z0-9_./$(<=+~^;\\]|-(?=[!-~]))(?:[!\"$-9;-~]|:(?=[!-~])|(?<=[!-~])#| +(?=[!\"$-~]))*)"
    r"|\"([ !#-\[\]-~]*)\"|'([ -&(-~]*)'|(\{\}|\[\]))?"
    r" *(?:$|(?<![!-~])#[ -~]*$)"
)
"""Indentation, dash, key, and a value: plain, in double or in single quotes, or an empty collection."""
_NOTHING = object()

_Line = tuple[int, int, "str | None", Any]
"""Where a line begins, where what its dash brings does (0: it has no dash), its key and its value."""


class NotPlain(Exception):
    """The document is one for libyaml."""


class Blocks(dict[str, "_Line | None"]):
    """Reads documents, and remembers what each line says (None: nothing), so that the common ones cost one look-up.

    `nulls`: the last document holds some.
    """

    nulls = False

    def __init__(self, plain: Plain) -> None:
        super().__init__()
        self.plain = plain

    def __missing__(self, text: str) -> _Line | None:
        found = _LINE.match(text) if len(text) <= _LONGEST else None
        if found is None:
            raise NotPlain
        indent, dash, key, plain, double, single, empty = found.groups()
        self.plain.odd = False
        value: Any = self.plain[plain] if plain else single if double is None else double
        if value is None and not plain:
            value = {"": _NOTHING, "{}": {}, "[]": []}[empty or ""]
        column, inner = len(indent), len(indent + dash) if dash else 0
        wanting = value is _NOTHING if dash else value is not _NOTHING
        if (key is None and wanting) or max(column, inner) > _WIDEST or self.plain.odd:
            raise NotPlain
        said: _Line | None = None
        if key is not None:
            name = self.plain[key]
            if not isinstance(name, str):
                raise NotPlain
            said = column, inner, name, value
        elif dash:
            said = column, inner, None, value
        if len(self) >= _ROOM:
            self.clear()
        if not empty:
            self[text] = said
        return said

    def tree(self, text: str) -> Any:
        """The value of a document. Raises NotPlain for one that libyaml has to read."""
        root: Any = None
        node: Any = None
        column, outer = -1, list[tuple[int, Any]]()
        waiting: str | None = None
        nulls = False
        for line in text.removeprefix("---\n").split("\n"):
            said = self[line]
            if said is None:
                continue
            at, inner, key, value = said
            if at > column or (inner and at == column and waiting is not None):
                outer.append((column, node))
                if waiting is not None:
                    node[waiting] = node = [] if inner else {}
                elif root is None:
                    root = node = [] if inner else {}
                else:
                    raise NotPlain
                column, waiting = at, None
            else:
                if waiting is not None:
                    nulls, waiting = True, None
                while at < column:
                    column, node = outer.pop()
                if not inner and type(node) is list:
                    column, node = outer.pop()
                if at != column or (inner and type(node) is dict):
                    raise NotPlain
            if inner:
                if key is None:
                    node.append(value)
                    nulls = nulls or value is None
                    continue
                outer.append((column, node))
                node.append({})
                column, node = inner, node[-1]
            elif key in node:
                raise NotPlain
            if value is _NOTHING:
                node[key], waiting = None, key
            else:
                node[key] = value
                nulls = nulls or value is None
        if root is None:
            raise NotPlain
        self.nulls = nulls or waiting is not None
        return root
