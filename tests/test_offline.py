"""A run asks nobody: it opens no socket, starts no program of the repository, and says the same without any network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from svclint.cache import NOTHING
from svclint.render import programs
from tests.lint import write
from tests.manifests import deployment, join, service

WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith("socket."):
        print("opened", event, file=sys.stderr)
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        print("started", arguments[0], file=sys.stderr)
sys.addaudithook(watch)
from svclint.cli import main
main()
"""
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
    "chart/templates/all.yaml": join(service("api", "app: api"), deployment("api", "app: api")),
}
REMOTE = "resources:\n- ../base\n- https://example.invalid/base.yaml\n- github.com/example/invalid//base?ref=v1\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with programs and modules of its own, which nobody asked for, and with bases that lie elsewhere."""
    write(
        tmp_path,
        {
            **CHART,
            "base/kustomization.yaml": "resources: [web.yaml]\n",
            "base/web.yaml": join(service(selector="app: web, tier: x"), deployment()),
            "overlay/kustomization.yaml": "resources: [../base]\n",
            "remote/kustomization.yaml": REMOTE,
            "click.py": "raise SystemExit('it was run')\n",
        },
    )
    for name in ("helm", "kustomize", "kubectl", "git"):
        write(tmp_path, {name: "#!/bin/sh\ntouch was-run\nexit 1\n"})
        (tmp_path / name).chmod(0o755)
    return tmp_path


def watched(tree: Path, *before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-P" if sys.version_info >= (3, 11) else "-I", "-c", WATCHED]
    return subprocess.run(
        [*command, "check", "-f", "concise", "--no-cache", "--show-notes"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_socket_is_opened_and_nothing_of_the_repository_is_run(tree: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    done = watched(tree)
    assert done.returncode == 1
    assert "selector-matches-nothing" in done.stdout
    told = done.stderr.splitlines()
    assert not [line for line in told if line.startswith("opened ")]
    assert not [line for line in told if line.startswith("started ") and str(tree) in line]
    assert not list(tree.rglob("was-run"))


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0,
    reason="no namespace without a network can be had here",
)
def test_without_a_network_it_says_the_same(tree: Path) -> None:
    if not programs.kustomize(NOTHING) or not programs.helm(NOTHING):
        pytest.skip("kustomize and helm are not installed")
    there, alone = watched(tree), watched(tree, "unshare", "-rn")
    assert there.stdout == alone.stdout
    assert "remote/kustomization.yaml:3:3: note[not-rendered]" in there.stdout, "the base that lies elsewhere is not fetched"
