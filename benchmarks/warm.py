"""How long a run takes after others, beside one without a cache: nothing changed, one file changed, all files checked out anew.

    python benchmarks/warm.py [--objects 10000] [--runs 5] [--rendered]

`--rendered`: a repository of overlays and charts instead, for which kustomize and helm are needed. Commands take turns.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.generate import generate, overlays_and_charts
from benchmarks.own import SVCLINT, Run, timed
from benchmarks.run import peer

SETTLED = 2.5
"""Seconds after which svclint takes the times of a file for sure."""


def turns(tree: Path, runs: int, *, beside: bool) -> dict[str, list[Run]]:
    """What each command took on a tree, turn by turn."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    command = [str(SVCLINT), "check", "--isolated", "--exit-zero", str(tree)]
    score = peer("kube-score") if beside else None

    def settle() -> None:
        time.sleep(SETTLED)
        timed([command])

    def change() -> None:
        with files[len(files) // 2].open("a") as file:
            file.write("# changed\n")

    def check_out() -> None:
        for path in files:
            os.utime(path)

    known: dict[str, tuple[Callable[[], None], list[list[str]]]] = {
        "no cache": (lambda: None, [[*command, "--no-cache"]]),
        "nothing changed": (settle, [command]),
        "one file changed": (change, [command]),
        "checked out anew": (check_out, [command]),
    }
    if score:
        names = [str(path) for path in files]
        chunks = [names[start : start + 5_000] for start in range(0, len(names), 5_000)]
        known["kube-score"] = (lambda: None, [[score, "score", "--output-format", "ci", *chunk] for chunk in chunks])
    taken: dict[str, list[Run]] = {name: [] for name in known}
    for turn in range(runs + 1):
        for name, (prepare, commands) in known.items():
            prepare()
            run = timed(commands)
            if turn:
                taken[name].append(run)
    return taken


def show(title: str, taken: dict[str, list[Run]]) -> None:
    """Print one table."""
    print(
        f"\n### {title}\n\n| | wall s | CPU s | peak MB | without a cache / it | kube-score / it |\n|---|---|---|---|---|---|"
    )
    for name, results in taken.items():
        row = (median(one.wall for one in results), median(one.cpu for one in results), median(one.memory for one in results))
        shares = []
        for other in ("no cache", "kube-score"):
            pairs = zip(taken.get(other, ()), results, strict=False)
            ratios = [its.wall / ours.wall for its, ours in pairs]
            shares.append(f"{median(ratios):.1f}" if ratios else "")
        print(f"| {name} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.0f} | {' | '.join(shares)} |")


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rendered", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SVCLINT_CACHE_DIR"] = str(Path(folder, "cache"))
        if given.rendered:
            overlays_and_charts(Path(folder, "tree"), 30, 10)
            show("30 overlays and 10 charts", turns(Path(folder, "tree"), given.runs, beside=False))
            return
        for layout in ("many", "one"):
            tree = Path(folder, layout)
            generate(tree, given.objects, one_file=layout == "one")
            title = f"{given.objects:,} objects, {'one file' if layout == 'one' else 'many files'}"
            show(title, turns(tree, given.runs, beside=True))


if __name__ == "__main__":
    main()
