"""A run after others says, byte for byte, what it would have said alone, whatever happened to the files in between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from svclint import cache, engine, project, registry
from svclint.cache import NOTHING, Cache
from svclint.config import Config
from svclint.engine.asking import Question
from svclint.project import git, reading, remembered
from svclint.read import Reader
from svclint.report import FORMATS, printed
from svclint.report.view import View
from svclint.result import Result
from tests.command import SVCLINT
from tests.lint import whole, write
from tests.manifests import deployment, join, service
from tests.repository import commit

ROOT = Path(__file__).parent.parent
TICK = 50_000_000
"""Nanoseconds, more than any file system's clock takes to move on."""
NAMES = ("web", "api", "db")


def result(root: Path, kept: Cache, *, isolated: bool = True, render: bool = True) -> Result:
    tree = project.discover([str(root)], root, isolated=isolated)
    rules = [rule for rule, kind in ((rule, registry.rule_type(rule)) for rule in registry.families()) if kind.default]
    found = whole(engine.check(tree, Config(), Question(rules), isolated=isolated, render=render, cache=kept))
    found.seconds = 0.0
    return found


def every_format(root: Path, found: Result) -> dict[str, str]:
    return {name: "".join(printed(name, found, View(root, notes=True))) for name in (*FORMATS, "statistics")}


def same(root: Path, kept: Path, *, isolated: bool = True, render: bool = True) -> None:
    warm = every_format(root, result(root, Cache(str(kept)), isolated=isolated, render=render))
    assert warm == every_format(root, result(root, NOTHING, isolated=isolated, render=render))


def manifest(dice: random.Random) -> str:
    name, label = dice.choice(NAMES), dice.choice(NAMES)
    return dice.choice(
        [
            service(name, f"app: {label}"),
            join(service(name, f"app: {label}"), deployment(name, f"app: {dice.choice(NAMES)}")),
            deployment(name, f"app: {label}"),
            f"# svclint: ignore-file[selector-matches-nothing] so\n{service(name, f'app: {label}')}",
            f"a: b\nc: {name}\n",
            "kind: [\napiVersion: v1\n",
            service(name, f"app: {label}").replace("port: 80", "port: 99999999999999999999"),
            "apiVersion: v1\nkind: Service\nmetadata: {name: 1}\n",
            '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "\\ud800"}, "spec": {"ports": [{"port": 1}]}}',
        ]
    )


def change(root: Path, dice: random.Random) -> None:
    """Do something to the files that may escape who looks at times and sizes only."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    one, other = dice.choice(files), dice.choice(files)
    before = one.stat()
    match dice.randrange(9):
        case 0:
            write(root, {f"{dice.choice('ab')}/{dice.randrange(6)}.{dice.choice(['yaml', 'json'])}": manifest(dice)})
        case 1:
            one.write_text(manifest(dice))
        case 2:
            one.write_bytes(one.read_bytes().replace(b"app: web", b"app: api").replace(b"app: db", b"app: wb"))
            os.utime(one, ns=(before.st_atime_ns, before.st_mtime_ns))
        case 3:
            one.rename(one.with_name(f"{dice.randrange(6)}.yaml"))
        case 4:
            aside = root / "aside"
            one.rename(aside)
            other.rename(one) if other.exists() else None
            aside.rename(other)
        case 5:
            shutil.copy2(one, other) if one != other else None
        case 6:
            one.unlink() if len(files) > 3 else None
        case 7:
            one.touch()
        case 8:
            text = one.read_bytes()
            one.unlink()
            one.write_bytes(text)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_files_between_runs(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_SETTLED", TICK)
    dice = random.Random(seed)
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {f"{folder}/{number}.yaml": manifest(dice) for folder in "ab" for number in range(4)})
    for step in range(25):
        same(root, kept, render=bool(step % 3))
        for _ in range(dice.choice([0, 1, 1, 3])):
            change(root, dice)
        time.sleep(dice.choice([0, 0, 0.06]))


def test_overlays_and_plain_files_between_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_SETTLED", TICK)
    dice = random.Random(7)
    root, kept = tmp_path / "project", tmp_path / "cache"
    base = {"base/web.yaml": join(service(), deployment()), "base/kustomization.yaml": "resources: [web.yaml]\n"}
    write(root, {**base, "plain/web.yaml": service("plain", "app: none")})
    for name in NAMES:
        write(root, {f"{name}/kustomization.yaml": f"resources: [../base]\nnamePrefix: {name}-\n"})
    for _ in range(6):
        same(root, kept)
        write(
            root,
            {dice.choice(["base/web.yaml", "plain/web.yaml"]): join(service(selector=f"app: {dice.random()}"), deployment())},
        )
        write(root, {f"{dice.choice(NAMES)}/kustomization.yaml": f"resources: [../base]\nnameSuffix: -{dice.randrange(9)}\n"})


def test_all_fixtures_come_back_as_they_were(tmp_path: Path) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    shutil.copytree(ROOT / "tests" / "fixtures", root)
    found = project.discover([str(root)], root, isolated=True)
    read = list(reading.read_all(Reader("1.37"), found))
    for _ in range(2):
        seen = remembered.Remembered(Cache(str(kept)), found, "1.37")
        assert list(seen.facts(Reader("1.37"))) == read
        seen.keep()
    same(root, kept)
    same(root, kept)


def settled(root: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a second run reads of a project that the first has seen, and that has not changed since."""
    monkeypatch.setattr(remembered, "_SETTLED", TICK)
    time.sleep(2 * TICK / 1e9)
    for _ in range(2):
        result(root, Cache(str(kept)))
    return reads(root, kept, monkeypatch)


