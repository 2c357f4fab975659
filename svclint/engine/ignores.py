"""Hides what comments and annotations ask to hide, and knows which of them hid nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from svclint import registry
from svclint.errors import nearest
from svclint.facts import FileFacts, Ignore, Object, Part, Place, Problem
from svclint.rule import Finding
from svclint.texts import Texts

UNUSED = "unused-ignore"
"""The rule that speaks of ignores; none can hide it."""


class Ignores:
    """The ignores of some files, and which rules each has hidden findings of."""

    def __init__(self, files: Iterable[FileFacts], texts: Texts) -> None:
        self._files = {facts.file: facts for facts in files if facts.ignores}
        self._texts = texts
        self._widely: dict[str, dict[int | None, list[Ignore]]] = {}
        self._lines: dict[str, dict[int, list[Ignore]]] = {}
        self._blocks: dict[str, dict[int, int]] = {}
        self._used: dict[Place, set[str]] = {}

    def hide(
        self,
        finding: Finding,
        family: str,
        about: Object | None,
        begins: Place | None = None,
        carried: Iterable[Ignore] = (),
    ) -> Ignore | None:
        """The ignore that hides the finding, if one does.

        Of an object that was rendered, `begins` is where the file begins it and `carried` what its annotations ask for.
        """
        facts = self._files.get(finding.place.file)
        hidden = None
        for ignore in (*carried, *(self._reaching(facts, finding, about, begins) if facts else ())):
            for name in {finding.rule, family} & set(ignore.rules):
                self._used.setdefault(ignore.place, set()).add(name)
                hidden = hidden or ignore
        return hidden

    def unused(self, ran: set[str]) -> Iterator[Problem]:
        """Each ignore that is malformed, names what does not exist, or hid nothing though its rules were asked."""
        families = registry.families()
        known = [*families, *dict.fromkeys(families.values())]
        for facts in self._files.values():
            useless = self._useless(facts, ran, families)
            for ignore in facts.ignores:
                if ignore.quoted:
                    continue
                if ignore.place.part == "key":
                    told = f"there is no annotation `{ignore.place.path[-1]}`; did you mean `{ignore.wanted}`?"
                    yield Problem(UNUSED, ignore.place, told, help=f'write `{ignore.wanted}: "rule-id: reason"`')
                elif not ignore.rules:
                    named = ignore.wanted and "[rule-id]" not in ignore.wanted
                    told = "it is not written as svclint reads it" if named else "it names no rule"
                    yield Problem(UNUSED, ignore.place, told, help=f"write `{ignore.wanted or 'rule-id: reason'}`")
                names, gone = useless[ignore.place]
                for name in ignore.rules:
                    at = structs.replace(ignore.place, word=name)
                    if name not in known:
                        near = nearest(name, known)
                        hint = f"; did you mean `{near}`?" if near else ""
                        yield Problem(
                            UNUSED, at, f"there is no rule or family `{name}`{hint}", near, help=near and f"write `{near}`"
                        )
                    elif name in gone and names == gone:
                        part: Part = "entry" if ignore.place.part == "value" else ignore.place.part
                        yield Problem(UNUSED, ignore.place, _told(name), also=structs.replace(ignore.place, part=part))
                    elif name in gone:
                        yield Problem(UNUSED, at, _told(name), also=at, help=f"remove `{name}` from it")

    def _useless(self, facts: FileFacts, ran: set[str], families: dict[str, str]) -> dict[Place, tuple[set[str], set[str]]]:
        """The names at each place, and those that hid nothing."""
        found: dict[Place, tuple[set[str], set[str]]] = {}
        for ignore in facts.ignores:
            names, gone = found.setdefault(ignore.place, (set(), set()))
            names.update(ignore.rules)
            used = self._used.get(ignore.place, ())
            gone.update(name for name in ignore.rules if name not in used and asked(name, ran, families))
        return found

    def _reaching(self, facts: FileFacts, finding: Finding, about: Object | None, begins: Place | None) -> Iterator[Ignore]:
        at_line = self._by_line(facts)
        wide = self._wide(facts)
        yield from wide.get(None, ())
        yield from wide.get(id(about), ()) if about else ()
        if at_line:
            place = finding.place
            lines = {self._texts.locate(place).line}
            if place.part not in ("comment", "line"):
                lines.add(self._texts.locate(structs.replace(place, part="key")).line)
            if place.part != "comment":
                for line in lines:
                    yield from at_line.get(line, ())
                for line in self._around(facts, lines) - lines:
                    yield from (one for one in at_line[line] if not one.quoted)
            start = begins or (about.at() if about else None)
            if start and start.file == place.file:
                yield from at_line.get(self._texts.locate(start).line, ())

    def _around(self, facts: FileFacts, lines: set[int]) -> set[int]:
        """The lines that an ignore speaks of, and in whose blocks some lines lie."""
        file = facts.file
        if file not in self._blocks:
            speaking = self._by_line(facts)
            openers = [line for line, all_of in speaking.items() if not all(one.quoted for one in all_of)]
            self._blocks[file] = self._texts.enclosing(file, frozenset(openers))
        found: set[int] = set()
        for line in lines:
            opener = self._blocks[file].get(line)
            while opener is not None and opener not in found:
                found.add(opener)
                opener = self._blocks[file].get(opener)
        return found

    def _wide(self, facts: FileFacts) -> dict[int | None, list[Ignore]]:
        """The ignores of a file that reach all of it (None), or an object, by that."""
        if facts.file not in self._widely:
            found: dict[int | None, list[Ignore]] = {}
            for ignore in facts.ignores:
                if ignore.whole_file or ignore.object is not None:
                    reached = None if ignore.object is None else id(facts.objects[ignore.object])
                    found.setdefault(reached, []).append(ignore)
            self._widely[facts.file] = found
        return self._widely[facts.file]

    def _by_line(self, facts: FileFacts) -> dict[int, list[Ignore]]:
        """The comments of a file by the line that they speak of: their own, or the next one with more than a comment."""
        if facts.file not in self._lines:
            found: dict[int, list[Ignore]] = {}
            for ignore in facts.ignores:
                if ignore.place.part == "comment" and not ignore.whole_file:
                    at = self._texts.locate(ignore.place)
                    found.setdefault(self._texts.spoken_of(at, quoted=ignore.quoted), []).append(ignore)
            self._lines[facts.file] = found
        return self._lines[facts.file]


def _told(name: str) -> str:
    return f"{name} has nothing to hide here"


def asked(name: str, ran: set[str], families: dict[str, str]) -> bool:
    """Whether a rule, or every rule of a family, was asked in this run."""
    return name in ran or (name in families.values() and all(rule in ran for rule, own in families.items() if own == name))
