"""Repositories with the hooks that this project offers, run by the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import BIN
from tests.lint import write
from tests.repository import IDENTITY

ROOT = Path(__file__).parent.parent
PRE_COMMIT = BIN / "pre-commit"

with_pre_commit = pytest.mark.skipif(
    not PRE_COMMIT.exists() or not shutil.which("git"), reason="needs pre-commit and git (make test installs pre-commit)"
)


class Hooked:
    """A git repository, and pre-commit."""

    def __init__(self, path: Path, environment: dict[str, str]) -> None:
        self.path, self.environment = path, environment

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command], cwd=self.path, env=self.environment, capture_output=True, text=True, check=False
        )

    def git(self, *arguments: str) -> None:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self) -> subprocess.CompletedProcess[str]:
        return self.run("git", "commit", "-q", "-m", "change")

    def adopt(self, files: dict[str, str]) -> None:
        """Commit what was there before any hook."""
        write(self.path, files)
        self.git("add", "-A")
        assert self.commit().returncode == 0

    def configure(self, source: Path, *hooks: str) -> None:
        """Write the four lines that the README tells, and install the hook."""
        revision = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=source, capture_output=True, text=True, check=True
        ).stdout.strip()
        listed = "".join(f"      - id: {hook}\n" for hook in hooks)
        write(self.path, {".pre-commit-config.yaml": f"repos:\n  - repo: {source}\n    rev: {revision}\n    hooks:\n{listed}"})
        self.git("add", "-A")
        assert self.run(PRE_COMMIT, "install").returncode == 0
        done = self.commit()
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | IDENTITY | {"PRE_COMMIT_HOME": str(home)}


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """This project as it stands, committed to a repository of its own."""
    target = tmp_path_factory.mktemp("svclint")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    repository = Hooked(target, environment)
    repository.git("init", "-q")
    repository.git("add", "-A")
    assert repository.commit().returncode == 0
    return target
