"""Which format is written where, and that files appear whole or not at all."""

from __future__ import annotations

import json
import ntpath
import os
import stat
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from svclint.report.paths import Paths
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    slip = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
    return write(tmp_path, {"k8s/web.yaml": slip})


def test_each_file_takes_the_format_named_before_it(shop: Path) -> None:
    done = svclint("-f", "concise", "-f", "json", "-o", "a.json", "-f", "sarif", "--output-file=a.sarif", cwd=shop)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert json.loads((shop / "a.json").read_text())["schema_version"] == 1
    assert json.loads((shop / "a.sarif").read_text())["version"] == "2.1.0"
    assert sorted(os.listdir(shop)) == ["a.json", "a.sarif", "k8s"]


@pytest.mark.parametrize(
    ("arguments", "stdout", "file"),
    [
        (["-o", "out"], "", "error[sel"),
        (["-f", "concise", "-o", "out"], "", "k8s/web"),
        (["-o", "out", "-f", "concise"], "", "k8s/web"),
        (["-f", "concise", "-o", "-", "-f", "gitlab", "-o", "out"], "k8s/web", "[\n"),
        (["-f", "gitlab", "-o", "out", "-f", "concise"], "k8s/web", "[\n"),
        (["-oout", "-fgitlab"], "", "[\n"),
    ],
)
def test_one_format_may_stay_on_standard_output(shop: Path, arguments: list[str], stdout: str, file: str) -> None:
    done = svclint("check", *arguments, cwd=shop)
    assert done.returncode == 1
    assert done.stdout[: len(stdout) or None] == stdout
    assert (shop / "out").read_text().startswith(file)


def test_the_environment_names_the_format_of_a_lone_file(shop: Path) -> None:
    assert svclint("-o", "out", cwd=shop, SVCLINT_OUTPUT_FORMAT="gitlab").stdout == ""
    assert (shop / "out").read_text().startswith("[\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["-f", "full", "-f", "json"],
            "full and json would both be written to standard output: give one of them a file with -o",
        ),
        (["-o", "a", "-f", "full", "-f", "json"], "-o a: name its format before it: `-f sarif -o a`"),
        (["-f", "full", "-o", "a", "-o", "b"], "-o b: full is already written to a; name a format before it"),
        (["-f", "full", "-o", "a", "-f", "json", "-o", "./a"], "full and json would both be written to ./a"),
        (["-f", "full", "-o", "no/a"], "-o no/a: there is no folder no"),
        (["-f", "full", "-o", "k8s"], "-o k8s: this is a folder"),
    ],
)
def test_what_is_not_plain_is_refused_before_anything_is_read(shop: Path, arguments: list[str], told: str) -> None:
    done = svclint("check", *arguments, cwd=shop)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"svclint: {told}\n")
    assert os.listdir(shop) == ["k8s"]


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(shop: Path) -> None:
    (shop / "real").write_text("old")
    (shop / "real").chmod(0o640)
    (shop / "link").symlink_to("real")
    svclint("-f", "gitlab", "-o", "link", cwd=shop)
    assert (shop / "link").is_symlink()
    assert json.loads((shop / "real").read_text())
    assert stat.S_IMODE((shop / "real").stat().st_mode) == 0o640


def test_what_cannot_be_written_is_one_line(shop: Path) -> None:
    done = svclint("-f", "gitlab", "-o", "/dev/full", cwd=shop)
    assert (done.returncode, done.stderr) == (2, "svclint: -o /dev/full: No space left on device\n")
    assert svclint("-f", "gitlab", "-o", "/dev/stdout", cwd=shop).stdout.startswith("[\n")


def test_paths_of_windows_are_shown_with_forward_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.report.paths.os", SimpleNamespace(path=ntpath, sep="\\", fsencode=os.fsencode))
    shown = Paths(PureWindowsPath("C:\\shop"), PureWindowsPath("C:\\shop\\k8s"))  # type: ignore[arg-type]
    assert shown.shown("other/a b.yaml") == "../other/a b.yaml"
    assert shown.uri("other/a b.yaml") == "../other/a%20b.yaml"
