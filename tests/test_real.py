"""Every error and warning on real repositories has been read: `tests/real/verdicts.tsv` says whether it is true, and why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from svclint.result import Report
from svclint.rule import Confidence, Severity
from tests import needs
from tests.lint import folder

VERDICTS = Path(__file__).parent / "real" / "verdicts.tsv"
PROJECTS = sorted(path for path in needs.CORPUS.glob("*/*") if path.is_dir())

pytestmark = needs.corpus


def listed() -> set[tuple[str, str, str, str]]:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        return {(row["project"], row["file"], row["rule"], row["object"]) for row in csv.DictReader(file, delimiter="\t")}


def row(root: Path, one: Report) -> tuple[str, str, str, str]:
    path = (root / one.at.file).relative_to(needs.CORPUS)
    about = f"{one.object.kind}/{one.object.name}" if one.object else "-"
    return "/".join(path.parts[:2]), "/".join(path.parts[2:]), one.finding.rule, about


def serious(root: Path) -> set[tuple[str, str, str, str]]:
    reports = folder(root, least=Confidence.LIKELY, render=True).reports
    return {row(root, one) for one in reports if one.finding.severity >= Severity.WARNING}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_project_alone_has_no_finding_that_was_not_read(project: Path) -> None:
    assert serious(project) <= listed()


def test_the_whole_corpus_has_no_finding_that_was_not_read() -> None:
    assert serious(needs.CORPUS) <= listed()


def test_verdicts_that_are_found_no_more_are_struck() -> None:
    found = serious(needs.CORPUS).union(*map(serious, PROJECTS))
    assert listed() <= found


def test_nine_in_ten_are_true() -> None:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = [row["verdict"] for row in csv.DictReader(file, delimiter="\t")]
    assert set(verdicts) <= {"true", "false", "unsure"}
    assert verdicts.count("true") >= 0.9 * len(verdicts)
