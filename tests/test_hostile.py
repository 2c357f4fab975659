"""What a repository holds to make svclint hang, fall over or run it: pipes, devices, odd names, planted programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import shapes
from svclint import project
from svclint.facts import Place
from svclint.report import FORMATS
from svclint.texts import Texts
from tests import needs
from tests.command import SVCLINT
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import commit

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
BASELINE = ".svclint-baseline.json"
SHOP = join(service(), deployment())
LONG = "x" * 300
MEASURE = """import os, subprocess, sys
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(running.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss)"""
"""Tells the exit status of a program and the kilobytes it took, without what the one that starts it takes."""


def svclint(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run that must end, in an exit status that is no bug's."""
    done = subprocess.run(
        [str(SVCLINT), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("name", [".svclint-baseline.json", ".svclint.yaml", "pyproject.toml"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "unreadable", "large", "folder"])
def test_what_stands_for_a_file_of_ours_ends_the_run_in_one_line_or_counts_for_nothing(
    tmp_path: Path, name: str, kind: str
) -> None:
    path = write(tmp_path, {"a.yaml": SHOP}) / name
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "endless":
            path.symlink_to("/dev/zero")
        case "unreadable":
            path.symlink_to("/proc/self/mem")
        case "large":
            path.touch()
            os.truncate(path, 200_000_000)
        case _:
            path.mkdir()
    done = svclint("check", cwd=tmp_path)
    assert done.returncode != 2 or (name in done.stderr and done.stderr.count("\n") == 1)


@pytest.mark.parametrize("option", ["--config", "--baseline", "-o"])
@pytest.mark.parametrize("value", [".", "pipe", "/dev/zero", "/proc/self/mem", LONG, "nowhere/x"])
def test_what_an_option_names_is_refused_in_one_line(tmp_path: Path, option: str, value: str) -> None:
    if value.startswith("/proc") and not Path(value).exists():
        pytest.skip("no such file on this system")
    if option == "-o" and value not in (".", LONG, "nowhere/x"):
        pytest.skip("written to as it is")
    os.mkfifo(write(tmp_path, {"a.yaml": SHOP}) / "pipe")
    done = svclint("check", option, value, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert value.removeprefix("/proc/self/") in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", ["check", "check -f json", "rule --all", "trace", "graph", "check --diff"])
def test_a_full_disk_under_standard_output_is_one_line(tmp_path: Path, words: str) -> None:
    write(tmp_path, {"a.yaml": SHOP.replace("port: 80", "port: '80'")})
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [str(SVCLINT), *words.split()], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "svclint: standard output: No space left on device\n" in done.stderr
    assert "bug" not in done.stderr


def test_a_full_disk_for_the_cache_or_the_report_stops_no_run(tmp_path: Path) -> None:
    write(tmp_path / "tree", {"a.yaml": SHOP})
    told = {}
    for size in ("unlimited", "0"):
        done = subprocess.run(
            [
                "bash",
                "-c",
                f"trap '' XFSZ; ulimit -f {size}; exec {SVCLINT} check -f concise -f json -o {tmp_path}/{size}.json",
            ],
            cwd=tmp_path / "tree",
            capture_output=True,
            text=True,
            env={**os.environ, "SVCLINT_CACHE_DIR": str(tmp_path / f"cache-{size}")},
            check=False,
        )
        told[size] = (done.returncode, done.stderr)
    assert told["unlimited"][0] in (0, 1)
    assert told["0"] == (2, f"svclint: -o {tmp_path}/0.json: File too large\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache-0", "cache-unlimited", "tree", "unlimited.json"]
    assert not [path for path in (tmp_path / "cache-0").iterdir() if path.name.startswith(("run-", "facts-", ".aside-"))]


NAMES = (b"a\nb.yaml", b"\xff\xfe.yaml", b"-f.yaml", b"x\r.yaml", b"\x1b]8;;x\x07.yaml", b"]]>.yaml", b"%0A::error::x.yaml",
         "\u202egnp.yaml".encode(), b"'\"`$(touch ran)`.yaml")  # fmt: skip


def test_names_of_files_survive_in_every_format_and_in_a_baseline(tmp_path: Path) -> None:
    for name in NAMES:
        with open(os.path.join(os.fsencode(tmp_path), name), "w", encoding="utf-8") as file:
            file.write("apiVersion: v1\nkind: Service\nmetadata: {name: 1}\nspec: {ports: [{port: 80}]}\n")
    for form in FORMATS:
        done = svclint("check", "-f", form, "-o", f"{tmp_path}/out.{form}", cwd=tmp_path)
        text = Path(tmp_path, f"out.{form}").read_text(encoding="utf-8")
        assert done.returncode == 1
        assert text.count("not-a-string") >= len(NAMES)
    for _ in range(2):
        assert svclint("check", "--write-baseline", cwd=tmp_path).stderr.endswith(f"{len(NAMES)} findings in {BASELINE}\n")
        done = svclint("check", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{len(NAMES)} in the baseline" in done.stdout
    os.unlink(os.path.join(os.fsencode(tmp_path), b"\xff\xfe.yaml"))
    assert "stale: \\udcff\\udcfe.yaml has no not-a-string of Service 1 any more" in svclint("check", cwd=tmp_path).stderr
    assert svclint("check", "--write-baseline", cwd=tmp_path).stderr.endswith("; 1 stale entry is gone\n")
    assert not (tmp_path / "ran").exists()


@needs.git
def test_a_file_that_became_a_pipe_a_device_or_a_folder_since_a_commit(tmp_path: Path) -> None:
    commit(write(tmp_path, {f"{name}.yaml": SHOP for name in "abcd"}))
    for name in "abcd":
        (tmp_path / f"{name}.yaml").unlink()
    os.mkfifo(tmp_path / "a.yaml")
    (tmp_path / "b.yaml").symlink_to("/dev/zero")
    (tmp_path / "c.yaml").mkdir()
    for words in (["--since", "HEAD"], ["--staged"], ["--diff"], []):
        svclint("check", *words, cwd=tmp_path)


@needs.git
@pytest.mark.parametrize("broken", ["HEAD", "config", "index", "objects", "link"])
def test_a_broken_repository_is_read_as_a_folder(tmp_path: Path, broken: str) -> None:
    commit(write(tmp_path, {"a.yaml": SHOP.replace("port: 80", "port: '80'")}))
    if broken == "objects":
        shutil.rmtree(tmp_path / ".git/objects")
    elif broken == "link":
        shutil.rmtree(tmp_path / ".git")
        (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    else:
        (tmp_path / ".git" / broken).write_bytes(b"\xff\x00garbage")
    assert svclint("check", cwd=tmp_path).returncode == 1
    assert svclint("check", "--since", "HEAD", cwd=tmp_path).returncode in (1, 2)


def test_what_is_too_large_to_read_is_not_rendered_either(tmp_path: Path) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\n"
    write(tmp_path, {"k/kustomization.yaml": "resources: [big.yaml]\n", "k/big.yaml": head, "c/Chart.yaml": "name: c\n"})
    for name in ("k/big.yaml", "c/Chart.yaml"):
        with (tmp_path / name).open("a") as file:
            file.write("# comment\n" * 600_000)
    done = svclint("check", "--show-notes", cwd=tmp_path)
    assert "cannot be read: 6,0" in done.stdout
    assert "Chart.yaml" in done.stdout


def test_a_file_that_changes_or_vanishes_while_it_is_read(tmp_path: Path) -> None:
    ignored = SHOP.replace("port: 80", "port: '80'  # svclint: ignore[ports]")
    write(tmp_path, {f"{number}.yaml": ignored for number in range(300)})
    script = """
import itertools, os
for number in itertools.count():
    path = f"{number % 300}.yaml"
    with open(path, "w") as file:
        file.write("kind: [" * (number % 9) or TEXT)
    if number % 2:
        os.unlink(path)
"""
    changing = subprocess.Popen([sys.executable, "-c", f"TEXT = {ignored!r}\n{script}"], cwd=tmp_path)
    try:
        for _ in range(3):
            svclint("check", "-f", "json", cwd=tmp_path)
    finally:
        changing.kill()
        changing.wait()


def test_a_comment_that_vanished_since_it_was_read_is_taken_to_have_stood_at_the_start() -> None:
    texts = Texts(project.alone("a.yaml", b""))
    at = texts.locate(Place("a.yaml", 0, (3,), "comment"))
    assert (at.line, at.column) == (1, 1)


def test_the_worst_inputs_stay_within_the_memory_that_is_promised(tmp_path: Path) -> None:
    near = 5 * 1024 * 1024 - 100
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
    texts = {
        "keys": head + "".join(f"  k{number}: v\n" for number in range(60_000)),
        "items": head + "  a: [" + "1," * 300_000 + "]\n",
        "flow": head + "  a: " + "[" * 299 + "]" * 299 + "\n" + "# [\n" * 100_000,
        "words": head + "  a: |\n" + "    x\n" * 200_000,
        "line": (head + "  a: ")[:near] + "x" * (near - len(head) - 10) + "\n",
        "documents": "---\n" * 200_000 + head,
        "objects": "---\n".join([SHOP] * 300),
        "pairs": "---\n".join(shapes.SHAPES["Services that all select the same workloads"](10_000)),
    }
    for name, text in texts.items():
        write(tmp_path / name, {"a.yaml": text})
        program = [str(SVCLINT), "check", "--isolated", "--no-cache", "."]
        measured = [sys.executable, "-c", MEASURE, *program]
        done = subprocess.run(measured, cwd=tmp_path / name, capture_output=True, text=True, check=True)
        status, kilobytes = map(int, done.stdout.split())
        assert status in (0, 1)
        assert kilobytes < 300 * 1024, name


def test_the_text_of_a_run_is_json_whatever_it_holds(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SHOP.replace("app: web", 'app: "\\ud800\\0\\x1b[31m"')})
    found = json.loads(svclint("check", "-f", "json", cwd=tmp_path).stdout)
    assert found["findings"]
    assert not re.search("\x1b", svclint("check", cwd=tmp_path).stdout)


@needs.helm
def test_a_baseline_knows_what_a_folder_of_an_odd_name_renders_to(tmp_path: Path) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"\xfe")
    os.makedirs(os.path.join(folder, b"templates"))
    chart = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
    for name, text in {b"Chart.yaml": chart, b"templates/a.yaml": SHOP.replace("app: web", "app: x", 1)}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    assert "rendered: helm:\\udcfe" in svclint("check", "-f", "concise", cwd=tmp_path).stdout
    svclint("check", "--write-baseline", cwd=tmp_path)
    done = svclint("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@needs.kustomize
def test_odd_folders_are_rendered_with_their_places_or_refused_by_name(tmp_path: Path) -> None:
    names = [
        "a: b",
        "a #b",
        "'a",
        '"q"',
        "- a",
        "*",
        "{x",
        "trail ",
        "é",
        "\u202e",
        "$(x)",
        "my app",
        "-o",
        "x'y: z",
        "a\nb",
        "\udcfe",
    ]
    for name in names:
        write(tmp_path / name, {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": SHOP})
        patch = "- patch: |\n    kind: Service\n    apiVersion: v1\n    metadata: {name: web}\n    spec: {selector: {app: x}}\n"
        write(tmp_path / name, {"prod/kustomization.yaml": f"resources: [../base]\npatches:\n{patch}"})
    done = json.loads(svclint("check", "-f", "json", "--show-notes", cwd=tmp_path).stdout)
    places: dict[str, list[tuple[str, int]]] = {}
    for one in done["findings"]:
        places.setdefault(one["rule"], []).append((one["file"], one["line"]))
    assert sorted(places["selector-matches-nothing"]) == sorted((f"{name}/prod/kustomization.yaml", 7) for name in names[:-2])
    assert [file for file, _ in places["not-rendered"]] == ["a\nb/prod/kustomization.yaml", "\\xfe/prod/kustomization.yaml"]
