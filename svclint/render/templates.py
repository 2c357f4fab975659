"""From a field of what helm printed back to the line of a template, a helper or a values file that a person edits.

A copy of the chart whose lines are marked is rendered again, once, when the first finding asks. A line is only told where
it is known: else the finding falls on the object, or on the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from svclint.facts import Path, Place
from svclint.read.document import Document
from svclint.read.locate import Locator
from svclint.read.pointer import pointer
from svclint.read.scalars import json_key
from svclint.read.yaml import documents
from svclint.render import plain
from svclint.render.blocks import Block, Blocks, Marks
from svclint.render.charts import Chart
from svclint.render.descend import descend, leaf
from svclint.render.environment import Origin, Precision, Read
from svclint.render.marks import PRINTED, Line, lines
from svclint.render.parts import Part
from svclint.render.sources import helpers, printed
from svclint.render.values import Values

_EXPRESSION = re.compile(rf"""(?:- )*(?:["']?([\w./-]+)["']?:\s*[|>]?[-+]?\s*)?{PRINTED}+""")
_KEY = re.compile(r"""["']?([^\s"':{{}}\[\],]+)["']?\s*:(?:\s|$)""")
_PRINTED_KEY = re.compile(rf"""\s*(?:-\ )*["']?{PRINTED}[^:]*:""", re.VERBOSE)
_ITEM = re.compile(r"\s*- ")


class Marked(Struct, frozen=True):
    """What the marked copy rendered to, and the files of the project that the numbers of its marks mean."""

    text: str
    files: list[str]


class Found(Struct, frozen=True):
    """A line of a template that writes a field, or brings it, and the line of the object's own template that led there."""

    file: str
    line: int
    precision: Precision
    site: tuple[str, int] | None = None


class Templates:
    """The way back for one text that helm printed.

    `again` renders the marked copy, None where that fails; `templates` are the files that may hold named templates.
    """

    def __init__(
        self,
        text: str,
        parts: Mapping[str, Part],
        chart: Chart,
        values: Values,
        again: Callable[[], Marked | None],
        read: Read,
        templates: Sequence[str] = (),
    ) -> None:
        self._text, self._parts, self._chart, self._values, self._again, self._read = text, parts, chart, values, again, read
        bought = tuple(f"{part.home}/" for part in parts.values() if part.vendored)
        self._templates, self._ours = templates, [file for file in templates if not file.startswith(bought)]
        self._locator, self._blocks = Locator(text), Blocks(text)
        self._known: dict[str, list[Line]] = {}
        self._laid: dict[str, list[Marks]] = {}

    def of(self, place: Place) -> Origin | None:
        """The origin of a place in the rendered text; None where it has none in the project."""
        document = self._documents[place.document] if place.document < len(self._documents) else None
        start = self._start(place)
        number, _ = self._locator.lines.position(start)
        block = self._blocks.at(number)
        if document is None or block is None:
            return None
        path, _, template = block.source.rpartition("/templates/")
        part = self._parts.get(path)
        if part is None:
            return None
        vendored = part.name if part.vendored else ""
        reached = descend(document.value, place.path).reached[1]
        scalar = "" if reached is None else json_key(leaf(reached)[1])
        if part.archived:
            return Origin(Place(self._chart.file, 0, ("dependencies",), "key"), "file", scalar, (), vendored)
        file = f"{part.home}/templates/{template}".lstrip("/")
        key = _KEY.match(self._text, start)
        found = self._line(block, number - block.first, key[1] if key else "", place.path, file) or self._object(block, file)
        return self._told(found, part, place, reached, scalar)

    def pointer(self, place: Place) -> str:
        """The path of a place in the rendered object, as a text that survives edits around it."""
        return pointer(self._documents[place.document].value, place.path) if place.document < len(self._documents) else ""

    def sources(self, document: int) -> frozenset[str]:
        """The files of the project that a rendered object is put together from."""
        block = self._blocks.at(self._locator.lines.position(self._start(Place("", document)))[0])
        path, _, template = block.source.rpartition("/templates/") if block else ("", "", "")
        part = self._parts.get(path)
        if part is None:
            return frozenset()
        file = f"{part.home}/templates/{template}".lstrip("/")
        own = () if part.archived else (file, *helpers(file, self._templates, self._read))
        return frozenset((*own, self._chart.file, *self._values.files(part)))

    def _start(self, place: Place) -> int:
        return self._locator.span(place.document, place.path, "error" if place.part == "error" else "key").start

    @cached_property
    def _documents(self) -> list[Document]:
        return list(documents(self._text))

    @cached_property
    def _marked(self) -> tuple[Blocks, list[str]]:
        marked = self._again()
        return (Blocks(marked.text), marked.files) if marked else (Blocks(""), [])

    def _line(self, block: Block, offset: int, key: str, path: Path, file: str) -> Found | None:
        """The line that writes a line of a manifest: by its marks, else where text and template agree beyond doubt."""
        marks = self._marks(block)
        if marks:
            files = self._marked[1]
            own = [(files[one], line) for one, line in marks.own(offset)]
            exact = next((mark for mark in own if self._writes(mark, key)), None)
            found = Found(*exact, "exact") if exact else self._call(marks, offset, file)
            if found:
                return Found(found.file, found.line, found.precision, self._site(marks, offset, found, file))
        line = plain.line(self._read(file) or "", self._known_lines(file), block.lines, offset, path)
        return Found(file, line, "exact") if line else None

    def _marks(self, block: Block) -> Marks | None:
        """A manifest's marks; None where the marked copy brought other manifests."""
        if block.source not in self._laid:
            ours, marked = self._blocks.of(block.source), self._marked[0].of(block.source)
            pairs = zip(ours, marked, strict=True) if len(ours) == len(marked) else ()
            self._laid[block.source] = [Marks(one.lines, other.lines) for one, other in pairs]
        laid = self._laid[block.source]
        return laid[block.nth] if laid else None

    def _writes(self, mark: tuple[str, int], key: str) -> bool:
        """Whether a key, or an item without one, stands literally in a line; a key that is itself printed does too."""
        skeleton = self._at(mark).skeleton
        if not key:
            return bool(_ITEM.match(skeleton))
        literal = re.search(rf"""(?:^|[\s{{,"'-]){re.escape(key)}["']?\s*:""", skeleton)
        return bool(literal or _PRINTED_KEY.match(skeleton))

    def _call(self, marks: Marks, offset: int, file: str) -> Found | None:
        """The line whose expression printed a line, which carries its mark at its end."""
        files = self._marked[1]
        above = _above(marks.before(offset))
        for distance, (_, found) in enumerate(marks.after(offset)):
            for one, number in found:
                mark = (files[one], number)
                line = self._at(mark)
                expression = _EXPRESSION.fullmatch(line.skeleton.strip())
                if expression and (not distance or not expression[1] or expression[1] in above):
                    return Found(*mark, "call")
                if distance and mark[0] == file and not line.define and not expression:
                    return None
        return None

    def _site(self, marks: Marks, offset: int, found: Found, file: str) -> tuple[str, int] | None:
        """The line of the object's own template through which a helper's line came."""
        if found.file == file and not self._at((found.file, found.line)).define:
            return None
        files = self._marked[1]
        for _, after in marks.after(offset):
            for one, number in after:
                if files[one] == file and not self._at((file, number)).define:
                    return file, number
        return None

    def _object(self, block: Block, file: str) -> Found:
        """Where an object's template begins it; the template where not even that is known."""
        for offset, line in enumerate(block.lines):
            if line.startswith("kind:"):
                found = self._line(block, offset, "kind", ("kind",), file)
                if found and found.precision == "exact":
                    return Found(found.file, found.line, "object", found.site)
        return Found(file, 1, "file")

    def _told(self, found: Found, part: Part, place: Place, reached: object, scalar: str) -> Origin:
        """The origin that a person is shown: our own call of what others wrote, and the value's line where it decides."""
        library = self._owner(found.file)
        related: list[tuple[Place, str]] = []
        at, precision = (found.file, found.line), found.precision
        if found.site and library and library.vendored and not part.vendored:
            related.append((_place(at), f"written in the chart {library.name}"))
            at, precision = found.site, "call"
        elif found.site:
            related.append((_place(found.site), "comes in here"))
        shown = _place(at, place.word or (scalar if not isinstance(reached, (dict, list)) and place.part != "key" else ""))
        value = None
        if precision in ("exact", "call"):
            sites = dict.fromkeys(filter(None, ((found.file, found.line), found.site)))
            value = next(filter(None, (self._value(site, part, place.path, scalar) for site in sites)), None)
        is_whole = precision == "exact" and place.part == "value"
        written = (self._read(at[0]) or "").split("\n")[at[1] - 1] if is_whole else ""
        if value is not None and self._values.is_bare(written):
            related.insert(0, (shown, "written here"))
            shown = value
        elif value is not None and not isinstance(reached, (dict, list)):
            related.append((value, "the value comes from here"))
        elif helper := printed(written, scalar, self._ours, self._read):
            related.insert(0, (shown, "comes in here"))
            shown = _place(helper, scalar)
        return Origin(shown, precision, scalar, tuple(related), part.name if part.vendored else "")

    def _value(self, site: tuple[str, int], part: Part, path: Path, scalar: str) -> Place | None:
        return self._values.find(self._read(site[0]) or "", site[1], part, path, scalar)

    def _owner(self, file: str) -> Part | None:
        owners = (part for part in self._parts.values() if not part.archived and file.startswith(f"{part.home}/".lstrip("/")))
        return max(owners, key=lambda part: len(part.home), default=None)

    def _at(self, mark: tuple[str, int]) -> Line:
        known = self._known_lines(mark[0])
        return known[mark[1] - 1] if mark[1] <= len(known) else Line()

    def _known_lines(self, file: str) -> list[Line]:
        if file not in self._known:
            self._known[file] = lines(self._read(file) or "")
        return self._known[file]


def _above(lines: list[str]) -> set[str]:
    """The keys that the last of some lines of a manifest lies below."""
    keys: set[str] = set()
    limit, item = 10_000, False
    for line in reversed(lines):
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if bare and (indent < limit or (item and indent == limit and not bare.startswith("- "))):
            limit, item = indent, bare.startswith("- ")
            key = _KEY.match(bare.removeprefix("- "))
            if key:
                keys.add(key[1])
    return keys


def _place(at: tuple[str, int], word: str = "") -> Place:
    return Place(at[0], 0, (at[1],), "line", word)
