"""Where the disk is full nothing is lost: a fix leaves the file as it was, and what cannot be written is one line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests import needs
from tests.command import SVCLINT
from tests.lint import write
from tests.manifests import deployment, service

BAD = service(ports="{port: '80'}")


def full(tree: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A script in a copy of a tree on a disk of its own, of which nothing is left; `full` and `roomy` are folders."""
    namespace = ["unshare", "-m" if os.geteuid() == 0 else "-rm"]
    if subprocess.run([*namespace, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    made = f"""
    mount -t tmpfs -o size=256k tmpfs /mnt && cp -r {tree}/. /mnt && cd /mnt && mkdir -p .full || exit 99
    head -c 1000000 /dev/zero > .full/zeros 2>/dev/null
    svclint() {{ {SVCLINT} "$@"; }}
    """
    environment = {**os.environ, "SVCLINT_CACHE_DIR": str(tree.parent / "cache"), "TMPDIR": str(tree.parent)}
    done = subprocess.run(
        [*namespace, "bash", "-c", made + script], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.returncode != 99, done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    return done


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path / "tree", {"a.yaml": BAD, "b.yaml": deployment()})


def test_a_fix_leaves_the_file_as_it_was(tree: Path) -> None:
    done = full(tree, "svclint check --fix -q -f concise; echo status $?; cat a.yaml; ls")
    assert "svclint: a.yaml: not fixed: No space left on device\n" in done.stderr
    assert "status 2\n" in done.stdout
    assert BAD in done.stdout
    assert done.stdout.endswith("a.yaml\nb.yaml\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("check --write-baseline", "/mnt/.svclint-baseline.json: No space left on device"),
        ("check -q -f sarif -o out.sarif", "-o out.sarif: No space left on device"),
        ("init", ".svclint.yaml cannot be written: No space left on device"),
    ],
)
def test_what_cannot_be_written_is_one_line_and_leaves_nothing(tree: Path, words: str, told: str) -> None:
    done = full(tree, f"svclint {words}; echo status $?; ls -A")
    assert done.stderr == f"svclint: {told}\n"
    assert done.stdout == "status 2\n.full\na.yaml\nb.yaml\n"


def test_an_old_baseline_or_report_stands_until_there_is_a_new_one(tree: Path) -> None:
    write(tree, {".svclint-baseline.json": '{"schema_version": 1, "findings": []}\n', "out.sarif": "old\n"})
    words = "svclint check --write-baseline; svclint check -q -f sarif -o out.sarif; cat .svclint-baseline.json out.sarif"
    assert full(tree, words).stdout == '{"schema_version": 1, "findings": []}\nold\n'


def test_a_cache_on_a_full_disk_stops_no_run(tree: Path) -> None:
    done = full(tree, "SVCLINT_CACHE_DIR=/mnt/.full/cache svclint check -q -v -f concise; echo status $?")
    assert "status 1\n" in done.stdout
    assert "svclint: cache: none: /mnt/.full/cache: No space left on device\n" in done.stderr


@needs.helm
@needs.kustomize
def test_what_is_rendered_in_a_full_folder_for_temporary_files_is_told_or_done_elsewhere(tree: Path) -> None:
    write(tree, {"k/kustomization.yaml": "resources: [a.yaml]\n", "k/a.yaml": service("k"), "c/templates/a.yaml": service("c")})
    write(tree, {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"})
    for words in ("check", "check --diff", "check --fix"):
        done = full(tree, f"TMPDIR=/mnt/.full svclint {words} -f concise --show-notes; echo status $?; ls -A .full")
        assert done.stdout.endswith("zeros\n")
        assert "status 1\n" in done.stdout or "status 2\n" in done.stdout
