"""A real Neovim, set up as the page on editors says, drives the server: a broken tree, a mended file, a code action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import SVCLINT
from tests.editors.trees import DEPLOYMENT, shop
from tests.snippets import snippets

NEOVIM = shutil.which("nvim")


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (root / "deployment.yaml").write_text(DEPLOYMENT.replace("labels:\n        app: web", "labels:\n        app: webb"))
    session = Path(__file__).parent / "session.lua"
    told = subprocess.run([str(NEOVIM), "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.findall(r"\d+", told)[:2]))
    title = "init.lua (0.11)" if version >= (0, 11) else "init.lua (0.8)" if version >= (0, 8) else "init.lua (0.7)"
    (snippet,) = snippets(title=title)
    (tmp_path / "init.lua").write_text(snippet.text)
    path = f"{SVCLINT.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(NEOVIM), "--headless", "-u", str(tmp_path / "init.lua"), "-i", "NONE", "-n", "-c", f"luafile {session}"],
        cwd=root,
        env={**os.environ, "PATH": path, "ROOT": str(root), "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = [line.strip() for line in done.stderr.replace("\r", "").split("\n")]
    assert [line for line in said if line.split(":")[0] in ("opened", "mended", "broken")] == [
        "opened: 8 selector-matches-nothing",
        "mended:",
        "broken: 12 target-port-name-missing",
    ], done.stderr
    assert "ignored: # svclint: ignore[target-port-name-missing] why?" in said
    assert "selects Deployment web: 3 pods" in done.stderr
    assert done.returncode == 0
