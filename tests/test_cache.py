"""What earlier runs left is used where it still holds, never shows, and is missed by nobody where it is gone or broken."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from svclint import cache
from svclint.cache import Cache
from tests.command import SVCLINT
from tests.lint import write
from tests.manifests import deployment, join, service

WEB = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))


class Lab:
    """A project and a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "project", folder / "cache"
        self.root.mkdir()
        self.environment = {**os.environ, "SVCLINT_CACHE_DIR": str(self.cache)}

    def run(self, *more: str, form: str = "json", **environment: str) -> tuple[int, str]:
        """Exit status and output of a run."""
        command = [str(SVCLINT), "--isolated", "-f", form, "--min-confidence", "possible", *more]
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, check=False, env={**self.environment, **environment}
        )
        assert not done.stderr.strip() or "nothing to check" in done.stderr, done.stderr
        return done.returncode, done.stdout

    def same(self) -> str:
        """The output of a run, which is that of one without a cache."""
        found, wanted = self.run(), self.run("--no-cache")
        assert found == wanted
        return found[1]

    def files(self) -> list[Path]:
        return sorted(path for path in self.cache.iterdir() if path.name.count("-") == 1)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def counting(lab: Lab, name: str, folder: Path) -> Callable[[], int]:
    """Put a program in the way that counts how often the real one is asked to render."""
    real, counted = shutil.which(name), folder / "counted"
    if real is None:
        pytest.skip(f"{name} is not installed")
    script = folder / "bin" / name
    write(folder, {f"bin/{name}": f'#!/bin/sh\ncase "$1" in build|template) echo >> {counted} ;; esac\nexec {real} "$@"\n'})
    script.chmod(0o755)
    lab.environment["PATH"] = f"{script.parent}{os.pathsep}{lab.environment['PATH']}"
    return lambda: len(counted.read_text()) if counted.exists() else 0


KUSTOMIZE = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WEB,
    "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n"
    "configMapGenerator: [{name: c, envs: [c.env]}]\n",
    "prod/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 81}]}\n",
    "prod/c.env": "A=b\n",
}


def test_a_kustomization_is_built_again_only_where_something_that_it_reads_changed(lab: Lab, tmp_path: Path) -> None:
    count = counting(lab, "kustomize", tmp_path)
    write(lab.root, KUSTOMIZE)
    first = lab.run()
    assert count() == 1
    assert lab.run() == first
    write(lab.root, {"other.yaml": service("other")})
    lab.run()
    assert count() == 1
    for file, text in KUSTOMIZE.items():
        built = count()
        write(lab.root, {file: text.replace("v2", "v3").replace("81", "82") + "\n"})
        lab.run()
        assert count() == built + 1, file
        lab.same()


def test_a_second_kustomization_beside_the_first_is_seen(lab: Lab, tmp_path: Path) -> None:
    counting(lab, "kustomize", tmp_path)
    write(lab.root, KUSTOMIZE)
    lab.run()
    write(lab.root, {"prod/kustomization.yml": "resources: [../base]\n"})
    assert "not-rendered" in lab.same()


def test_what_a_transformer_may_read_besides_is_read_each_time(lab: Lab, tmp_path: Path) -> None:
    count = counting(lab, "kustomize", tmp_path)
    transformer = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: p.json\ntarget: {kind: Service}\n"
    patch = '[{"op": "replace", "path": "/spec/selector/version", "value": "v%d"}]'
    write(lab.root, {"web.yaml": WEB, "t.yaml": transformer, "p.json": patch % 3})
    write(lab.root, {"kustomization.yaml": "resources: [web.yaml]\ntransformers: [t.yaml]\n"})
    assert "version=v3" in lab.same()
    write(lab.root, {"p.json": patch % 4})
    assert "version=v4" in lab.same()
    assert count() == 4


def test_what_failed_is_tried_again(lab: Lab, tmp_path: Path) -> None:
    count = counting(lab, "kustomize", tmp_path)
    write(lab.root, {**KUSTOMIZE, "prod/patch.yaml": KUSTOMIZE["prod/patch.yaml"].replace("name: web", "name: nobody")})
    assert "not-rendered" in lab.run()[1]
    lab.run()
    assert count() == 2


CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "version: v2\n",
    "values-prod.yaml": "version: v3\n",
    "templates/_help.tpl": '{{ define "v" }}{{ .Values.version }}{{ end }}\n',
    "templates/web.yaml": WEB.replace("version: v2", 'version: {{ include "v" . }}'),
    "files/extra.txt": "nothing\n",
}


def test_a_chart_is_rendered_again_only_where_something_of_it_changed(lab: Lab, tmp_path: Path) -> None:
    count = counting(lab, "helm", tmp_path)
    write(lab.root, {f"charts/web/{file}": text for file, text in CHART.items()})
    first = lab.run()
    rendered = count()
    assert rendered == 4, "with each of two values files, plain and marked"
    assert lab.run() == first
    assert count() == rendered
    for file, text in CHART.items():
        write(lab.root, {f"charts/web/{file}": text.replace("v2", "v4").replace("v3", "v5") + "\n"})
        lab.run()
        assert count() > rendered, file
        lab.same()
        rendered = count()
    write(lab.root, {"charts/web/templates/more.yaml": service("more", "app: nobody")})
    assert "app=nobody" in lab.same()
    (lab.root / "charts/web/templates/web.yaml").unlink()
    assert "version=v4" not in lab.same()


