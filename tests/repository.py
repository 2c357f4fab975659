"""Git repositories to run svclint in, whatever the person who runs the tests has configured."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.command import svclint
from tests.lint import write

IDENTITY = {
    f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "t"), ("EMAIL", "t@example.com"))
} | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints; it must not fail."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **IDENTITY}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str] | None = None) -> str:
    """Write files and commit all that is there, in a new repository where there is none; gives the commit's name."""
    write(folder, files or {})
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "change")
    return git(folder, "rev-parse", "HEAD")


class Repository:
    """A git repository, and svclint in it."""

    def __init__(self, path: Path, files: Mapping[str, str] | None = None) -> None:
        self.path = path
        if files is not None:
            commit(path, files)

    def git(self, *arguments: str) -> str:
        return git(self.path, *arguments)

    def commit(self, files: Mapping[str, str]) -> None:
        commit(self.path, files)

    def branch(self, files: Mapping[str, str]) -> None:
        """A pull request: a branch with one commit."""
        self.git("checkout", "-q", "-b", "feature")
        self.commit(files)

    def shown(self, *arguments: str) -> list[str]:
        """`file: rule` of what is shown, notes left out, without its lines."""
        done = svclint("check", "-f", "concise", *arguments, cwd=self.path)
        assert done.returncode in (0, 1), done.stderr
        found = [line.split(": ")[:2] for line in done.stdout.splitlines()]
        told = [f"{place.rsplit(':', 2)[0]} {what.split('[')[1].split(']')[0]}" for place, what in found if "note" not in what]
        assert bool(told) == bool(done.returncode)
        return told
