"""Which files a run looks at: standard input in place of one, and what is excluded."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import needs
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service

SLIP = join(service(selector="app: web, tier: one"), deployment(labels="app: web, tier: two"))


def piped(text: str | bytes, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    done = svclint("check", "-f", "concise", *arguments, "-", cwd=cwd, given=text)
    return done.returncode, done.stdout, done.stderr


def test_standard_input_is_a_file_alone(tmp_path: Path) -> None:
    write(tmp_path, {"other.yaml": SLIP, ".svclint.yaml": "ignore: [readiness]\n"})
    status, out, _ = piped(SLIP, cwd=tmp_path)
    assert (status, out.count("\n")) == (1, 1)
    assert out.startswith("<stdin>:5:24: error[selector-matches-nothing]")
    assert piped(join(service(), deployment()), cwd=tmp_path)[0] == 0
    assert piped("a: [", cwd=tmp_path)[1].startswith("<stdin>:1:5: error[invalid-yaml]")
    assert piped(b"\xff", cwd=tmp_path)[1].startswith("<stdin>:1:1: error[invalid-yaml]")


TWO = "app: web, tier: one"


def test_standard_input_stands_in_for_a_file_of_the_project(tmp_path: Path) -> None:
    kept = deployment(labels=TWO)
    write(tmp_path, {"k8s/service.yaml": service(selector=TWO), "k8s/deployment.yaml": kept, "old/old.yaml": SLIP})
    write(tmp_path, {".svclint.yaml": "{}"})
    edited = deployment(labels="app: web, tier: two")
    status, out, _ = piped(edited, "--stdin-filename", "k8s/deployment.yaml", cwd=tmp_path)
    assert status == 1
    assert out.startswith("k8s/service.yaml:5:24: error[selector-matches-nothing]")
    assert "old.yaml" not in out
    assert piped(kept, "--stdin-filename", "k8s/deployment.yaml", cwd=tmp_path)[0] == 0
    assert (tmp_path / "k8s/deployment.yaml").read_text() == kept
    status, out, _ = piped(SLIP, "--stdin-filename", "new/folder/all.yaml", cwd=tmp_path)
    assert out.startswith("new/folder/all.yaml:5:24: error[selector-matches-nothing]")
    assert not (tmp_path / "new").exists()


@needs.kustomize
def test_standard_input_is_rendered_in_place_of_its_file(tmp_path: Path) -> None:
    files = {
        ".svclint.yaml": "{}",
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": join(service(selector=TWO), deployment(labels=TWO)),
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        "prod/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {a: b}}\n",
    }
    write(tmp_path, files)
    status, out, _ = piped(service(selector="tier: two"), "--stdin-filename", "prod/patch.yaml", cwd=tmp_path)
    assert status == 1
    assert "prod/patch.yaml:5:14: error[selector-matches-nothing]" in out
    assert (tmp_path / "prod/patch.yaml").read_text() == files["prod/patch.yaml"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--stdin-filename", "a.yaml", "."], "no `-` is given"),
        (["-", "a.yaml"], "stands alone"),
        (["-", "--fix"], "--fix writes into files, and `-` is none"),
    ],
)
def test_what_standard_input_cannot_be(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = svclint(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr


def listed(root: Path, *arguments: str) -> list[str]:
    return svclint("--show-files", *arguments, cwd=root).stdout.splitlines()


def test_excluded_files(tmp_path: Path) -> None:
    write(tmp_path, {**dict.fromkeys(["a.yaml", "vendor/b.yaml", "docs/c.yaml"], SLIP), ".svclint.yaml": "exclude: [vendor]\n"})
    assert listed(tmp_path) == ["a.yaml", "docs/c.yaml"]
    assert listed(tmp_path, "--exclude", "docs,a.yaml") == ["vendor/b.yaml"]
    assert listed(tmp_path, "--extend-exclude", "docs") == ["a.yaml"]
    assert "vendor/b.yaml" in listed(tmp_path, "vendor/b.yaml"), "what is named outright is looked at"
    assert svclint("vendor/b.yaml", cwd=tmp_path).returncode == 1


def test_pre_commit_names_files_that_are_excluded(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SLIP, "vendor/b.yaml": SLIP, ".svclint.yaml": "exclude: [vendor]\n"})
    done = svclint("--force-exclude", "vendor/b.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "svclint: everything named is excluded (--force-exclude)\n")
    assert "vendor" not in "".join(listed(tmp_path, "--force-exclude", "vendor/b.yaml"))
    assert svclint("--force-exclude", "vendor/b.yaml", "a.yaml", cwd=tmp_path).returncode == 1


@needs.git
def test_what_git_ignores_is_no_context_for_standard_input_either(tmp_path: Path) -> None:
    write(tmp_path, {"build/web.yaml": deployment(), ".gitignore": "build/\n", "fine.yaml": join(service("b", "app: b"))})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert listed(tmp_path) == ["fine.yaml"]
    assert piped(service(selector="app: webb"), "--stdin-filename", "web.yaml", cwd=tmp_path)[0] == 0


def test_statistics_count_by_rule(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SLIP, "b/b.yaml": SLIP})
    done = svclint("--statistics", "--select", "selectors", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("2  error    selector-matches-nothing\n")


def test_settings_are_shown_with_where_they_come_from(tmp_path: Path) -> None:
    write(tmp_path, {".svclint.yaml": "ip-families: [IPv4]\nexclude: [vendor]\n", "k8s/a.yaml": SLIP})
    done = svclint(
        "--show-settings", "--select", "ports", "--extend-exclude", "docs", "--kubernetes-version", "1.36", cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert 'ip-families: ["IPv4"]  # .svclint.yaml:1' in lines
    assert 'select: ["ports"]  # --select' in lines
    assert 'kubernetes-version: "1.36"  # --kubernetes-version' in lines
    assert '  - "docs"  # --extend-exclude' in lines
    assert 'cluster-domain: "cluster.local"  # default' in lines
