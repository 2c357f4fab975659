"""The bounds within which a document is read, and what is said of one outside of them."""

from __future__ import annotations

MAX_DEPTH = 300
MAX_BYTES = 5 * 1024 * 1024
EXPANSION = 10
"How many times its own length a document may grow to when its aliases are written out."
FREE_EXPANSION = 400_000
"Characters, about 100,000 nodes, that any document may grow to."


class Unreadable(Exception):
    """Text that is no YAML, or outside the bounds. `offset` counts code points from the start of the text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