def test_argo_values_beside_the_chart_are_seen(lab: Lab, tmp_path: Path) -> None:
    counting(lab, "helm", tmp_path)
    application = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source: {path: charts/web, helm: {valueFiles: [/env/prod.yaml]}}
  destination: {namespace: web}
"""
    write(lab.root, {f"charts/web/{file}": text for file, text in CHART.items()})
    write(lab.root, {"argo.yaml": application, "env/prod.yaml": "version: v6\n"})
    assert "version=v6" in lab.same()
    write(lab.root, {"env/prod.yaml": "version: v7\n"})
    assert "version=v7" in lab.same()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(bytes([*path.read_bytes()[:-1], 7])),
        lambda path: path.write_bytes(os.urandom(5000)),
        lambda path: os.truncate(path, 1 << 40),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), os.mkfifo(path)),  # type: ignore[func-returns-value]
        lambda path: (path.unlink(), path.symlink_to("/etc/passwd")),
        lambda path: path.write_bytes(cache.digest(b"\x01") + b"\x01"),
        lambda path: path.write_bytes(cache.digest(b"\x91" * 100_000) + b"\x91" * 100_000),
    ],
    ids=["empty", "cut", "flipped", "noise", "huge", "folder", "fifo", "link", "other type", "deep"],
)
def test_what_is_damaged_is_worked_out_anew(lab: Lab, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    write(lab.root, {**KUSTOMIZE, **{f"charts/web/{file}": text for file, text in CHART.items()}, "plain/web.yaml": WEB})
    wanted = lab.run()
    assert lab.files()
    for path in lab.files():
        damage(path)
    assert lab.run() == wanted
    assert lab.run() == wanted


@pytest.mark.parametrize("place", ["/dev/null/cache", "/proc/nowhere", "file/below"])
def test_without_a_place_for_it_there_is_none(lab: Lab, place: str) -> None:
    write(lab.root, {**KUSTOMIZE, "file": ""})
    assert lab.run(SVCLINT_CACHE_DIR=place) == lab.run("--no-cache")


def test_without_a_home_there_is_none(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SVCLINT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
        lab.environment.pop(name, None)
    write(lab.root, KUSTOMIZE)
    home = lab.root.parent / "gone"
    assert lab.run(HOME=str(home)) == lab.run("--no-cache")
    assert not home.exists()
    monkeypatch.setenv("HOME", str(home))
    assert cache.place() is None
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.place() is None
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache.place() == "/caches/svclint"


def test_a_full_disk_is_no_error(lab: Lab) -> None:
    write(lab.root, KUSTOMIZE)
    wanted = lab.run("--no-cache")
    command = f"ulimit -f 0; exec {SVCLINT} --isolated -f json --min-confidence possible"
    done = subprocess.run(["sh", "-c", command], cwd=lab.root, env=lab.environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert not lab.cache.exists() or not [path for path in lab.cache.iterdir() if path.stat().st_size]
    assert wanted[0] == done.returncode


def test_the_folder_is_the_user_s_own(lab: Lab) -> None:
    write(lab.root, KUSTOMIZE)
    lab.run()
    assert stat.S_IMODE(lab.cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in lab.files()} == {0o600}
    assert {path.name for path in lab.cache.iterdir()} - {path.name for path in lab.files()} == {"CACHEDIR.TAG", ".gitignore"}
    assert {str(path.relative_to(lab.root)) for path in lab.root.rglob("*") if path.is_file()} == set(KUSTOMIZE)


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("shared", "link"):
        kept = Cache(str(tmp_path / name))
        kept.put("rendered-1", "x")
        assert kept.trouble
        assert not list((tmp_path / name).glob("rendered*"))


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    kept = Cache(str(tmp_path / "cache"))
    kept.put("rendered-1", "a")
    (tmp_path / "cache" / "rendered-1").unlink()
    (tmp_path / "cache" / "rendered-1").symlink_to(tmp_path / "precious")
    kept.put("rendered-1", "b")
    assert (tmp_path / "precious").read_text() == "mine"
    assert kept.get("rendered-1", str) == "b"


def test_what_was_used_least_lately_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 3000)
    kept = Cache(str(tmp_path / "cache"))
    for number in range(4):
        kept.put(f"rendered-{number}", "x" * 900)
        os.utime(tmp_path / "cache" / f"rendered-{number}", (number, number))
    (tmp_path / "cache" / ".aside-1-2").write_text("of a run that was killed")
    os.utime(tmp_path / "cache" / ".aside-1-2", (1, 1))
    assert kept.get("rendered-0", str)
    kept.trim()
    assert [kept.get(f"rendered-{number}", str) is not None for number in range(4)] == [True, False, True, True]
    assert not (tmp_path / "cache" / ".aside-1-2").exists()


def test_clean_takes_away_what_svclint_kept_and_nothing_else(lab: Lab) -> None:
    write(lab.root, KUSTOMIZE)
    lab.run()
    (lab.cache / "notes.txt").write_text("mine")

    def clean() -> str:
        return subprocess.run([SVCLINT, "clean"], env=lab.environment, capture_output=True, text=True, check=True).stdout

    assert clean().startswith("Removed ")
    assert [path.name for path in lab.cache.iterdir()] == ["notes.txt"]
    assert clean() == f"Nothing was kept in {lab.cache}\n"
    (lab.cache / "notes.txt").unlink()
    lab.run()
    clean()
    assert not lab.cache.exists()
