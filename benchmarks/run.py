"""Times svclint beside whichever peers are installed, each as a whole process, and prints medians and ratios.

    python benchmarks/run.py [--sizes 2,1000,10000] [--layouts many,one] [--runs 5]
    python benchmarks/run.py --rules            what each rule costs
    python benchmarks/run.py --linear [SVG]     svclint alone from 100 to 100,000 objects, and the plot of it
    python benchmarks/run.py --shapes           what would make a careless linter slow

No run takes anything from the one before; `benchmarks/warm.py` times those that do.

Commands take turns, run by run, so that the machine's moods hit all alike; a ratio is the median of the ratios of turns.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks import own
from benchmarks.generate import generate

HERE = Path(__file__).parent
PEERS = {"kube-score": "version", "kubeconform": "-v", "kube-linter": "version"}
CHUNK = 5_000


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


def contestants(tree: Path, local: Path) -> dict[str, Callable[[], own.Run]]:
    """What to time on a tree, by name."""
    files = [str(path) for path in sorted(tree.rglob("*.yaml"))]
    found: dict[str, list[list[str]]] = {
        "svclint": [own.command(tree)],
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
    return {name: lambda commands=commands: own.timed(commands) for name, commands in found.items()}  # type: ignore[misc]


def compare(size: int, layout: str, runs: int) -> None:
    """Print one table: a size and a layout."""
    with tempfile.TemporaryDirectory() as folder:
        tree, local = Path(folder, "tree"), Path(folder, "schemas")
        local.mkdir()
        generate(tree, size, one_file=layout == "one")
        known = contestants(tree, schemas(local))
        taken: dict[str, list[own.Run]] = {name: [] for name in known}
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
    told = [re.search(r"\(([0-9.]+) s\)", one.printed) for one in ours]
    if all(told):
        took = median(float(one[1]) for one in told if one)
        print(f"\nInside the process: svclint {took:.2f} s, texts to trees in one process {median(inside):.3f} s")


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="2,1000,10000")
    parser.add_argument("--layouts", default="many,one")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--linear", nargs="?", const="", metavar="SVG")
    parser.add_argument("--shapes", action="store_true")
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
        own.rules(10_000, given.runs)
    elif given.linear is not None:
        own.linear(given.runs, given.linear)
    elif given.shapes:
        own.shapes(given.runs)
    else:
        for size in map(int, given.sizes.split(",")):
            for layout in given.layouts.split(","):
                if size > 2 or layout == "many":
                    compare(size, layout, given.runs)


if __name__ == "__main__":
    main()
