"""A run opens no socket and starts nothing that the repository holds, whatever is planted there and wherever `PATH` leads."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs
from tests.command import SVCLINT
from tests.lint import write
from tests.manifests import deployment, service
from tests.repository import commit

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
RAN = 'import os\nopen(os.environ["PLANTED"], "a").write(__file__ + "\\n")\n'
MODULES = ("click", "svclint", "msgspec", "yaml", "ruamel", "json", "sitecustomize", "usercustomize", "pygls", "conftest")
PROGRAMS = ("git", "helm", "kustomize", "kubectl", "sh", "ssh", "python", "python3")
CONFIG = """
[core]
    fsmonitor = ./run
    hooksPath = .
    pager = ./run
    editor = ./run
    sshCommand = ./run
[alias]
    ls-files = !./run
    rev-parse = !./run
[filter "x"]
    clean = ./run
    smudge = ./run
    process = ./run
    required = true
[diff "x"]
    textconv = ./run
    command = ./run
[diff]
    external = ./run
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::./run
    promisor = true
    uploadpack = ./run
[credential]
    helper = !./run
"""
CHART = {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/templates/a.yaml": service()}


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    root = write(
        tmp_path / "tree",
        {
            **{f"{name}.py": RAN for name in MODULES},
            "x.pth": "import os; open(os.environ['PLANTED'], 'a')\n",
            "a.yaml": service(),
            "b.yaml": deployment(),
            "k/kustomization.yaml": "resources: [s.yaml]\ngenerators: [g.yaml]\n",
            "k2/kustomization.yaml": "resources: [s.yaml]\n",
            "k2/s.yaml": service("other"),
            "k/s.yaml": service("third"),
            "k/g.yaml": "apiVersion: v1\nkind: X\nmetadata:\n  name: x\n  annotations:\n"
            "    config.kubernetes.io/function: 'exec: {path: ./run}'\n",
            ".gitattributes": "* filter=x diff=x\n",
            **CHART,
        },
    )
    for name in (*PROGRAMS, "run", "k/run", "post-index-change", "post-checkout"):
        (root / name).write_text('#!/bin/sh\necho "$0" >> "$PLANTED"\nexit 1\n')
        (root / name).chmod(0o755)
    if shutil.which("git"):
        commit(root)
        with (root / ".git/config").open("a") as file:
            file.write(CONFIG)
        (root / "a.yaml").write_text(service("changed"))
        submodule = write(root / "sub", {"d.yaml": service("d"), ".git": "gitdir: ../.git/modules/sub\n"})
        assert submodule.is_dir()
    return root


@pytest.mark.parametrize("path", [".:{}", ":{}", "{}:", "bin:.:{}"])
@pytest.mark.parametrize("words", ["check -f json", "check --since HEAD", "check --staged --diff", "trace", "init", "server"])
def test_no_socket_is_opened_and_nothing_planted_is_run(planted: Path, path: str, words: str) -> None:
    if words != "check -f json" and path != ".:{}":
        pytest.skip("one way to look at PATH is enough for this command")
    shutil.copytree(planted, planted / "bin", ignore=shutil.ignore_patterns(".git", "*.yaml", "c", "k*", "sub"))
    log, ran = planted.parent / "log", planted.parent / "ran"
    command = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=network,execve", "-o", str(log), str(SVCLINT), *words.split()]
    done = subprocess.run(
        [shutil.which("strace") or "", *command[1:]],
        cwd=planted,
        env={**os.environ, "PATH": path.format(os.environ["PATH"]), "PLANTED": str(ran), "SVCLINT_CACHE_DIR": f"{log}-cache"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert not ran.exists(), ran.read_text()
    calls = log.read_text(errors="replace").splitlines()
    opened = [one for one in calls if re.search(r"\b(socket|connect|bind)\(", one) and "AF_UNIX" not in one]
    assert not opened
    started = {found[1] for one in calls if (found := re.search(r'\bexecve\("([^"]*)".* = 0$', one))}
    assert str(SVCLINT) in started
    assert not [one for one in started if not os.path.isabs(one) or Path(one).is_relative_to(planted)]
    if words == "check -f json":
        for name in ("git", "helm", "kustomize"):
            if shutil.which(name):
                assert os.path.realpath(shutil.which(name) or "") in {os.path.realpath(one) for one in started}


def test_the_test_would_see_a_planted_program(planted: Path) -> None:
    ran = planted.parent / "ran"
    subprocess.run([sys.executable, "-m", "click"], cwd=planted, env={**os.environ, "PLANTED": str(ran)}, check=False)
    assert "click.py" in ran.read_text()


@needs.git
def test_the_test_would_see_what_git_runs_for_a_repository(planted: Path) -> None:
    ran = planted.parent / "ran"
    subprocess.run(["git", "status"], cwd=planted, env={**os.environ, "PLANTED": str(ran)}, check=False, capture_output=True)
    assert "./run" in ran.read_text()


@needs.git
@pytest.mark.parametrize("words", ["check -f json", "check --since HEAD", "check --staged --diff"])
@pytest.mark.parametrize("where", ["racy", "bare", "submodule"])
def test_no_index_bare_repository_or_submodule_makes_git_run_anything(planted: Path, words: str, where: str) -> None:
    """A file that may differ from its index entry without a sign of it would be put through filters to find out."""
    ran, cwd = planted.parent / "ran", planted
    if where == "racy":
        was = os.stat(planted / "b.yaml")
        (planted / "b.yaml").write_text(deployment().replace("web", "wep"))
        os.utime(planted / "b.yaml", ns=(was.st_atime_ns, was.st_mtime_ns))
        os.utime(planted / ".git/index", ns=(was.st_atime_ns, was.st_mtime_ns))
    elif where == "bare":
        cwd = planted / "bare"
        subprocess.run(["git", "init", "-q", "--bare", str(cwd)], check=True)
        (cwd / "config").write_text(CONFIG)
        (cwd / "a.yaml").write_text(service("x"))
        shutil.copy(planted / "run", cwd / "run")
    else:
        library = commit_folder(planted.parent / "library")
        add = ["submodule", "add", "-q", str(library), "library"]
        subprocess.run([*QUIET, "-c", "protocol.file.allow=always", *add], cwd=planted, check=True, env=CLEAN)
        with (planted / ".git/modules/library/config").open("a") as file:
            file.write(CONFIG)
        shutil.copy(planted / "run", planted / "library/run")
    ran.unlink(missing_ok=True)
    done = subprocess.run(
        [str(SVCLINT), *words.split(), "--no-cache"],
        cwd=cwd,
        env={**os.environ, "PLANTED": str(ran)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert not ran.exists(), ran.read_text()


def commit_folder(folder: Path) -> Path:
    """A repository with one file."""
    commit(folder, {"l.yaml": service("l")})
    return folder


QUIET = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "filter.x.clean=cat",
         "-c", "filter.x.smudge=cat", "-c", "filter.x.process=", "-c", "filter.x.required=false"]  # fmt: skip
CLEAN = {**os.environ, "PLANTED": os.devnull}
