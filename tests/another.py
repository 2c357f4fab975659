"""Runs svclint as somebody to whom the modes of files mean something, also where the tests are run by root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.command import SVCLINT
from tests.lint import write

NOBODY = 65534


@cache
def prefix() -> list[str]:
    """The words before a command that is to run as somebody else than root. Skips the test where that cannot be had."""
    if not hasattr(os, "geteuid"):
        pytest.skip("modes of files mean little on this system")
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may read everything, and setpriv, which would run svclint as another, is not installed")
    words = [shutil.which("setpriv") or "", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*words, str(SVCLINT), "--version"], cwd="/", check=False, capture_output=True).returncode:
        pytest.skip("root may read everything, and another may not start this svclint")
    return words


class Place:
    """A folder of that user."""

    def __init__(self, root: Path) -> None:
        self.root, self.tree = root, root / "tree"

    def write(self, **files: str) -> None:
        """Write files of the tree, `__` for a slash and `_` for a dot, and give all there is to that user."""
        write(self.tree, {name.replace("__", "/").replace("_", "."): text for name, text in files.items()})
        self.own()

    def own(self) -> None:
        """Give everything to that user."""
        for path in (self.root, *self.root.rglob("*")) if prefix() else ():
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """A run by that user that ends in an exit status that is no bug's, without a traceback."""
        done = subprocess.run(
            [*prefix(), str(SVCLINT), *arguments],
            cwd=cwd or self.tree,
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": str(self.root), **environment},
            check=False,
            timeout=120,
        )
        assert done.returncode in (0, 1, 2), done.stderr
        assert "Traceback" not in done.stderr
        assert "bug" not in done.stderr
        return done

    def refused(self, *arguments: str, cwd: Path | None = None, **environment: str) -> str:
        """The one line of a run that ends with 2."""
        done = self.run(*arguments, cwd=cwd, **environment)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stdout + done.stderr
        return done.stderr.removeprefix("svclint: ").rstrip("\n")


@pytest.fixture
def place() -> Iterator[Place]:
    """A folder that another user may reach; those of pytest are its user's alone."""
    prefix()
    made = Path(tempfile.mkdtemp(prefix="svclint-another-"))
    made.chmod(0o755)
    (made / "tree").mkdir()
    one = Place(made)
    one.own()
    yield one
    for folder, _, _ in os.walk(made, onerror=lambda error: os.chmod(error.filename, 0o700)):
        os.chmod(folder, 0o700)
    shutil.rmtree(made, ignore_errors=True)
