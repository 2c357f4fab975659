"""A JSON file to a document, read as JSON and not as the YAML that it nearly is."""

from __future__ import annotations

from typing import Any

from svclint.read.events import Unreadable
from svclint.read.yaml import Chunk, Document


def document(text: str) -> Document:
    """The one document of a JSON file; nesting beyond the interpreter's bound is an error like any other."""
    import json

    found = Document(0, Chunk(0, text))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        found.odd = found.odd or len(mapping) != len(pairs)
        return mapping

    try:
        found.value = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        found.error = Unreadable(f"no JSON: {error.msg}", error.pos)
    except RecursionError:
        found.error = Unreadable("more levels of nesting than can be read", 0)
    return found
