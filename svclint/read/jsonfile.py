"""A JSON file to a document, read as JSON and not as the YAML that it nearly is."""

from __future__ import annotations

from typing import Any

from svclint.read.bounds import Unreadable
from svclint.read.document import Chunk, Document


def document(text: str) -> Document:
    """The one document of a JSON file; nesting beyond the interpreter's bound is an error like any other."""
    import json

    found = Document(0, Chunk(0, text))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        found.odd = found.odd or len(mapping) != len(pairs)
        return mapping

    try:
        value = json.loads(text, object_pairs_hook=unique)
        found.value = _whole(value) if "\\u" in text else value
    except json.JSONDecodeError as error:
        found.error = Unreadable(f"no JSON: {error.msg}", error.pos)
    except RecursionError:
        found.error = Unreadable("more levels of nesting than can be read", 0)
    return found


def _whole(value: Any) -> Any:
    """A value in which half of a surrogate pair is the replacement character, as Go's decoder has it."""
    if isinstance(value, str):
        import re

        return value if value.isascii() else re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {_whole(key): _whole(one) for key, one in value.items()} if isinstance(value, dict) else value
