"""What may not be read or written is told in a finding or in one line, never by a traceback, and never passed over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests import needs
from tests.another import Place, place, prefix
from tests.command import SVCLINT
from tests.manifests import deployment, service

__all__ = ["place"]
BAD = service().replace("port: 80", "port: '80'")
CHART = "apiVersion: v2\nname: c\nversion: 1.0.0\n"


def commit(at: Place) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.email=a@b.c", "-c", "user.name=a", "commit", "-qm", "x"]):
        subprocess.run(["git", "-c", "safe.directory=*", *words], cwd=at.tree, check=True)
    at.own()


def programs(at: Place, *names: str) -> str:
    """A PATH with programs that the other user may start."""
    (at.root / "bin").mkdir()
    for name in names:
        found = shutil.which(name)
        if not found:
            pytest.skip(f"{name} is not installed")
        shutil.copy(os.path.realpath(found), at.root / "bin" / name)
        (at.root / "bin" / name).chmod(0o755)
    return str(at.root / "bin")


def standing(at: Place, script: str, words: str) -> subprocess.CompletedProcess[str]:
    """A run from where a script goes first."""
    command = ["sh", "-c", f'{script} && exec "$@"', "sh", *prefix(), str(SVCLINT), *words.split()]
    return subprocess.run(command, cwd=at.tree, capture_output=True, text=True, check=False, input="")


def test_an_unreadable_file_is_a_finding_and_nothing_is_proven_by_what_it_may_hold(place: Place) -> None:
    place.write(a_yaml=service(), b_yaml=deployment())
    (place.tree / "b.yaml").chmod(0)
    done = place.run("check", "-f", "concise")
    assert done.returncode == 1
    assert done.stdout == "b.yaml:1:1: error[invalid-yaml] cannot be read: Permission denied\n"
    (place.tree / "b.yaml").chmod(0o644)
    assert place.run("check", "-f", "concise").returncode == 0, "what could not be read was not remembered"


@pytest.mark.parametrize("repository", [False, pytest.param(True, marks=needs.git)])
@pytest.mark.parametrize("mode", [0o000, 0o111])
def test_an_unreadable_folder_is_a_finding_and_nothing_is_proven_by_what_it_may_hold(
    place: Place, mode: int, repository: bool
) -> None:
    place.write(sub__a_yaml=service(), sub__d__b_yaml=deployment())
    if repository:
        subprocess.run(["git", "init", "-q"], cwd=place.tree, check=True)
        place.own()
    (place.tree / "sub/d").chmod(mode)
    told = "d/:1:1: error[invalid-yaml] cannot be read: Permission denied\n"
    done = place.run("check", "-f", "concise")
    assert (done.returncode, done.stdout) == (1, f"sub/{told}")
    assert place.run("check", "-f", "concise", cwd=place.tree / "sub").stdout == told
    assert place.run("check", "--isolated", "-f", "concise").stdout == f"sub/{told}"
    for glob in ("sub/d/**", "d", "sub/d/"):
        assert "cannot be read" not in place.run("check", "--extend-exclude", glob, "-f", "concise").stdout
    assert json.loads(place.run("check", "-f", "json").stdout)["findings"][0]["file"] == "sub/d/"


def test_a_folder_whose_files_cannot_be_opened_names_each(place: Place) -> None:
    place.write(a_yaml=service(), d__b_yaml=deployment(), d__c_yaml=service("c"))
    (place.tree / "d").chmod(0o444)
    found = place.run("check", "-f", "concise").stdout.splitlines()
    assert [line.partition(":")[0] for line in found] == ["d/b.yaml", "d/c.yaml"]


@pytest.mark.parametrize(("named", "modes"), [("d", (0o000, 0o111, 0o444)), ("d/b.yaml", (0o000, 0o444))])
def test_what_is_named_and_cannot_be_read_is_one_line(place: Place, named: str, modes: tuple[int, ...]) -> None:
    place.write(a_yaml=service(), d__b_yaml=deployment())
    for mode in modes:
        (place.tree / "d").chmod(mode)
        told = place.refused("check", named)
        assert named in told
        assert "Permission denied" in told or "is not readable" in told


@pytest.mark.parametrize("mode", ["000", "111", "444"])
def test_standing_in_a_folder_that_cannot_be_read_is_one_line(place: Place, mode: str) -> None:
    place.write(a_yaml=service(), d__b_yaml=deployment())
    done = standing(place, f"cd d && chmod {mode} .", "check")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "svclint: .: Permission denied\n")


@pytest.mark.parametrize("words", ["check", "init", "graph", "trace", "config check", "check -", "rule"])
def test_standing_in_a_folder_that_is_gone_is_one_line(place: Place, words: str) -> None:
    done = standing(place, "mkdir gone && cd gone && rmdir ../gone", words)
    assert (done.returncode, done.stderr) == (2, "svclint: the folder you stand in: No such file or directory\n")


@pytest.mark.parametrize("name", [".svclint.yaml", "pyproject.toml"])
def test_an_unreadable_config_is_one_line(place: Place, name: str) -> None:
    place.write(a_yaml=service())
    (place.tree / name).write_text("[tool.svclint]\n")
    (place.tree / name).chmod(0)
    place.own()
    for words in (["check"], ["check", "--config", name], ["config", "check"], ["config", "show"], ["trace"]):
        assert place.refused(*words) == f"{name}: Permission denied"


def test_an_unreadable_baseline_is_one_line_and_is_not_written_over(place: Place) -> None:
    place.write(a_yaml=BAD)
    assert place.run("check", "--write-baseline").returncode == 0
    baseline = place.tree / ".svclint-baseline.json"
    before = baseline.read_text()
    baseline.chmod(0)
    for words in (["check"], ["check", "--write-baseline"], ["check", "--baseline", ".svclint-baseline.json"]):
        told = place.refused(*words)
        assert ".svclint-baseline.json" in told
        assert "Permission denied" in told or "not readable" in told
    baseline.chmod(0o644)
    assert baseline.read_text() == before


@pytest.mark.parametrize("protected", ["file", "folder", "somebody else's file"])
def test_a_fix_that_cannot_be_written_leaves_the_file_and_says_so(place: Place, protected: str) -> None:
    place.write(a_yaml=BAD, b_yaml=deployment())
    path = place.tree / "a.yaml"
    if protected == "somebody else's file":
        if os.geteuid():
            pytest.skip("only root can give a file away")
        os.chown(path, 0, 0)
        path.chmod(0o666)
    (path if protected == "file" else place.tree).chmod(0o444 if protected == "file" else 0o555)
    done = place.run("check", "--fix", "-f", "concise")
    told = "it is read-only" if protected == "file" else "Permission denied"
    assert done.returncode == 2
    assert f"svclint: a.yaml: not fixed: {told}\n" in done.stderr
    assert "error[quoted-port]" in done.stdout
    assert path.read_text() == BAD
    assert sorted(one.name for one in place.tree.iterdir()) == ["a.yaml", "b.yaml"]


def test_what_cannot_be_written_into_a_folder_is_one_line(place: Place) -> None:
    place.write(a_yaml=service(), b_yaml=deployment())
    place.tree.chmod(0o555)
    assert place.refused("check", "--write-baseline").endswith(".svclint-baseline.json: Permission denied")
    assert place.refused("init") == ".svclint.yaml cannot be written: Permission denied"
    done = place.run("check", "-f", "sarif", "-o", "out.sarif")
    assert (done.returncode, done.stderr) == (2, "svclint: -o out.sarif: Permission denied\n")


def test_a_cache_that_is_somebody_elses_or_nowhere_stops_no_run(place: Place) -> None:
    place.write(a_yaml=service(), b_yaml=deployment())
    (place.root / "closed").mkdir(mode=0o000)
    for folder in (f"{place.root}/closed", f"{place.root}/closed/below", f"{place.tree}/a.yaml"):
        done = place.run("check", "-v", SVCLINT_CACHE_DIR=folder)
        assert done.returncode == 0
        assert f"svclint: cache: none: {folder}: " in done.stderr
    for home in ("/nonexistent", "/proc", ""):
        done = place.run("check", "-v", HOME=home)
        assert done.returncode == 0
        assert "cache: none: " in done.stderr


def test_a_cache_of_root_is_not_used(place: Place) -> None:
    if os.geteuid():
        pytest.skip("only root can give a folder away")
    place.write(a_yaml=service(), b_yaml=deployment())
    cache = place.root / "cache"
    cache.mkdir(mode=0o777)
    done = place.run("check", "-v", SVCLINT_CACHE_DIR=str(cache))
    assert f"svclint: cache: none: {cache}: it is somebody else's\n" in done.stderr


@needs.git
def test_a_repository_of_somebody_else_is_read_whole_and_that_is_said(place: Place) -> None:
    if os.geteuid():
        pytest.skip("only root can give a repository away")
    place.write(a_yaml=service(), b_yaml=deployment(), _gitignore="c.yaml\n", c_yaml=BAD.replace("web", "c"))
    commit(place)
    for path in (place.tree, *place.tree.rglob("*")):
        os.chown(path, 0, 0)
    helps = f"detected dubious ownership in repository at '{place.tree}'; "
    helps += f"`git config --global --add safe.directory {place.tree}` helps"
    done = place.run("check", "-f", "concise")
    assert done.returncode == 1
    assert f"svclint: git does not say which files are ignored, so all are read: {helps}\n" in done.stderr
    assert done.stdout.startswith("c.yaml:")
    assert place.refused("check", "--since", "HEAD") == f"--since: {helps}"
    assert place.refused("check", "--staged") == f"--staged: {helps}"


def test_what_renders_from_a_file_that_cannot_be_read_names_it(place: Place) -> None:
    path = programs(place, "helm", "kustomize")
    place.write(
        k__kustomization_yaml="resources:\n- s.yaml\n", k__s_yaml=service(),
        c__Chart_yaml=CHART, c__templates__s_yaml=service("c"), d__Chart_yaml=CHART.replace("c\n", "d\n"),
        d__values_yaml="a: b\n", d__templates__s_yaml=service("d"),
    )  # fmt: skip
    for name in ("k/s.yaml", "c/templates", "d/values.yaml"):
        (place.tree / name).chmod(0)
    told = place.run("check", "--show-notes", "-f", "concise", PATH=path).stdout
    refused = "was not rendered: its {} cannot be read: Permission denied\n"
    assert "k/s.yaml:1:1: error[invalid-yaml] cannot be read: Permission denied\n" in told
    assert "k/kustomization.yaml:2:3: note[not-rendered] " in told
    assert "it takes in s.yaml, which cannot be read: Permission denied\n" in told
    assert "c/Chart.yaml:2:1: note[not-rendered] this Helm chart " + refused.format("c/templates") in told
    assert "d/Chart.yaml:2:1: note[not-rendered] this Helm chart " + refused.format("d/values.yaml") in told


def test_what_renders_is_never_put_where_one_stands(place: Place) -> None:
    path = programs(place, "kustomize")
    place.write(k__kustomization_yaml="resources: [s.yaml]\n", k__s_yaml=service())
    script = "mount --bind $0 /mnt && cd /mnt/tree && for one in /tmp /var/tmp /usr/tmp; do "
    script += 'test ! -d $one || mount -t tmpfs -o ro,size=4k tmpfs $one || exit 9; done && exec "$@"'
    words = ["check", "--show-notes", "-f", "concise", "--no-cache"]
    command = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c", script, str(place.root), *prefix()]
    done = subprocess.run(
        [*command, str(SVCLINT), *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": f"{os.environ['PATH']}:{path.replace(str(place.root), '/mnt')}"},
    )
    if done.returncode not in (0, 1, 2):
        pytest.skip("no folder can be mounted here")
    told = "this kustomization was not rendered: no folder for temporary files takes any (`TMPDIR` can name one)\n"
    assert f"k/kustomization.yaml:1:1: note[not-rendered] {told}" in done.stdout
    assert sorted(one.name for one in place.tree.iterdir()) == ["k"]
