"""A real Emacs, set up as the page on editors says, lists what is wrong and takes it off its list when it is mended."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import SVCLINT
from tests.editors.trees import SERVICE, shop
from tests.snippets import snippets

EMACS = shutil.which("emacs")


def has_eglot() -> bool:
    asked = ["emacs", "--batch", "--eval", "(progn (package-initialize) (kill-emacs (if (require 'eglot nil t) 0 1)))"]
    return EMACS is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_eglot() or not shutil.which("git"), reason="Emacs with eglot, and git, are not installed")
def test_a_session_in_emacs(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (root / ".git").rmdir()
    subprocess.run(["git", "init", "-q", root], check=True)
    (root / "public.yaml").write_text(SERVICE.format(name="public").replace("targetPort: http", "targetPort: htpp"))
    (snippet,) = snippets(title="init.el")
    (tmp_path / "init.el").write_text(snippet.text)
    path = f"{SVCLINT.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(EMACS), "--batch", "-l", str(Path(__file__).parent / "session.el")],
        env={**os.environ, "PATH": path, "HOME": str(tmp_path), "INIT": str(tmp_path / "init.el"), "ROOT": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "opened: (12)" in done.stderr, done.stderr
    assert "mended: nil" in done.stderr, done.stderr
    assert done.returncode == 0
