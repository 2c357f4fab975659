"""What `svclint init` sees of a repository, and what it writes and shows."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from svclint.cli.init import GITHUB, PRE_COMMIT
from svclint.config import Config, files
from svclint.read.shape import schema_file
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.snippets import snippets

FINE = join(service(), deployment())
CHART = "apiVersion: v2\nname: a\nversion: 0.1.0\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        {
            "plain/web.yaml": FINE,
            "base/kustomization.yaml": "resources: [web.yaml]\n",
            "base/web.yaml": FINE,
            "chart/Chart.yaml": CHART,
            "chart/templates/web.yaml": FINE,
            "vendor/operator/all.yaml": FINE,
            ".github/workflows/e2e.yaml": "jobs:\n  e2e:\n    env:\n      IMAGE: kindest/node:v1.33.1@sha256:0\n",
        },
    )


def uncommented(text: str) -> str:
    """The config with every key that stands as a comment switched on."""
    return re.sub(r"^# (?!yaml-)(?=[a-z-]+: \S+(  #|$))", "", text, flags=re.MULTILINE)


def test_the_config_that_is_written_says_what_was_seen(repository: Path) -> None:
    done = svclint("init", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "wrote .svclint.yaml\nseen: 3 manifests, 1 kustomization, 1 chart\n"
        "seen: Kubernetes 1.33 in .github/workflows/e2e.yaml\nleft out: vendor\n"
    )
    assert PRE_COMMIT in done.stdout
    assert GITHUB in done.stdout
    assert "svclint --write-baseline" in done.stdout.splitlines()[-1]
    assert sorted(os.listdir(repository)) == [".github", ".svclint.yaml", "base", "chart", "plain", "vendor"]
    config = files.load(repository / ".svclint.yaml").config
    assert (config.kubernetes_version, config.exclude) == ("1.33", ("vendor",))
    assert svclint("--show-files", cwd=repository).stdout.count("vendor") == 0
    assert svclint("check", "--render", "never", cwd=repository).returncode == 0


def test_every_key_stands_there_with_its_default(tmp_path: Path) -> None:
    assert svclint("init", cwd=tmp_path).returncode == 0
    path = tmp_path / ".svclint.yaml"
    assert files.load(path).config == Config()
    schema = json.loads(schema_file("config.json"))
    text = uncommented(path.read_text())
    keys = re.findall(r"^([a-z-]+): (\S+)", text, re.MULTILINE)
    assert {key: json.loads(value) for key, value in keys} == {
        key: about["default"] for key, about in schema["properties"].items()
    }
    path.write_text(text)
    assert files.load(path).config == Config()
    examples = re.sub(r"^([a-z-]+:) \S+  # such as ", r"\1 ", text, flags=re.MULTILINE)
    assert examples != text
    path.write_text(examples)
    assert files.load(path).config.node_port_range == "30000-32767"


def test_an_editor_finds_the_schema(tmp_path: Path) -> None:
    assert svclint("init", cwd=tmp_path).returncode == 0
    first = (tmp_path / ".svclint.yaml").read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={json.loads(schema_file('config.json'))['$id']}"


@pytest.mark.parametrize(
    "there", [".svclint.yaml", "pyproject.toml", ".pre-commit-config.yaml", ".github/workflows/svclint.yml"]
)
def test_nothing_that_is_there_is_touched(tmp_path: Path, there: str) -> None:
    write(tmp_path, {there: "[tool.svclint]\n"})
    done = svclint("init", "--pre-commit", "--github", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.match(rf"svclint: {re.escape(there)} (is there|configures svclint) already; nothing was written", done.stderr)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [there]
    assert (tmp_path / there).read_text() == "[tool.svclint]\n"


def test_snippets_are_written_where_asked_and_are_those_of_the_docs(tmp_path: Path) -> None:
    done = svclint("init", "--pre-commit", "--github", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        "wrote .svclint.yaml\nwrote .pre-commit-config.yaml\nwrote .github/workflows/svclint.yml\n"
        "seen: 0 manifests, 0 kustomizations, 0 charts\n",
    )
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == PRE_COMMIT
    assert (tmp_path / ".github" / "workflows" / "svclint.yml").read_text() == GITHUB
    assert [one.text for one in snippets(title=".github/workflows/svclint.yml")] == [GITHUB]
    assert PRE_COMMIT in [one.text for one in snippets(title=".pre-commit-config.yaml")]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("")
    done = svclint("init", "--github", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "svclint: .github/workflows/svclint.yml cannot be written: Not a directory\n")


def test_several_minors_decide_nothing(tmp_path: Path) -> None:
    write(
        tmp_path, {".gitlab-ci.yml": "variables: {KUBERNETES_VERSION: v1.31.2}\n", "kind.yaml": "image: kindest/node:v1.34.0\n"}
    )
    done = svclint("init", cwd=tmp_path)
    assert "seen: Kubernetes 1.31 in .gitlab-ci.yml\nseen: Kubernetes 1.34 in kind.yaml\n" in done.stdout
    assert done.stdout.endswith("For GitLab: https://svclint.dev/integrations/gitlab/\n")
    assert files.load(tmp_path / ".svclint.yaml").config == Config()


def test_ignored_files_are_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"vendor/a.yaml": FINE, ".gitignore": "vendor\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert "left out" not in svclint("init", cwd=tmp_path).stdout
