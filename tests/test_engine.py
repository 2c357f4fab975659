"""What the engine does around rules: a rule that raises, severities from the config, confidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from svclint import registry
from svclint.cli import cli
from svclint.config import Config
from svclint.rule import Severity
from tests.lint import folder, write
from tests.manifests import deployment, join, service


def broken(self: object, graph: object) -> Any:
    raise ZeroDivisionError("no")


def test_a_rule_that_raises_is_named_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.yaml": join(service(ports="{port: 80, targetPort: x}"), deployment())})
    monkeypatch.setattr(registry.rule_type("port-unnamed"), "find", broken)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["check", "--isolated", "-f", "concise"])
    assert done.exit_code == 3
    assert "svclint: rule port-unnamed failed, which is a bug in svclint; the other rules were run" in done.stderr
    assert "error[target-port-name-missing]" in done.stdout
    assert "Traceback" not in done.output


@pytest.mark.parametrize(("given", "severities"), [("note", {1}), ("warning", {1, 2}), ("error", {1, 3})])
def test_a_severity_stands_for_the_rules_own(tmp_path: Path, given: str, severities: set[int]) -> None:
    headless = service("b", "app: b", ports="{port: 80, targetPort: x}", more="  clusterIP: None\n")
    text = join(service(ports="{port: 80, targetPort: x}"), deployment(), headless, deployment("b", "app: b"))
    config = Config(rules={"target-port-name-missing": {"severity": given}})
    reports = folder(write(tmp_path, {"a.yaml": text}), config=config).reports
    assert {one.finding.severity for one in reports} == {Severity(one) for one in severities}
