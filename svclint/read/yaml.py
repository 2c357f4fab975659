"""A text into documents of dicts, lists and scalars, as kubectl reads them; it knows no Kubernetes.

The text is cut at document marks first and each piece is parsed alone, so an error stays in its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svclint.read.blocks import Blocks, NotPlain
from svclint.read.document import Chunk, Document
from svclint.read.scalars import Plain

_MARK = re.compile(r"---(?<=^---)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DIRECTIVES_ONLY = re.compile(r"(?:[ \t]*(?:#[^\n]*|%[^\n]*)?(?:\r?\n|\Z))*")


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text at its document marks; the mark's line stays with what follows, and so do directives before it."""
    start = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if at > start:
            plain = text[start] not in "#%\r\n \t"
            if plain or not _DIRECTIVES_ONLY.fullmatch(text, start, at):
                yield Chunk(start, text[start:at])
                start = at
            elif "%" not in text[start:at]:
                start = at
    if start < len(text) and (text[start] not in "#%\r\n \t" or not _DIRECTIVES_ONLY.fullmatch(text, start)):
        yield Chunk(start, text[start:])


def documents(text: str) -> Iterator[Document]:
    """The documents of a text in order, numbered; one that cannot be read carries its error and no value."""
    blocks = Blocks(Plain())
    index = 0
    for chunk in chunks(text):
        for document in compose(chunk, index, blocks):
            yield document
            index += 1


def compose(chunk: Chunk, index: int, blocks: Blocks) -> list[Document]:
    """The documents of one chunk: nearly always one."""
    try:
        value = blocks.tree(chunk.text)
    except NotPlain:
        from svclint.read.composing import composed

        return composed(chunk, index, blocks.plain)
    return [Document(index, chunk, value, nulls=blocks.nulls)]
