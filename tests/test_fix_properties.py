"""Whatever a fixture is written like: a fix changes its own place and nothing else, and a second run changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from svclint import fix, registry
from svclint.fix import Mended
from svclint.project import Project
from svclint.read.encoding import decode
from svclint.rule import Confidence, Severity
from tests.lint import rendered, write
from tests.test_fixtures import FIXTURES, files_of

REVEALED = {"target-port-undeclared", "host-network-port-conflict", "readiness-probe-missing", "service-port-mismatch",
            "backend-service-missing", "backend-port-missing", "ndots-too-low"}  # fmt: skip
"""What is said of an object only once it can be read, or of a place only once it leads somewhere."""


def mended(root: Path, files: list[str]) -> Mended:
    tree = Project(root, tuple(sorted(files)), (), ("",), frozenset(files))
    done = fix.mend(rendered, tree, unsafe=True, notes=True)
    assert (done.refused, done.restless) == ([], [])
    again = fix.mend(rendered, Project(root, tree.files, (), ("",), tree.named, done.after), unsafe=True, notes=True)
    assert not again.after
    return done


def plain(text: str) -> list[Any]:
    """The documents of a text to another reader of YAML 1.1, later keys winning, tags of scalars left open."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    yaml.allow_duplicate_keys = True
    return list(yaml.load_all(text))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every scalar with its path; list items by their index."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*path, index))
    else:
        yield path, value


def assert_only_meant(done: Mended) -> None:
    """The parsed data differ below the paths of the edits only, and no more bytes than the edits have changed."""
    meant = {
        (edit.place.file, edit.place.document, edit.place.path[:-1])
        for one in done.fixed
        if one.finding.fix
        for edit in one.finding.fix.edits
        if edit.place.part not in ("comment", "earlier")
    }
    for file, data in done.after.items():
        old, new = plain(decode(done.before[file])), plain(decode(data))
        assert len(old) == len(new)
        for index, (first, second) in enumerate(zip(old, new, strict=True)):
            before, after = dict(leaves(first)), dict(leaves(second))
            changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
            for path in changed:
                ends = (path[:length] for length in range(len(path) + 1))
                assert any((file, index, end) in meant for end in ends), (file, index, path)


CASES = [
    rule
    for rule, family in registry.families().items()
    if "Fix(" in (FIXTURES.parent.parent / "rules" / family / f"{rule.replace('-', '_')}.py").read_text()
]


ODD = {"invalid-yaml", "not-rendered", "duplicate-key", "not-a-string"}
"""Fixtures about how a file is written, which other ways of writing would say something else of."""


@pytest.mark.parametrize("rule", CASES)
def test_fixes_of_a_fixture_do_what_they_say(rule: str) -> None:
    files = [path.relative_to(FIXTURES).as_posix() for path in files_of(rule, "bad")]
    before = rendered(Project(FIXTURES, tuple(sorted(files)), (), ("",), frozenset(files)))
    done = mended(FIXTURES, files)
    for one in done.fixed:
        assert one.finding.fix
        assert not one.finding.fix.safe or one.finding.confidence == Confidence.CERTAIN, one.finding.rule
        assert not one.finding.fix.safe or one.finding.severity > Severity.NOTE
    known = {one.finding.rule for one in before.reports}
    serious = {one.finding.rule for one in done.result.reports if one.finding.severity > Severity.NOTE}
    assert serious - known <= REVEALED
    if not files[0].endswith(".json") and rule != "duplicate-key":  # of which ruamel keeps the first
        assert_only_meant(done)


