"""Asks Kubernetes' own code, through the oracle in `oracle/`, what a cluster would make of a world of manifests."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

SOURCES = Path(__file__).parent / "oracle"
FLAGS = ("--idle-pods", "--max-replicas", "20")
"""Replicas of 0 and suspended Jobs count as pods (the rule book), and ordinals beyond the first few are asked for."""


def binary() -> Path:
    """The oracle, built if its sources changed; `SVCLINT_ORACLE` names one that is built already.

    Cold it takes minutes and the network, for Kubernetes' modules.
    """
    if given := os.environ.get("SVCLINT_ORACLE"):
        return Path(given)
    digest = hashlib.sha256()
    for path in sorted([*SOURCES.glob("*.go"), SOURCES / "go.mod", SOURCES / "go.sum"]):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "svclint"
    built = cache / f"oracle-{digest.hexdigest()[:16]}"
    if not built.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["go", "build", "-o", str(built), "."], cwd=SOURCES, check=True)
    return built


class Oracle:
    """A running oracle that answers one world after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(binary()), *FLAGS, "--worlds"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, files: Mapping[str, str], lookups: Iterable[str] = ()) -> dict[str, Any]:
        """The report (see `oracle/README.md`) on these files; look-ups are `ns:HOST,dnsPolicy,ndots`."""
        assert self._process.stdin
        assert self._process.stdout
        question = {"files": dict(files), "resolveFrom": list(lookups)}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
