"""The line of a template that wrote a line of a manifest, where both agree beyond doubt; no mark is needed for that."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from svclint.facts import Path
from svclint.render.marks import Line

_KEY = re.compile(r"""(\s*)((?:- +)*)["']?([\w./$-]+)["']?\s*:(?:\s|$)""")


def line(template: str, known: Sequence[Line], manifest: Sequence[str], offset: int, path: Path) -> int | None:
    """The number of the line, from 1: the same text at the same turn, or the only line with that path of keys."""
    written = [one.strip() for one in template.split("\n")]
    turns = difflib.SequenceMatcher(None, written, [one.strip() for one in manifest], autojunk=False).get_matching_blocks()
    for start, turn, size in turns:
        if turn <= offset < turn + size:
            found = start + offset - turn
            if not known[found].define and (size > 1 or written.count(written[found]) == 1):
                return found + 1
    keys = tuple(step for step in path if isinstance(step, str))
    alike = [number for number, steps in _paths(known) if steps == keys]
    return alike[0] if keys and len(alike) == 1 and isinstance(path[-1], str) else None


def _paths(known: Sequence[Line]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines of a template that write a key, with the keys that lead there."""
    above: list[tuple[int, str]] = []
    for number, one in enumerate(known, start=1):
        if one.skeleton.startswith("---"):
            above = []
        match = None if one.define else _KEY.match(one.skeleton)
        if match:
            indent = len(match[1]) + len(match[2])
            while above and above[-1][0] >= indent:
                above.pop()
            above.append((indent, match[3]))
            yield number, tuple(key for _, key in above)
