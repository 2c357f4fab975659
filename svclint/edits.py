"""An edit to a stretch of one text and what takes its place, all other bytes left as they are; it knows no rules.

What an edit cannot do without changing more than it says, is not done: through an alias, at a place that is not written.
"""

from __future__ import annotations

import json
import re

from svclint.facts import Place
from svclint.read.ignores import ANNOTATION
from svclint.read.lines import Span
from svclint.read.locate import Locator, Node
from svclint.read.scalars import resolve
from svclint.rule import Edit

Placed = tuple[Span, str]
_WORD = re.compile(r'"[^"]*"|[\w./-]+')
_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./-]*")
"""Words that need no quotes wherever they stand, unless YAML reads something else than a string."""


def placed(locator: Locator, edit: Edit, *, strict: bool = False) -> Placed | None:
    """Where an edit goes and what it puts there, None where it cannot be made. `strict`: the text is JSON."""
    place = edit.place
    whole = _written(locator, place)
    if whole is None:
        return None
    if edit.text == "":
        return _removed(locator, place, whole)
    if place.word:
        found = locator.span(place.document, place.path, place.part, place.word)
        same = locator.text[found.start : found.end] == place.word
        return (found, str(edit.text)) if same and whole.start <= found.start and found.end <= whole.end else None
    return whole, _text(locator, edit, whole, strict=strict)


def _written(locator: Locator, place: Place) -> Span | None:
    """The span of a place that is written as it is named, and that no alias makes part of another one."""
    if place.part == "comment":
        return locator.span(place.document, place.path, place.part)
    node = locator.document(place.document)
    if not isinstance(node, Node) or place.inner or not place.path:
        return None
    key: Node | None = None
    for step in place.path:
        found = node.child(step) if node.items is not None else node.entries.get(str(step))
        if found is None or node.shared:
            return None
        parent = node
        key, node = found
    if place.part == "earlier":
        key, node = next((key, value) for name, key, value in parent.pairs or () if name == str(place.path[-1]))
    if key is not None and place.part != "value":
        if place.part == "key":
            return None if locator.text[key.span.start] in "&*!?" else key.span
        return None if _shares(node) else Span(key.span.start, max(key.span.end, node.span.end))
    if node.shared or node.span.start >= node.span.end or locator.text[node.span.start] in "&*!":
        return None
    return node.span


def _shares(node: Node) -> bool:
    """Whether an alias stands in a node, or means something in it."""
    return (
        node.shared
        or any(map(_shares, node.items or ()))
        or any(_shares(key) or _shares(value) for _, key, value in node.pairs or ())
        or any(map(_shares, node.merged))
    )


def _text(locator: Locator, edit: Edit, whole: Span, *, strict: bool) -> str:
    written = locator.text[whole.start : whole.end]
    if not isinstance(edit.text, str):
        return json.dumps(edit.text)
    if "{}" not in edit.text:
        return _word(edit.text, written, strict=strict)
    entry, parting, rest = edit.text.partition("{,}")
    if parting:
        entry = _WORD.sub(_quoted, entry) if written[:1] == '"' else entry
        rest = _parting(locator, edit.place, whole) + rest
    return entry + rest.replace("{}", written) if parting else entry.replace("{}", written)


def _word(word: str, written: str, *, strict: bool) -> str:
    """A string as YAML, quoted as the one that stands there."""
    if written[:1] == "'" and "'" not in word:
        return f"'{word}'"
    if strict or written[:1] == '"' or not _PLAIN.fullmatch(word) or not isinstance(resolve(word), str):
        return json.dumps(word, ensure_ascii=False)
    return word


def _parting(locator: Locator, place: Place, entry: Span) -> str:
    """What stands between an entry of a mapping and one put before it."""
    around = locator.span(place.document, place.path[:-1])
    comma = "," if locator.text[around.start : around.start + 1] == "{" else ""
    line, column = locator.lines.position(entry.start)
    before = locator.lines.line(line)[: column - 1]
    if before.strip(" -"):
        return comma + " "
    return comma + ("\r\n" if "\r\n" in locator.text else "\n") + " " * len(before)


