"""Every rule is held against its fixtures: plain YAML that marks each finding on its line, and good neighbours.

Errors and warnings of all rules are marked, and the notes of the fixture's own rule: a fixture about node ports need
not carry probes and rollouts so that other rules have no advice to give.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from svclint import registry
from svclint.read.yaml import chunks
from svclint.result import Report
from svclint.rule import Severity
from tests.lint import environment

FIXTURES = Path(__file__).parent / "fixtures"
EXPECT = re.compile(r'# expect: (?P<rule>[a-z-]+)(?: "(?P<text>[^"]*)")?')
CASES = [(rule, which) for rule in registry.families() for which in ("bad", "good")]


def files_of(rule: str, which: str) -> list[Path]:
    single = [path for ending in ("yaml", "json") for path in [FIXTURES / rule / f"{which}.{ending}"] if path.is_file()]
    return single or sorted(path for path in (FIXTURES / rule / which).rglob("*") if path.is_file())


@pytest.mark.parametrize(("rule", "which"), CASES, ids=[f"{rule}-{which}" for rule, which in CASES])
def test_fixture(rule: str, which: str) -> None:
    files = files_of(rule, which)
    assert files, f"tests/fixtures/{rule}/{which}.yaml is missing"
    wanted = [
        (path.relative_to(FIXTURES).as_posix(), number, match["rule"], match["text"] or "")
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for match in EXPECT.finditer(line)
    ]
    assert any(one[2] == rule for one in wanted) == (which == "bad")
    named = {rule, *(one[2] for one in wanted)}
    found = [
        (one.at.file, one.at.line, one.finding.rule, " ".join((one.finding.message, *(other.message for other in one.related))))
        for one in environment(FIXTURES, [path.relative_to(FIXTURES).as_posix() for path in files])
        if one.finding.rule in named or one.finding.severity > Severity.NOTE
    ]
    unexpected = [one for one in found if not any(_fits(one, other) for other in wanted)]
    unfound = [other for other in wanted if not any(_fits(one, other) for one in found)]
    assert (unexpected, unfound) == ([], [])
    assert len(found) == len(wanted)


@pytest.mark.parametrize(("rule", "which"), CASES, ids=[f"{rule}-{which}" for rule, which in CASES])
def test_order_and_files_change_no_verdict(rule: str, which: str, tmp_path: Path) -> None:
    files = files_of(rule, which)
    together = environment(FIXTURES, [path.relative_to(FIXTURES).as_posix() for path in files])
    documents = [chunk.text for path in files for chunk in chunks(path.read_text(encoding="utf-8"))]
    random.Random(rule).shuffle(documents)
    for number, text in enumerate(documents):
        (tmp_path / f"{number:03}.yaml").write_text(text)
    apart = environment(tmp_path, [path.name for path in tmp_path.iterdir()])
    assert sorted(map(_verdict, apart)) == sorted(map(_verdict, together))


def _verdict(one: Report) -> tuple[str, str]:
    return one.finding.rule, str(one.finding.severity)


def _fits(found: tuple[str, int, str, str], wanted: tuple[str, int, str, str]) -> bool:
    return found[:3] == wanted[:3] and wanted[3] in found[3]


def test_every_rule_is_named_after_its_file() -> None:
    for rule in registry.families():
        assert registry.rule_type(rule).id == rule
