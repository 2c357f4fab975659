"""How svclint behaves beside what it finds: on a terminal, in a pipe, under Ctrl-C, in a shell that completes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from svclint.cli import COMMANDS
from tests import needs
from tests.command import SVCLINT, svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.terminal import on_terminal

SLIP = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
NOTED = deployment("noted", container=", env: [{name: URL, value: 'https://api.example.com'}]")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path, {"k8s/a b#.yaml": SLIP, "k8s/noted.yaml": NOTED, "values.yaml": "a: 1\n"})


@pytest.fixture
def slow(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A kustomization, and a kustomize that takes its time and leaves its process id behind."""
    write(tmp_path / "tree", {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": SLIP})
    program = tmp_path / "bin" / "kustomize"
    asked = f'#!/bin/sh\n[ "$1" = version ] && echo v5.0.0 && exit\necho $$ > {tmp_path}/pid\n'
    write(tmp_path, {"bin/kustomize": asked + "exec /bin/sleep 20\n"})
    program.chmod(0o755)
    return tmp_path / "tree", {"PATH": f"{program.parent}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_a_terminal_gets_colours_and_links(shop: Path) -> None:
    status, shown = on_terminal("--isolated", cwd=shop)
    assert status == 1
    assert "\x1b[31;1merror[selector-matches-nothing]\x1b[0m" in shown
    assert "\x1b]8;;https://svclint.dev/rules/selector-matches-nothing\x1b\\" in shown
    assert f"\x1b]8;;file://{shop}/k8s/a%20b%23.yaml#5\x1b\\k8s/a b#.yaml:5:24\x1b]8;;\x1b\\" in shown
    grouped = on_terminal("--isolated", "-f", "grouped", cwd=shop)[1]
    assert "\x1b]8;;file://" in grouped


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--color", "never"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"}), (["-f", "concise"], {})],
)
def test_a_terminal_is_left_plain_where_that_is_asked_for(
    shop: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    assert "\x1b" not in on_terminal("--isolated", *arguments, cwd=shop, environment=environment, error=False)[1]


def test_links_are_for_terminals_only(shop: Path) -> None:
    assert "\x1b]8" not in svclint("--isolated", "--color", "always", cwd=shop).stdout
    assert "\x1b" not in svclint("-f", "grouped", "--isolated", cwd=shop).stdout


def test_progress_is_told_after_a_second_and_gone_in_the_end(slow: tuple[Path, dict[str, str]]) -> None:
    tree, environment = slow
    program = Path(environment["PATH"].split(":")[0]) / "kustomize"
    program.write_text(program.read_text().replace("exec /bin/sleep 20", "/bin/sleep 2; exit 1"))
    status, shown = on_terminal(cwd=tree, out=False, environment=environment)
    assert status == 1
    assert shown.startswith("\r\x1b[2Ksvclint: rendering kustomizations 0 of 1\r\x1b[2K")
    assert shown.endswith("\r\x1b[2K")
    assert on_terminal("-q", cwd=tree, out=False, environment=environment)[1] == ""
    done = svclint("--no-cache", cwd=tree, **environment)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_quick_run_tells_no_progress(shop: Path) -> None:
    began = time.monotonic()
    assert on_terminal("--isolated", cwd=shop, out=False)[1] == "" or time.monotonic() - began > 1


def test_ctrl_c_starts_no_further_program(tmp_path: Path) -> None:
    chart = {"Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n", "values.yaml": "{}\n", "values-b.yaml": "{}\n"}
    write(tmp_path, {f"tree/c{number}/{name}": text for number in range(4) for name, text in chart.items()})
    script = f'#!/bin/sh\n[ "$1" = version ] && echo v3.18.0 && exit\necho $$ >> {tmp_path}/pids\nexec /bin/sleep 20\n'
    write(tmp_path, {"bin/helm": script})
    (tmp_path / "bin" / "helm").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    process = subprocess.Popen([SVCLINT], cwd=tmp_path / "tree", env=environment, stderr=subprocess.PIPE)
    while not (tmp_path / "pids").exists() or len((tmp_path / "pids").read_text().split()) < 2:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 130
    pids = (tmp_path / "pids").read_text().split()
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_ctrl_c_ends_it_at_once_and_cleanly(slow: tuple[Path, dict[str, str]], number: int, status: int) -> None:
    tree, environment = slow
    temporary = tree.parent / "tmp"
    temporary.mkdir()
    (tree / "out.sarif").write_text("old")
    process = subprocess.Popen(
        [SVCLINT, "-f", "sarif", "-o", "out.sarif"], cwd=tree, env={**os.environ, **environment, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    pid = tree.parent / "pid"
    while not (pid.exists() and pid.read_text()):
        time.sleep(0.05)
    began = time.monotonic()
    process.send_signal(number)
    out, error = process.communicate(timeout=15)
    assert time.monotonic() - began < 10
    assert (process.returncode, out, error.strip()) == (status, "", "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert (tree / "out.sarif").read_text() == "old"
    assert sorted(os.listdir(tree)) == ["a.yaml", "kustomization.yaml", "out.sarif"]
    assert os.listdir(temporary) == []


def test_a_closed_pipe_is_quiet_however_much_is_written(tmp_path: Path) -> None:
    write(tmp_path, {f"{number}.yaml": SLIP.replace("web", f"web{number}") for number in range(150)})
    for name in ("full", "json", "sarif"):
        command = f"{SVCLINT} check --isolated -f {name} | head -c 100"
        done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (len(done.stdout), done.stderr) == (100, "")


def test_quiet_shows_findings_only_and_twice_nothing(shop: Path) -> None:
    for name in ("full", "grouped"):
        done = svclint("--isolated", "-q", "-f", name, cwd=shop)
        assert (done.returncode, done.stderr) == (1, "")
        assert "error[selector-matches-nothing]" in done.stdout
        assert "objects" not in done.stdout
        assert "note" not in done.stdout
    assert svclint("--isolated", "-q", "-f", "concise", cwd=shop).stderr == ""
    done = svclint("--isolated", "-qq", "-f", "full", "-f", "gitlab", "-o", "out", cwd=shop)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (shop / "out").read_text().startswith("[")
    assert svclint("-q", str(shop / "values.yaml"), cwd=shop / "k8s", SVCLINT_OUTPUT_FORMAT="concise").stderr == ""


def test_verbose_tells_what_was_read_and_what_took_time(shop: Path) -> None:
    write(shop, {".svclint.yaml": "exclude: [old]\n", "old/a.yaml": SLIP})
    (shop / "link.yaml").symlink_to("values.yaml")
    done = svclint("-v", "-f", "json", cwd=shop / "k8s")
    assert done.stdout.startswith("{")
    for line in (
        "config: ../.svclint.yaml",
        f"project: {shop}, 5 files that may hold manifests",
        "skipped ../old/a.yaml: the config excludes it",
        "skipped ../values.yaml: no apiVersion and kind in it",
        "skipped ../link.yaml: a symbolic link",
    ):
        assert f"svclint: {line}\n" in done.stderr
    for stage in ("reading 5 files", "finding out who meets whom", "asking the rules", "placing what was found"):
        assert re.search(rf"(?m)^svclint: +\d+\.\d{{3}} s  {stage}$", done.stderr)
    assert "config: no config file; every default applies" in svclint("-v", "--isolated", cwd=shop).stderr


@needs.kustomize
def test_verbose_names_the_programs(tmp_path: Path) -> None:
    write(tmp_path, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": SLIP})
    assert re.search(r"svclint: kustomize v\S+ rendered 1 kustomization\n", svclint("-v", cwd=tmp_path).stderr)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "there is no command and no file or folder `chek`; did you mean `check`?"),
        (["conifg", "check"], "there is no command and no file or folder `conifg`; did you mean `config`?"),
        (["fix"], "there is no command and no file or folder `fix`; did you mean `check --fix`?"),
        (["explain", "port-invalid"], "there is no command and no file or folder `explain`; did you mean `rule`?"),
        (["lint"], "there is no command and no file or folder `lint`; did you mean `check`?"),
        (["k8z"], "k8z: no such file or folder"),
        (["check", "--show-note"], "No such option '--show-note'."),
        (["config", "chek"], "No such command 'chek'."),
    ],
)
def test_a_slip_of_the_hand_is_one_line(shop: Path, arguments: list[str], told: str) -> None:
    done = svclint(*arguments, cwd=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"svclint: {told}")
    assert done.stderr.count("\n") == 1


def test_a_path_goes_before_a_near_command(tmp_path: Path) -> None:
    write(tmp_path, {"chek/a.yaml": SLIP})
    assert svclint("chek", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "svclint")
def test_help_teaches_by_example(tmp_path: Path, words: list[str]) -> None:
    shown = svclint(*words, "--help", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    if words not in (["clean"], ["server"]):
        assert re.search(r"(?m)^  .*\bsvclint( \w|  )", shown.stdout)
    if not words:
        assert "..." not in shown.stdout.partition("Commands:")[2]


COMPLETE = """
eval "$(svclint generate-shell-completion bash)"
COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
compopt() { echo files; }
_svclint_completion svclint
printf '%%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("svclint ch", ["files", "check"]),
        ("svclint k8", ["files"]),
        ("svclint check --output-form", ["--output-format"]),
        ("svclint check -f sa", ["sarif"]),
        ("svclint -f ju", ["junit"]),
        ("svclint check k8", ["files"]),
        ("svclint config s", ["schema", "show"]),
        ("svclint generate-shell-completion z", ["zsh"]),
    ],
)
def test_bash_completes(tmp_path: Path, typed: str, expected: list[str]) -> None:
    script = COMPLETE % " ".join(f"'{word}'" for word in typed.split(" "))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    assert done.stderr == ""
    found = [word for word in done.stdout.split("\n") if word]
    assert found
    assert set(found) <= set(expected)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_their_script(tmp_path: Path, shell: str) -> None:
    assert "_SVCLINT_COMPLETE" in svclint("generate-shell-completion", shell, cwd=tmp_path).stdout
