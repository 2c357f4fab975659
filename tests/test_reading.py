"""Reading in several processes gives what one gives, whatever happens to the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.generate import generate
from svclint import project
from svclint.facts import FileFacts
from svclint.facts.files import pack, unpack
from svclint.project import pool, reading
from svclint.read import Reader
from tests.lint import write

FIXTURES = Path(__file__).parent / "fixtures"
forks = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="one process only on this system")


def read(root: Path, processes: int, monkeypatch: pytest.MonkeyPatch) -> list[FileFacts]:
    monkeypatch.setattr(pool, "processors", lambda: processes)
    tree = project.discover([str(root)], root, isolated=True)
    return list(reading.read_all(Reader("1.37"), tree))


def test_packed_facts_are_the_same_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = read(FIXTURES, 1, monkeypatch)
    kinds = {type(one) for file in facts for one in file.objects}
    assert len(kinds) > 10
    assert unpack(pack(facts)) == facts


@forks
def test_many_files_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(FIXTURES, 4, monkeypatch) == read(FIXTURES, 1, monkeypatch)


@forks
@pytest.mark.parametrize(
    ("odd", "whole"),
    [
        ("# svclint: ignore[selectors] because\n", False),
        ("kind: X\napiVersion: v1\n...\na: 1\n", True),
        ("{a: 1}\nb: 2\n", True),
        ("%YAML 1.1\n# a directive behind a mark\n", True),
    ],
)
def test_one_large_file_in_several_processes(odd: str, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text() for path in sorted(FIXTURES.rglob("*.yaml")) if path.name != "kustomization.yaml"]
    documents = [text for text in texts if "%YAML" not in text]
    documents.insert(len(documents) // 3, odd)
    write(tmp_path, {"all.yaml": "\n---\n".join(documents), "values.yaml": "a: 1\n", "small.yaml": documents[0]})
    alone = read(tmp_path, 1, monkeypatch)
    assert max(len(one.objects) for one in alone) > 1000
    assert any(problem.object for one in alone for problem in one.problems)
    assert read(tmp_path, 3, monkeypatch) == alone
    cut = Reader("1.37").cut("all.yaml", (tmp_path / "all.yaml").read_bytes())
    assert cut
    assert any(Reader("1.37").share(cut, share, 3) is None for share in range(3)) is whole


@forks
def test_a_file_whose_name_is_no_unicode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path, 2_000)
    (tmp_path / os.fsdecode(b"\xff.yaml")).write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    assert read(tmp_path, 3, monkeypatch) == read(tmp_path, 1, monkeypatch)


def number(given: bytes) -> int:
    return int.from_bytes(given, "big")


@forks
def test_what_a_child_that_dies_had_to_do_is_done(tmp_path: Path) -> None:
    ours = os.getpid()

    def work(one: int) -> int:
        time.sleep(0.001)
        if os.getpid() != ours and one % 7 == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return one

    assert list(pool.spread(100, work, lambda one: one.to_bytes(4, "big"), number, 4)) == list(range(100))


@forks
def test_what_fails_in_a_child_is_told_by_the_parent() -> None:
    def work(one: int) -> int:
        if one == 50:
            raise ValueError(one)
        return one

    with pytest.raises(ValueError, match="50"):
        list(pool.spread(100, work, lambda one: one.to_bytes(4, "big"), number, 4))


CHILDREN = """
import atexit, os, signal, sys, time
from svclint.project import pool
signal.signal(signal.SIGINT, signal.default_int_handler)
atexit.register(lambda: print("left"))
print("begun", flush={flush})
def work(one):
    time.sleep({seconds})
    return one
list(pool.spread(100, work, lambda one: b"", lambda one: 0, 3))
"""


@forks
def test_children_leave_nothing_on_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILDREN.format(seconds=0.001, flush=False)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("begun\nleft\n", "")


@forks
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_first_one_ends(how: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILDREN.format(seconds=0.5, flush=True)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    assert process.stdout.readline() == b"begun\n"
    time.sleep(0.5)
    os.kill(process.pid, how)
    assert process.wait(5) != 0
    for _ in range(50):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a child still runs")
