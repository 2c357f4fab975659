"""Times svclint beside whichever peers are installed, each as a whole process, and prints medians and ratios.

    python benchmarks/run.py [--sizes 2,1000,10000] [--layouts many,one] [--runs 5]
    python benchmarks/run.py --rules          what each rule costs
    python benchmarks/run.py --linear         svclint alone from 100 to 100,000 objects

No run takes anything from the one before; `benchmarks/warm.py` times those that do.

Commands take turns, run by run, so that the machine's moods hit all alike; a ratio is the median of the ratios of turns.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.generate import generate

HERE = Path(__file__).parent
SVCLINT = Path(sys.executable).parent / "svclint"
PEERS = {"kube-score": "version", "kubeconform": "-v", "kube-linter": "version"}
CHUNK = 5_000


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


def peer(name: str) -> str | None:
    """Where a peer is: on PATH, or where `go install` puts it."""
    return shutil.which(name) or shutil.which(name, path=str(Path.home() / "go" / "bin"))


def schemas(folder: Path) -> Path:
    """Our own schemas of the newest minor, laid out as kubeconform wants them, so that it needs no network."""
    data = gzip.decompress((HERE.parent / "schemas" / "kubernetes-1.37.json.gz").read_bytes())
    loaded = json.loads(data)
    for kind, root in loaded["kinds"].items():
        version, _, name = kind.rpartition("/")
        group, _, number = version.rpartition("/")
        parts = [name.lower(), *([group.partition(".")[0]] if group else []), number]
        text = json.dumps({"$ref": f"#/$defs/{root}", "$defs": loaded["$defs"]})
        (folder / f"{'-'.join(parts)}.json").write_text(text)
    return folder


def contestants(tree: Path, local: Path) -> dict[str, Callable[[], Run]]:
    """What to time on a tree, by name."""
    files = [str(path) for path in sorted(tree.rglob("*.yaml"))]
    found: dict[str, list[list[str]]] = {
        "svclint": [[str(SVCLINT), "check", "--no-cache", "--isolated", "--exit-zero", str(tree)]],
        "floor": [[sys.executable, str(HERE / "floor.py"), str(tree)]],
    }
    if score := peer("kube-score"):
        chunks = [files[i : i + CHUNK] for i in range(0, len(files), CHUNK)]
        found["kube-score"] = [[score, "score", "--output-format", "ci", *chunk] for chunk in chunks]
    if conform := peer("kubeconform"):
        location = f"{local}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
        found["kubeconform"] = [[conform, "-summary", "-schema-location", location, str(tree)]]
    if linter := peer("kube-linter"):
        found["kube-linter"] = [[linter, "lint", str(tree)]]
    if len(files) == 1 and Path(files[0]).stat().st_size < 10_000:
        found["import click"] = [[sys.executable, "-c", "import click"]]
    return {name: lambda commands=commands: timed(commands) for name, commands in found.items()}  # type: ignore[misc]


def compare(size: int, layout: str, runs: int) -> None:
    """Print one table: a size and a layout."""
    with tempfile.TemporaryDirectory() as folder:
        tree, local = Path(folder, "tree"), Path(folder, "schemas")
        local.mkdir()
        generate(tree, size, one_file=layout == "one")
        known = contestants(tree, schemas(local))
        taken: dict[str, list[Run]] = {name: [] for name in known}
        for turn in range(runs + 1):
            for name, run in known.items():
                result = run()
                if turn:
                    taken[name].append(result)
    print(f"\n### {size:,} objects, {'one file' if layout == 'one' else 'many files'}\n")
    print("| | wall s | CPU s | peak MB | svclint / it |\n|---|---|---|---|---|")
    ours = taken["svclint"]
    for name, results in taken.items():
        ratio = median(our.wall / its.wall for our, its in zip(ours, results, strict=True))
        row = (median(one.wall for one in results), median(one.cpu for one in results), median(one.memory for one in results))
        print(f"| {name} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.0f} | {ratio:.2f} |")
    inside = [float(one.printed) for one in taken["floor"]]
    own = [float(one.printed.rpartition("(")[2].partition(" s)")[0] or 0) for one in ours]
    if median(own):
        least = median(its for its in inside)
        print(f"\nInside the process: svclint {median(own):.2f} s, event scan and tree building {least:.3f} s,", end=" ")
        print(f"ratio {median(a / b for a, b in zip(own, inside, strict=True)):.2f}")


def linear(runs: int) -> None:
    """Print how svclint's time grows."""
    print("\n| objects | wall s | ms for 1,000 objects | peak MB |\n|---|---|---|---|")
    for size in (100, 1_000, 10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), size)
            results = [timed([[str(SVCLINT), "check", "--no-cache", "--isolated", "--exit-zero", folder]]) for _ in range(runs)]
        wall = median(one.wall for one in results)
        print(f"| {size:,} | {wall:.3f} | {wall / size * 1e6:.0f} | {median(one.memory for one in results):.0f} |")


def rules(size: int, runs: int) -> None:
    """Print what each rule costs, each on a graph of its own, so that it pays for every relation it asks for."""
    from svclint import project, reading, registry
    from svclint.config import Config
    from svclint.graph import Graph
    from svclint.read import Reader
    from svclint.scope import Scope

    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), size)
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


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="2,1000,10000")
    parser.add_argument("--layouts", default="many,one")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--linear", action="store_true")
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    for name, asks in PEERS.items():
        path = peer(name)
        told = (
            subprocess.run([path, asks], capture_output=True, text=True, check=False).stdout.split("\n")[0]
            if path
            else "missing"
        )
        print(f"{name}: {told}")
    if given.rules:
        rules(10_000, given.runs)
    elif given.linear:
        linear(given.runs)
    else:
        for size in map(int, given.sizes.split(",")):
            for layout in given.layouts.split(","):
                if size > 2 or layout == "many":
                    compare(size, layout, given.runs)


if __name__ == "__main__":
    main()
