"""A real Neovim drives the server: a broken tree, a mended file, a code action."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.editors.client import SVCLINT
from tests.editors.trees import DEPLOYMENT, shop

NEOVIM = shutil.which("nvim")


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (root / "deployment.yaml").write_text(DEPLOYMENT.replace("labels:\n        app: web", "labels:\n        app: webb"))
    session = Path(__file__).parent / "session.lua"
    done = subprocess.run(
        [str(NEOVIM), "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {session}"],
        env={**os.environ, "SVCLINT": str(SVCLINT), "ROOT": str(root), "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
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
