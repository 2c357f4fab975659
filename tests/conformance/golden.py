"""Golden verdicts: what the oracle said of each fixture and example, so that the ordinary tests need no Go.

`python -m tests.conformance.golden` asks the oracle again about what changed since, with `--all` about everything.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.conformance import verdicts
from tests.conformance.answers import world
from tests.conformance.cluster import Oracle
from tests.conformance.lookups import table
from tests.conformance.verdicts import Said

TESTS = Path(__file__).parent.parent
FIXTURES = TESTS / "fixtures"
EXAMPLES = TESTS.parent / "examples"
GOLDEN = Path(__file__).parent / "golden"


class Golden(Struct, frozen=True):
    """What the oracle said of one world; `digest` is of its files and of what svclint looks up in it."""

    digest: str
    said: Said
    unjudged: dict[str, list[str]]
    lookups: dict[str, tuple[int | None, int | None]]


def fixtures(rule: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The worlds of a rule, `bad` and `good`, with the texts of their files."""
    for which in ("bad", "good"):
        single = [path for ending in ("yaml", "json") for path in [FIXTURES / rule / f"{which}.{ending}"] if path.is_file()]
        files = single or sorted(path for path in (FIXTURES / rule / which).rglob("*") if path.is_file())
        if files:
            yield which, texts(FIXTURES / rule, files)


def examples() -> Iterator[tuple[str, dict[str, str]]]:
    """Each folder of the examples."""
    for folder in sorted(path for path in EXAMPLES.iterdir() if path.is_dir()):
        yield folder.name, texts(EXAMPLES, [path for path in sorted(folder.rglob("*")) if path.is_file()])


def texts(root: Path, files: list[Path]) -> dict[str, str]:
    """Files by their path below a folder."""
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace") for path in files}


def sets() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """All that has golden verdicts, by the name of their file."""
    for folder in sorted(path for path in FIXTURES.iterdir() if path.is_dir()):
        yield folder.name, dict(fixtures(folder.name))
    yield "_examples", dict(examples())
    yield "_lookups", {"table": {"table.yaml": table()}}


def digest(files: Mapping[str, str], lookups: list[str]) -> str:
    """What golden verdicts stand for."""
    return hashlib.sha256(json.dumps([sorted(files.items()), sorted(lookups)]).encode()).hexdigest()[:16]


def load(name: str) -> dict[str, Golden]:
    """The golden verdicts of that name, by world; none where there is no file."""
    path = GOLDEN / f"{name}.json"
    given: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.is_file() else {}
    found = {}
    for which, one in given.items():
        told = {key.split(" ")[0]: value for key, value in one["said"].items()}
        lookups = {spec: (glibc, musl) for spec, (glibc, musl) in one["lookups"].items()}
        found[which] = Golden(one["digest"], told, one["unjudged"], lookups)
    return found


def ask(oracle: Oracle, files: Mapping[str, str], lookups: list[str]) -> tuple[Golden, dict[str, str]]:
    """What the oracle says, and the object of each source."""
    report = oracle.ask(files, lookups)
    costs = {
        spec: (_wasted(one["glibc"]), _wasted(one["musl"]))
        for spec, one in zip(lookups, report["lookups"], strict=True)
        if not verdicts.names_lost(report)
    }
    told = Golden(digest(files, lookups), verdicts.said(report), verdicts.unjudged(report), costs)
    return told, verdicts.ids(report)


def _wasted(trace: Mapping[str, Any]) -> int | None:
    return int(trace["wasted"]) if trace.get("found") else None


def _write(name: str, worlds: Mapping[str, tuple[Golden, dict[str, str]]]) -> None:
    blocks = []
    for which, (one, ids) in worlds.items():
        told = {f"{source} {ids.get(source, '')}".strip(): one.said[source] for source in sorted(one.said)}
        parts = [f'  "digest": {json.dumps(one.digest)}']
        parts += [
            f'  "{key}": {_lines(part)}' for key, part in (("said", told), ("unjudged", one.unjudged), ("lookups", one.lookups))
        ]
        blocks.append(f' "{which}": {{\n' + ",\n".join(parts) + "\n }")
    (GOLDEN / f"{name}.json").write_text("{\n" + ",\n".join(blocks) + "\n}\n")


def _lines(part: Mapping[str, object]) -> str:
    """A mapping with a line for each key, so that a change shows as that line."""
    lines = [f"   {json.dumps(key)}: {json.dumps(part[key], ensure_ascii=False)}" for key in sorted(part)]
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def refresh(*, everything: bool = False) -> list[str]:
    """Ask about what has changed, strike what is gone, and tell the names of what was written."""
    GOLDEN.mkdir(exist_ok=True)
    written, kept = [], set()
    oracle: Oracle | None = None
    for name, worlds in sets():
        kept.add(name)
        specs = {which: sorted({spec for _, spec in world(files).lookups}) for which, files in worlds.items()}
        known = {which: one.digest for which, one in load(name).items()}
        if not everything and known == {which: digest(files, specs[which]) for which, files in worlds.items()}:
            continue
        oracle = oracle or Oracle()
        _write(name, {which: ask(oracle, files, specs[which]) for which, files in worlds.items()})
        written.append(name)
    for path in GOLDEN.glob("*.json"):
        if path.stem not in kept:
            path.unlink()
    return written


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in refresh(everything="--all" in sys.argv)))