def _quoted(word: re.Match[str]) -> str:
    return word[0] if word[0].startswith('"') or not isinstance(resolve(word[0]), str) else f'"{word[0]}"'


def _removed(locator: Locator, place: Place, whole: Span) -> Placed | None:
    text = locator.text
    if place.word:
        span = _name(text, whole, place)
    elif place.part == "comment":
        span = _comment(text, whole)
    else:
        span = _entry(locator, place, whole)
        if span and place.part == "earlier" and re.search(r"(^|\s)#", text[span.start : span.end]):
            return None
    return (span, "") if span else None


def _comment(text: str, whole: Span) -> Span:
    """A comment to the end of its line, with the blanks before it; one that stands alone goes with its line."""
    start, end = whole.start, _line_end(text, whole.end)
    before = text[:start].rstrip(" \t")
    if before and before[-1] not in "\r\n":
        return Span(len(before), end)
    return Span(len(before), _next_line(text, end))


def _name(text: str, whole: Span, place: Place) -> Span | None:
    """A rule's name and its comma, as often as it follows itself: in the brackets of a comment, or before the colon of a line
    of an annotation."""
    name = re.escape(place.word)
    if place.part == "comment":
        heads = [re.search(r"\[[^\]\n]*\]", text[whole.start : whole.end])]
    elif place.path[-1:] == (ANNOTATION,):
        heads = list(re.finditer(r"""(?m)^[ \t]*["']?[\w, \t-]+(?=:|["']?\s*$)""", text[whole.start : whole.end]))
    else:
        return None
    for head in heads:
        found = head and re.search(rf"([ \t]*,[ \t]*{name}(?![\w-]))+|((?<![\w-]){name}[ \t]*,[ \t]*)+", head[0])
        if head and found:
            start = whole.start + head.start()
            return Span(start + found.start(), start + found.end())
        if head and place.part == "value" and text[whole.start] == "|" and head[0].strip() == place.word:
            start = whole.start + head.start()
            return Span(start, _next_line(text, _line_end(text, start)))
    return None


def _entry(locator: Locator, place: Place, whole: Span) -> Span | None:
    """An entry of a mapping with its lines, or with its comma in flow style; a mapping that it leaves empty goes with it."""
    text = locator.text
    around = _written(locator, Place(place.file, place.document, place.path[:-1], "value")) if len(place.path) > 1 else None
    node = locator.document(place.document)
    for step in place.path[:-1]:
        found = node.child(step) if isinstance(node, Node) else None
        if found is None:
            return None
        node = found[1]
    assert isinstance(node, Node)
    if len(node.pairs or ()) == 1 and around and isinstance(place.path[-2], str):
        outer = Place(place.file, place.document, place.path[:-1], "entry")
        above = _written(locator, outer)
        return _entry(locator, outer, above) if above else None
    start = whole.start - (len(text[: whole.start]) - len(text[: whole.start].rstrip(" ")))
    end = _line_end(text, whole.end)
    rest = text[whole.end : end].strip()
    if (start == 0 or text[start - 1] in "\r\n") and (not rest or (rest[0] == "#" and text[whole.end] in " \t")):
        return Span(start, _next_line(text, end))
    behind = re.compile(r"[ \t]*,[ \t]*").match(text, whole.end)
    if behind:
        return Span(whole.start, behind.end())
    before = re.search(r",[ \t]*\Z", text[: whole.start])
    return Span(before.start(), whole.end) if before else None


def _line_end(text: str, start: int) -> int:
    found = re.compile(r"[\r\n]|\Z").search(text, start)
    return found.start() if found else len(text)


def _next_line(text: str, end: int) -> int:
    return end + (2 if text[end : end + 2] == "\r\n" else 1 if end < len(text) else 0)
