"""A JSON file to a document, read as JSON and not as the YAML that it nearly is."""

from __future__ import annotations

import json

from svclint.read.events import Unreadable
from svclint.read.yaml import Chunk, Document


def document(text: str) -> Document:
    """The one document of a JSON file; nesting beyond the interpreter's bound is an error like any other."""
    chunk = Chunk(0, text)
    try:
        return Document(0, chunk, json.loads(text))
    except json.JSONDecodeError as error:
        return Document(0, chunk, error=Unreadable(f"no JSON: {error.msg}", error.pos))
    except RecursionError:
        return Document(0, chunk, error=Unreadable("more levels of nesting than can be read", 0))
