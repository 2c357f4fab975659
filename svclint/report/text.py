"""Text that can disturb neither a terminal nor the format that it stands in."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_NO_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def printable(text: str) -> str:
    """A text on one line: line ends, control characters and what turns the direction of writing are escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def compact(document: Any) -> str:
    """Compact JSON."""
    return msgspec.json.encode(document).decode()


def indented(document: Any) -> str:
    """JSON for people, and a line end."""
    return msgspec.json.format(compact(document), indent=2) + "\n"


def attribute(text: str) -> str:
    """The value of an XML attribute, quoted; characters that XML has not are escaped as Python would."""
    from xml.sax.saxutils import quoteattr

    return quoteattr(_xml(text))


def element(text: str) -> str:
    """The text of an XML element, likewise."""
    from xml.sax.saxutils import escape

    return escape(_xml(text), {"\r": "&#13;"})


def _xml(text: str) -> str:
    return re.sub(_NO_XML, lambda found: found[0].encode("unicode_escape").decode(), text)