@pytest.mark.parametrize("which", ["bad", "good"])
@pytest.mark.parametrize("rule", CASES)
def test_a_fix_changes_the_very_field_that_its_edit_says(rule: str, which: str) -> None:
    """One fix at a time: a value is written where it is read, never over a neighbour, and what is put in is a new key."""
    files = [path.relative_to(FIXTURES).as_posix() for path in files_of(rule, which)]
    if files[0].endswith(".json") or rule in ODD:
        return
    texts = {file: decode((FIXTURES / file).read_bytes()) for file in files}
    for one in rendered(Project(FIXTURES, tuple(sorted(files)), (), ("",), frozenset(files))).reports:
        for edit, (at, new) in zip(one.finding.fix.edits if one.finding.fix and one.edits else (), one.edits, strict=True):
            place, (start, end), text = edit.place, at.offsets, texts[at.file]
            if place.part in ("comment", "earlier"):
                continue
            before, after = (dict(leaves(plain(each))) for each in (text, text[:start] + new + text[end:]))
            changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
            said = (place.document, *place.path)
            if place.part == "value":
                assert changed == {said}, one.finding.message
                assert isinstance(before[said], type(edit.text)) or said[-1] != "name", one.finding.message
            elif "{,}" in str(edit.text):
                key = (*said[:-1], str(edit.text).partition(":")[0])
                assert {path[: len(key)] for path in changed} == {key}, one.finding.message
            else:
                assert all(path[: len(said) - 1] == said[:-1] for path in changed), one.finding.message


def flowing(text: str) -> str:
    """The documents in JSON's flow style, which is YAML, without comments."""
    return "---\n".join(json.dumps(document, indent=2) + "\n" for document in plain(text))


WRITTEN: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "comments": lambda text: re.sub(r"(?m)(?<=[\w\]}\"'])$", "  # ä: '\"{[", re.sub(r" *# expect.*", "", text)),
    "no final newline": str.rstrip,
    "flow style": flowing,
    "quotes": lambda text: re.sub(r"(?m)(?<=: )([a-z][a-z-]*)$", r"'\1'", text),
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("rule", [rule for rule in CASES if rule not in ODD])
def test_fixes_do_the_same_however_a_fixture_is_written(rule: str, way: str, tmp_path: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in files_of(rule, "bad") if path.suffix == ".yaml"}
    if any("|" in text or ">-" in text for text in texts.values()) and way == "comments":
        pytest.skip("a block scalar would say something else")
    write(tmp_path, texts)
    tree = Project(tmp_path, tuple(sorted(texts)), (), ("",), frozenset(texts))
    if not any(one.edits for one in rendered(tree).reports):
        return
    changed = {name: WRITTEN[way](text) for name, text in texts.items()}
    write(tmp_path, changed)
    done = mended(tmp_path, list(texts))
    assert_only_meant(done)
    for file, data in done.after.items():
        assert data.count(b"\r\n") == data.count(b"\n") or way != "CRLF"
        assert data.endswith(b"\n") == done.before[file].endswith(b"\n")


VALUES = st.sampled_from(
    ['"80"', "'80'", "80", "http", "*p", "&p '80'", "!!str 80", "{{ port }}", "[80]", "~", "on", "tcp", "|-\n        80"]
)
KEYS = st.sampled_from(["port", "'targetPort'", '"nodePort"', "protocol", "name", "? port", "<<", "appProtocol"])
TAILS = st.sampled_from(["", "  # comment", " #", "\t# a tab", "  # svclint: ignore[quoted-port, port-invalid]"])
HEAD = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: &p web}\n  ports:\n    -\n"


@given(st.lists(st.tuples(KEYS, VALUES, TAILS), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_ports_look_like(tmp_path: Path, entries: list[tuple[str, str, str]], ending: str, last: bool) -> None:
    lines = [f"      {key}: {value}{'' if value.startswith('|') else tail}" for key, value, tail in entries]
    text = HEAD + "\n".join(lines)
    text = (text + "\n" if last else text).replace("\n", ending)
    (tmp_path / "a.yaml").write_bytes(text.encode())
    done = mended(tmp_path, ["a.yaml"])
    for data in done.after.values():
        assert len(data.splitlines()) <= len(text.encode().splitlines()) + 2
        assert data.decode().count("#") >= text.count("#") - sum("svclint" in tail for _, _, tail in entries)
