"""The recipes for CI, on the pages and our own: sound, and run here as far as they run without their hosts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests import needs
from tests.command import BIN
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import git
from tests.snippets import ROOT, Snippet, snippets

BROKEN = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
WORKFLOWS = {
    **{str(one): one.text for one in snippets("yaml") if one.title.startswith(".github/workflows/")},
    **{path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / ".github" / "workflows").iterdir())},
}
GITLAB = snippets(title=".gitlab-ci.yml")


@pytest.mark.skipif(not shutil.which("actionlint"), reason="needs actionlint (.ci/run builds it where Go is)")
@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_sound_and_gives_our_action_inputs_that_it_has(name: str, tmp_path: Path) -> None:
    text = WORKFLOWS[name]
    assert text.count("uses: svclint/svclint@v0.1.0") + text.count("uses: ./") == 1
    git(tmp_path, "init", "-q")
    shutil.copy(ROOT / "action.yml", tmp_path)
    write(tmp_path, {".github/workflows/w.yml": text.replace("svclint/svclint@v0.1.0", "./")})
    told = subprocess.run(
        ["actionlint", "-shellcheck", BIN / "shellcheck"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


def check(schema: str, file: Path) -> None:
    checker = BIN / "check-jsonschema"
    if not checker.exists():
        pytest.skip("needs check-jsonschema (make test installs it)")
    done = subprocess.run([checker, "--builtin-schema", schema, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_fits_its_schema(name: str, tmp_path: Path) -> None:
    (tmp_path / "w.yml").write_text(WORKFLOWS[name], encoding="utf-8")
    check("vendor.github-workflows", tmp_path / "w.yml")


@pytest.mark.parametrize("recipe", GITLAB, ids=str)
def test_the_recipe_for_gitlab_fits_its_schema(recipe: Snippet, tmp_path: Path) -> None:
    (tmp_path / recipe.title).write_text(recipe.text, encoding="utf-8")
    check("vendor.gitlab-ci", tmp_path / recipe.title)


@needs.git
@pytest.mark.parametrize("recipe", GITLAB, ids=str)
def test_the_recipe_for_gitlab_fails_a_job_that_breaks_a_service(recipe: Snippet, tmp_path: Path) -> None:
    """Its script as a runner starts it, in a merge request that touches one of two broken Services."""
    job: dict[str, Any] = YAML(typ="safe", pure=True).load(recipe.text)["svclint"]
    write(tmp_path, {"old/web.yaml": BROKEN, "new/web.yaml": BROKEN.replace("version: v2", "version: v1")})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "main")
    base = git(tmp_path, "rev-parse", "HEAD")
    write(tmp_path, {"new/web.yaml": BROKEN})
    git(tmp_path, "commit", "-q", "-a", "-m", "break it")
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    script = "\n".join(job["script"])
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "--> new/web.yaml:5:24" in done.stdout
    assert ("--> old/web.yaml" in done.stdout) == ("--since" not in script)
    report = job.get("artifacts", {}).get("reports", {}).get("codequality")
    if report:
        found = json.loads((tmp_path / report).read_text(encoding="utf-8"))
        assert [one["location"]["path"] for one in found] == ["new/web.yaml", "old/web.yaml"]
