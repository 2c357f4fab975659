"""The extension for VS Code is built and packaged, starts no program of a workspace, and its server answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import SVCLINT
from tests.editors.trees import SERVICE, shop

EXTENSION = Path(__file__).parent.parent.parent / "editors" / "vscode"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENOTCACHED")

pytestmark = pytest.mark.skipif(not shutil.which("npm") or not shutil.which("node"), reason="npm and Node are not installed")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the extension, with what it needs, built."""
    folder = tmp_path_factory.mktemp("vscode") / "extension"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "build", "dist", "*.vsix"))
    done = npm(folder, "ci", "--prefer-offline", "--no-audit", "--no-fund")
    if any(code in done.stderr for code in OFFLINE):
        pytest.skip("npm reaches no registry")
    assert done.returncode == 0, done.stderr
    done = npm(folder, "run", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    yield folder
    shutil.rmtree(folder)


def npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def node(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_the_package_holds_the_extension_and_its_licences_and_no_more(built: Path) -> None:
    done = npm(built, "run", "package")
    assert done.returncode == 0, done.stdout + done.stderr
    (package,) = built.glob("*.vsix")
    with zipfile.ZipFile(package) as held:
        assert {name.removeprefix("extension/") for name in held.namelist()} == {
            "[Content_Types].xml",
            "extension.vsixmanifest",
            "package.json",
            "readme.md",
            "LICENSE.txt",
            "dist/extension.js",
            "dist/NOTICE.txt",
        }
        program = held.read("extension/dist/extension.js").decode()
        assert "svclint.restart" in program
        assert "vscode-languageclient" in held.read("extension/dist/NOTICE.txt").decode()
        manifest = json.loads(held.read("extension/package.json"))
        assert manifest["main"] == "./dist/extension.js"
        assert manifest["contributes"]["configuration"]["properties"]["svclint.path"]["scope"] == "machine"
        assert manifest["capabilities"]["untrustedWorkspaces"]["supported"] is False


def test_its_server_answers(built: Path, tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (root / "public.yaml").write_text(SERVICE.format(name="public").replace("targetPort: http", "targetPort: htpp"))
    done = node(built, Path(__file__).parent / "session.mjs", built, SVCLINT.parent, root)
    assert done.stdout.splitlines() == [
        "commands: svclint.page,svclint.trace",
        "diagnostics: 12 target-port-name-missing",
        "lens: 3 pods · 1 port · used by 0: Service shop/public (ClusterIP)",
        "left: 0",
    ], done.stderr
    contributed = json.loads((built / "package.json").read_text())["contributes"]["commands"]
    assert [one["command"] for one in contributed] == ["svclint.restart"], "the client library registers what the server does"


def test_no_program_of_the_workspace_is_started(built: Path, tmp_path: Path) -> None:
    workspace, outside = tmp_path / "shop", tmp_path / "bin"
    for folder in (workspace / "bin", outside):
        folder.mkdir(parents=True)
        (folder / "svclint").write_text("#!/bin/sh\n")
        (folder / "svclint").chmod(0o755)

    def chosen(named: str, *search: str | Path) -> str:
        asked = f"""
            try {{
                const given = {json.dumps([named, os.pathsep.join(map(str, search)), [str(workspace)]])};
                console.log(require("./build/program.js").start(...given).command);
            }} catch (error) {{
                console.log(error.message);
            }}
        """
        return node(built, "-e", asked).stdout.strip()

    assert chosen("", workspace / "bin", "bin", ".", "", outside) == str(outside / "svclint")
    assert chosen("", workspace / "bin").startswith("svclint is not on PATH outside of the workspace; install it with: ")
    assert chosen(str(outside / "svclint"), "") == str(outside / "svclint")
    assert chosen("bin/svclint", outside) == "svclint.path is bin/svclint: it must be a whole path"
    assert chosen(str(outside / "none"), outside) == f"svclint.path is {outside / 'none'}: there is no program"
