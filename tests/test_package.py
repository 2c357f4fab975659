"""The wheel and the README are what they claim to be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import get_args

import pytest

from svclint import registry
from svclint.config import Config, KubernetesVersion
from svclint.read.shape import NEWEST, VERSIONS

ROOT = Path(__file__).parent.parent


def test_a_wheel_has_every_rule(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)], check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    binary = tmp_path / "venv" / "bin"
    subprocess.run([binary / "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)
    listed = subprocess.run([binary / "svclint", "rule"], check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert re.findall(r"^  (\S+)", listed, re.MULTILINE) == list(registry.families())
    pages = subprocess.run([binary / "svclint", "rule", "--all"], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert pages.stdout == "\n".join((ROOT / "docs" / "rules" / f"{rule}.md").read_text() for rule in registry.families())
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: 1}\nspec: {ports: [{port: 80}]}\n")
    done = subprocess.run([binary / "svclint", "-f", "concise"], check=False, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("not-a-string")) == (1, 1)
    asked = [str(binary / "python"), "-c", "from svclint import cache; print(cache.own())"]
    own = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    for path in (tmp_path / "venv" / "lib").rglob("svclint/**/*"):
        os.utime(path, (1, 1))
    again = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert again == own, "a cache that is kept in CI holds for the next installation of the same svclint"


def test_the_config_knows_the_minors_that_have_schemas() -> None:
    assert get_args(KubernetesVersion) == VERSIONS
    assert Config().kubernetes_version == NEWEST == VERSIONS[-1]


@pytest.mark.parametrize(
    "kind",
    [
        "selector-matches-nothing",
        "target-port-name-missing",
        "governing-service-missing",
        "node-port-out-of-range",
        "short-name-dns",
        "ndots-search-waste",
    ],
)
def test_the_examples_show_each_defect_of_the_mission(kind: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "svclint"), "check", "examples", "--isolated", "-f", "concise", "--show-notes"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.stdout.count(f"[{kind}]") == 1
