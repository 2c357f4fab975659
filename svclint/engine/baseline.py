"""The findings that a project had when it took svclint on: a file of them, which are not shown until they come again.

An entry is an `Identity` in all environments that show it, by no line, and stands once for each finding that it hides, so
that one more of its kind is new, and so is one in a further environment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from svclint import atomic
from svclint.errors import ConfigError
from svclint.project import read_file
from svclint.result import Hidden, Identity, Report, Result, Stale
from svclint.rule import Severity

FILE_NAME = ".svclint-baseline.json"
SCHEMA_VERSION = 1
_LARGEST = 50 * 1024 * 1024
"""Bytes, about 300,000 entries, that are read of a baseline."""
_KEYS = ("file", "object", "rule", "pointer")
_UNCHECKED = "not-rendered"
_NO_TEXT = re.compile(r"\\u(dc[89a-f][0-9a-f])")
"""A byte of a file's name that is no UTF-8, as JSON can hold it."""
_PLACE = re.compile(r"\.(\w+)|\[(\d+)\]")


class _Entry(Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    object: str
    rule: str
    pointer: str
    environments: list[str] = []

    @property
    def identities(self) -> tuple[Identity, ...]:
        file, environments = _name(self.file), map(_name, self.environments or [""])
        return tuple(Identity(file, self.object, self.rule, self.pointer, one) for one in environments)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    schema_version: int
    findings: list[_Entry]


class Baseline:
    """The entries of a baseline file, in its order."""

    def __init__(self, path: Path, text: str, entries: Iterable[_Entry]) -> None:
        self.path, self._text = path, text
        self.entries = tuple(one.identities for one in entries)
        "What each entry hides, in each environment."

    @property
    def identities(self) -> Counter[Identity]:
        """All that the entries hide."""
        return Counter(one for entry in self.entries for one in entry)

    def hide(self, result: Result) -> None:
        """Take what the entries mean out of a result; of more findings than entries, the last by their places stay.

        Entries that mean nothing any more are told as `stale`, with their lines, if the run has looked at what they mean.
        """
        left = self.identities
        kept = []
        for report in result.reports:
            is_known = not _says_unchecked(report) and all(left[one] > 0 for one in report.identities)
            left.subtract(one for one in report.identities if left[one] > 0)
            if is_known:
                result.hidden.append(Hidden(report, "external", f"it is in the baseline {self.path.name}"))
                result.baselined += 1
            else:
                kept.append(report)
        result.reports = kept
        left.subtract(result.unsure)
        from svclint.read.locate import Locator

        locator = Locator(self._text)
        for index in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[index]
            gone = [one for one in entry if left[one] > 0 and result.looked(one)]
            if gone:
                left.subtract(gone)
                line = locator.lines.position(locator.span(0, ("findings", index)).start)[0]
                names = tuple(one.environment for one in gone) if len(gone) < len(entry) else ()
                result.stale.insert(0, Stale(line, gone[0], names))


def _says_unchecked(report: Report) -> bool:
    """Whether a report says that something is not checked, which is never hidden: nobody would know."""
    return report.finding.rule == _UNCHECKED and report.finding.severity == Severity.NOTE


def load(path: Path) -> Baseline:
    """Read a baseline file. Raises ConfigError with the place of what is wrong with it."""
    source = read_file(path.parent, path.name, follow=True, largest=_LARGEST)
    if source is None or source.error:
        raise ConfigError(f"{path}: {source.error if source else 'no such file'}; --write-baseline writes a baseline")
    try:
        text = source.data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text: {error.reason}") from None
    try:
        found = msgspec.json.decode(text, type=_File)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}:{_line(text, str(error))}: no baseline: {error}") from None
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}:{_line_of_syntax(text)}: no baseline: {error}") from None
    if found.schema_version != SCHEMA_VERSION:
        raise ConfigError(f"{path}:1: it has schema_version {found.schema_version}, and this svclint knows {SCHEMA_VERSION}")
    return Baseline(path, text, found.findings)


def write(path: Path, found: Iterable[Report], old: Baseline | None, result: Result) -> tuple[int, int]:
    """Write a baseline of what was found and of old entries that the run did not look at.

    How many findings it hides, and how many old entries went. Entries are sorted, one a line. Raises ConfigError where the
    file cannot be written.
    """
    known = [one for one in found if not _says_unchecked(one)]
    now = Counter(name for one in known for name in one.identities)
    before = old.identities if old else Counter[Identity]()
    kept = Counter({one: number for one, number in before.items() if not result.looked(one)}) | before & Counter(result.unsure)
    entries = now | kept
    lines = ",".join(f"\n    {_line_of(one)}" for one in _entries(entries))
    text = f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "findings": [{lines}\n  ]\n}}\n'
    try:
        atomic.write(path, text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    gone = 0
    for entry in old.entries if old else ():
        gone += not any(entries[one] > 0 for one in entry)
        entries.subtract(entry)
    return len(known) + len(list(_entries(kept - now))), gone


def _entries(found: Counter[Identity]) -> Iterator[_Entry]:
    """As few entries as hide so many findings in each environment, sorted."""
    alike: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for one in sorted(found):
        alike.setdefault((one.file, one.object, one.rule, one.pointer), {})[one.environment] = found[one]
    for key, numbers in alike.items():
        yield from [_Entry(*key)] * numbers.pop("", 0)
        for number in range(max(numbers.values(), default=0)):
            yield _Entry(*key, [name for name, most in numbers.items() if number < most])


def _line_of(one: _Entry) -> str:
    fields = [f'"{key}": {_text(getattr(one, key))}' for key in _KEYS]
    if one.environments:
        fields.append(f'"environments": [{", ".join(map(_text, one.environments))}]')
    return f"{{{', '.join(fields)}}}"


def _name(written: str) -> str:
    """A file's name, or an environment's, as `_text` wrote it."""
    return _NO_TEXT.sub(lambda byte: chr(int(byte[1], 16)), written)


def _text(value: str) -> str:
    return msgspec.json.encode(value.encode("utf-8", "backslashreplace").decode()).decode()


def _line(text: str, told: str) -> int:
    """The line that an error of a path such as `$.findings[3].rule` speaks of."""
    where = told.rpartition("`$")[2] if "`$" in told else ""
    path = tuple(int(index) if index else key for key, index in _PLACE.findall(where))
    from svclint.read.locate import Locator

    locator = Locator(text)
    return locator.lines.position(locator.span(0, path).start)[0]


def _line_of_syntax(text: str) -> int:
    import json

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    return 1
