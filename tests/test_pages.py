"""The pages of the rules are what the rules say now, and are what `svclint rule` prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs import generate, pages
from svclint import registry
from svclint.cli import cli
from svclint.config import Config
from svclint.facts import Place
from svclint.graph import Graph
from svclint.read import Reader
from svclint.rule import Rule, Severity
from svclint.scope import Scope
from tests.lint import environment

HEADINGS = ["What it does", "Why it matters", "Example", "Instead", "When it is silent", "Options", "Source"]


def test_what_is_generated_is_up_to_date() -> None:
    stale = [
        path.relative_to(generate.ROOT).as_posix()
        for path, text in generate.files().items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]
    left = [path.relative_to(generate.ROOT).as_posix() for path in generate.leftovers()]
    assert (stale, left) == ([], []), "run `make generate`"


@pytest.mark.parametrize("rule", registry.families())
def test_a_page_has_every_section(rule: str) -> None:
    told = pages.told(rule)
    assert told.why, "the docstring has no paragraph, after the first, that says why it matters"
    assert told.silent, "the docstring has no paragraph that begins with `Silent` and says where the rule says nothing"
    text = (generate.PAGES / f"{rule}.md").read_text(encoding="utf-8")
    sections = re.split(r"^## (.*)\n\n", text, flags=re.MULTILINE)
    assert sections[1::2] == HEADINGS
    assert all(section.strip() for section in sections)
    assert "# expect:" not in text
    assert text.count("[" + rule + "]") >= 1


@pytest.mark.parametrize("rule", registry.families())
def test_the_command_line_prints_the_page(rule: str) -> None:
    done = CliRunner().invoke(cli, ["rule", rule])
    assert (done.exit_code, done.stdout) == (0, (generate.PAGES / f"{rule}.md").read_text(encoding="utf-8"))


def test_a_rule_answers_every_fear() -> None:
    assert [fear for fear, rules in pages.feared().items() if not rules] == []


@pytest.mark.parametrize("path", sorted(generate.PAGES.parent.rglob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link


def test_the_rule_that_the_docs_add_does_what_they_say(tmp_path: Path) -> None:
    text = (generate.PAGES.parent / "adding-a-rule.md").read_text(encoding="utf-8")
    python, bad, good = re.findall(r"```(?:python|yaml)\n(.*?)```", text, re.DOTALL)
    written: dict[str, type[Rule]] = {}
    exec(python, written)
    (rule,) = [one() for one in written.values() if isinstance(one, type) and issubclass(one, Rule) and one is not Rule]
    assert f"rules/exposure/{rule.id.replace('-', '_')}.py" in text
    found = []
    for manifest in (bad, good):
        graph = Graph(Scope([Reader("1.37").read("a.yaml", manifest.encode())]), Config().cluster())
        found.append([(one.place, one.message in bad) for one in rule.find(graph)])
        (tmp_path / "a.yaml").write_text(manifest)
        assert {one.finding.severity for one in environment(tmp_path, ["a.yaml"])} <= {Severity.NOTE}
    assert found == [[(Place("a.yaml", 0, ("spec", "clusterIP")), True)], []]
