"""Bytes to text and back, byte for byte, by their byte order mark, else UTF-8."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _marked(data: bytes) -> tuple[bytes, str]:
    return next((one for one in _MARKS if data.startswith(one[0])), (b"", "utf-8"))


def decode(data: bytes) -> str:
    """The text of a file, without its mark. Raises UnicodeDecodeError."""
    mark, name = _marked(data)
    return data[len(mark) :].decode(name)


def encode(text: str, like: bytes) -> bytes:
    """A text as bytes with the mark and in the encoding of others."""
    mark, name = _marked(like)
    return mark + text.encode(name)
