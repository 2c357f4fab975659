"""svclint alone: how its time grows, what each rule costs, and what would make a careless linter slow."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

from benchmarks import generate, plot
from benchmarks import shapes as of_shape

SVCLINT = Path(sys.executable).parent / "svclint"
SIZES = (100, 1_000, 10_000, 100_000)


class Run(Struct, frozen=True):
    """One whole process, or several in a row where a peer takes only so many files: seconds, and its largest memory in MB."""

    wall: float
    cpu: float
    memory: float
    printed: str


def timed(commands: Iterable[Sequence[str]]) -> Run:
    """Run commands in a row, whatever they exit with."""
    wall = cpu = memory = 0.0
    printed = ""
    for command in commands:
        with tempfile.TemporaryFile() as out:
            began = time.perf_counter()
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
            _, _, used = os.wait4(process.pid, 0)
            wall += time.perf_counter() - began
            process.returncode = 0
            out.seek(0)
            printed = out.read(200).decode(errors="replace")
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss / 1024)
    return Run(wall, cpu, memory, printed)


def command(folder: str | Path) -> list[str]:
    """svclint on a folder that is all there is, without anything from earlier runs."""
    return [str(SVCLINT), "check", "--no-cache", "--isolated", "--exit-zero", str(folder)]


def linear(runs: int, picture: str) -> None:
    """Print how svclint's time grows, and draw it where asked."""
    print("\n| objects | wall s | CPU s | CPU ms for 1,000 objects | peak MB |\n|---|---|---|---|---|")
    points = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            generate.generate(Path(folder), size)
            results = [timed([command(folder)]) for _ in range(runs)]
        wall, cpu, memory = (median(getattr(one, name) for one in results) for name in ("wall", "cpu", "memory"))
        points.append((size, wall))
        print(f"| {size:,} | {wall:.3f} | {cpu:.3f} | {cpu / size * 1e6:.0f} | {memory:.0f} |", flush=True)
    if picture:
        Path(picture).write_text(plot.logarithmic(points, "objects", "seconds"))


def rules(size: int, runs: int) -> None:
    """Print what each rule costs, each on a graph of its own, so that it pays for every relation it asks for."""
    from svclint import project, registry
    from svclint.config import Config
    from svclint.graph import Graph
    from svclint.project import reading
    from svclint.read import Reader
    from svclint.scope import Scope

    with tempfile.TemporaryDirectory() as folder:
        generate.generate(Path(folder), size)
        tree = project.discover([folder], Path(folder), isolated=True)
        facts = list(reading.read_all(Reader("1.37"), tree))
    scope = Scope(facts)
    print(f"\n| rule | µs an object, at {size:,} objects |\n|---|---|")
    costs = {}
    for name in registry.families():
        taken = []
        for _ in range(runs):
            graph, rule = Graph(scope, Config().cluster()), registry.make(name, {})
            began = time.perf_counter()
            list(rule.find(graph))
            taken.append(time.perf_counter() - began)
        costs[name] = median(taken)
    for name, cost in sorted(costs.items(), key=lambda one: -one[1]):
        print(f"| {name} | {cost / size * 1e6:.2f} |")
    graph = Graph(scope, Config().cluster())
    began = time.perf_counter()
    for name in registry.families():
        list(registry.make(name, {}).find(graph))
    print(f"| all on one graph | {(time.perf_counter() - began) / size * 1e6:.2f} |")


def shapes(runs: int) -> None:
    """Print what a thousand objects of each shape cost, among few and among many."""
    few, many = 1_000, 8_000
    print(f"\n| one file of | ms for 1,000 objects, of {few:,} | of {many:,} |\n|---|---|---|")
    for name in of_shape.SHAPES:
        row = []
        for size in (few, many):
            with tempfile.TemporaryDirectory() as folder:
                of_shape.write(Path(folder), name, size)
                row.append(median(timed([command(folder)]).wall for _ in range(runs)) / size * 1e6)
        print(f"| {name} | {row[0]:.0f} | {row[1]:.0f} |", flush=True)
