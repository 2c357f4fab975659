"""Which files can have to do with each other, by the words that they share; a guess, which a full run settles."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from svclint.facts import FileFacts

_WORD = re.compile(rb"[A-Za-z0-9][\w-]*")
_RARE = 20
"""A word in more files than that ties none of them together."""
_COMMON = 150
"""A word that changed in one of more files than that is asked of all."""
_MOST = 400
"""Files beyond which asking all of them is as good as asking the neighbours."""


class Nearby:
    """The files of a project by the words of their facts: names, labels, host names, ports."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self._words: dict[str, frozenset[bytes]] = {}
        self._files: dict[bytes, set[str]] = {}
        for facts in files:
            self.put(facts)

    def put(self, facts: FileFacts) -> frozenset[bytes]:
        """Take the facts of a file in place of earlier ones; gives the words that only one of both has."""
        words = frozenset(_WORD.findall(msgspec.json.encode(facts.objects)))
        return self._replace(facts.file, words)

    def drop(self, file: str) -> frozenset[bytes]:
        """Forget a file; gives its words."""
        return self._replace(file, frozenset())

    def around(self, file: str, changed: Iterable[bytes] = ()) -> set[str] | None:
        """The files that share a rare word with a file, or have one that changed in it, and those that share one with these.

        None where they are too many, or where a changed word is so common that it says nothing.
        """
        near = {file}
        for word in changed:
            near |= self._files.get(word, set())
            if len(near) > _COMMON:
                return None
        near |= self._sharing(near)
        near |= self._sharing(near)
        return near if len(near) <= _MOST else None

    def _sharing(self, files: Iterable[str]) -> set[str]:
        words = {word for file in files for word in self._words.get(file, ())}
        found: set[str] = set()
        for word in words:
            others = self._files.get(word, ())
            if len(others) <= _RARE:
                found.update(others)
        return found

    def _replace(self, file: str, words: frozenset[bytes]) -> frozenset[bytes]:
        before = self._words.get(file, frozenset())
        for word in before - words:
            self._files[word].discard(file)
            if not self._files[word]:
                del self._files[word]
        for word in words - before:
            self._files.setdefault(word, set()).add(file)
        if words:
            self._words[file] = words
        else:
            self._words.pop(file, None)
        return before ^ words