def reads(root: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a run opens of a project beside the files whose lines it shows."""
    opened: list[str] = []
    real = project.read_file

    def read_file(root: Path, path: str, *, follow: bool = False) -> project.Source | None:
        if not follow:
            opened.append(path)
        return real(root, path, follow=follow)

    monkeypatch.setattr(project, "read_file", read_file)
    result(root, Cache(str(kept)))
    monkeypatch.setattr(project, "read_file", real)
    return opened


def test_a_run_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {f"{number}.yaml": join(service(f"s{number}"), deployment(f"s{number}")) for number in range(20)})
    write(root, {"values.yaml": "a: b\n"})
    assert settled(root, kept, monkeypatch) == []
    write(root, {"7.yaml": join(service("s7", "app: seven"), deployment("s7", "app: seven"))})
    assert set(reads(root, kept, monkeypatch)) == {"7.yaml"}


def test_a_file_written_twice_in_a_tick_of_a_slow_clock_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = remembered._stamp

    def slow(path: str, settled: int) -> remembered.Stamp:
        written, changed, size, number = real(path, settled)
        return written // 10**11, changed // 10**11, size, number

    monkeypatch.setattr(remembered, "_stamp", slow)
    root, kept = tmp_path / "project", tmp_path / "cache"
    for label in ("app: web", "app: abc", "app: web"):
        write(root, {"web.yaml": join(service(selector=label), deployment())})
        same(root, kept)


def test_a_fresh_checkout_is_digested_and_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {f"{number}.yaml": join(service(f"s{number}"), deployment(f"s{number}")) for number in range(20)})
    first = every_format(root, result(root, Cache(str(kept))))
    shutil.copytree(root, tmp_path / "copy")
    shutil.rmtree(root)
    (tmp_path / "copy").rename(root)
    monkeypatch.setattr(Reader, "read", None)
    assert every_format(root, result(root, Cache(str(kept)))) == first
    (root / "3.yaml").unlink()
    assert result(root, Cache(str(kept))).files == 19


def test_the_last_commit_counts_where_it_is_asked(tmp_path: Path) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {"web.yaml": service(), "deployment.yaml": deployment()})
    commit(root)
    (root / "deployment.yaml").unlink()
    same(root, kept, isolated=False)
    then = git.head(root)
    commit(root)
    assert git.head(root) != then
    same(root, kept, isolated=False)


def test_a_file_that_is_too_large_is_asked_for_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {"web.yaml": service(), "more.yaml": deployment()})
    small = (root / "more.yaml").stat().st_size
    for size in (small, 1 << 30, small):
        os.truncate(root / "more.yaml", size)
        same(root, kept)
    os.truncate(root / "more.yaml", 1 << 30)
    assert set(settled(root, kept, monkeypatch)) == {"more.yaml"}


def test_runs_at_once_and_runs_that_are_killed_leave_nothing_wrong(tmp_path: Path) -> None:
    root, kept = tmp_path / "project", tmp_path / "cache"
    write(root, {f"{number}.yaml": join(service(f"s{number}", "app: none"), deployment()) for number in range(150)})
    command = [str(SVCLINT), "check", "--isolated", "-f", "json", str(root)]
    environment = {**os.environ, "SVCLINT_CACHE_DIR": str(kept)}

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    wanted = subprocess.run([*command, "--no-cache"], env=environment, capture_output=True, text=True, check=False)
    for seconds in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        killed = start()
        time.sleep(seconds)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
    for process in [start() for _ in range(8)]:
        assert (*process.communicate(), process.returncode) == (wanted.stdout, wanted.stderr, wanted.returncode)
    assert list(kept.glob("run-*"))


def test_a_full_disk_for_the_cache_is_no_error(tmp_path: Path) -> None:
    write(tmp_path / "project", {f"{number}.yaml": join(service(), deployment()) for number in range(5)})
    environment = {**os.environ, "SVCLINT_CACHE_DIR": str(tmp_path / "cache")}
    for blocks in (0, 1):
        command = f"ulimit -f {blocks}; exec {SVCLINT} --isolated -f json {tmp_path / 'project'}"
        done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert not list((tmp_path / "cache").glob(".aside*"))


def test_one_digest_is_no_other() -> None:
    assert cache.digest("a", "b") != cache.digest("ab")
