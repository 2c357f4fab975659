"""What a text of YAML is cut into: pieces between marks, and the documents in them."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from svclint.read.bounds import Unreadable


class Chunk(Struct, frozen=True, gc=False):
    """A piece of a text between two document marks; `start` counts code points from the start of the text."""

    start: int
    text: str


class Document(Struct, gc=False):
    """One document. `odd`: it has equal keys, keys that are no strings, merges or tags, and wants a look at its nodes;
    `nulls`: it may hold null values.

    `kind` is `template` where a mapping stands as a key, as in `{{ x }}`: no YAML that Kubernetes reads.
    """

    index: int
    chunk: Chunk
    value: Any = None
    error: Unreadable | None = None
    odd: bool = False
    nulls: bool = True
    kind: Literal["data", "template"] = "data"
    number: int = 0
    "Which document of its chunk it is, nearly always the first."
