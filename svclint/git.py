"""Asks git which files a project has and what its last commit held; runs nothing that the repository configures.

No filter, hook, pager or file-system monitor is started: only file lists and stored blobs are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_SECONDS = 20


@cache
def _program() -> str | None:
    import shutil

    return shutil.which("git")


def _run(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What git prints, None where it is missing, fails or takes too long."""
    import subprocess

    program = _program()
    if program is None:
        return None
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key == "GIT_INDEX_FILE"}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            [program, *_SAFE, *arguments],
            cwd=root,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def files(root: Path) -> list[str] | None:
    """The files below a folder that git tracks or does not ignore; None outside a repository."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    listed = _run(
        root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.yaml", "*.yml", "*.json", "*ustomization"
    )
    return None if listed is None else sorted(set(_split(listed)))


def changed(root: Path, unchanged: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) as the last commit has them, of the YAML and JSON files below a folder that differ now or are gone.

    `unchanged` are the files as they are now.
    """
    import hashlib

    listed = _run(root, "ls-tree", "-r", "-z", "HEAD", "--", ".")
    if listed is None:
        return
    now = {path: hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() for path, data in unchanged}
    wanted: list[tuple[str, str]] = []
    for entry in _split(listed):
        head, _, path = entry.partition("\t")
        mode, kind, digest = head.split()
        if kind == "blob" and mode != "120000" and path.endswith((".yaml", ".yml", ".json")) and now.get(path) != digest:
            wanted.append((path, digest))
    yield from _blobs(root, wanted)


def _blobs(root: Path, wanted: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    given = "".join(f"{digest}\n" for _, digest in wanted).encode()
    printed = _run(root, "cat-file", "--batch", given=given) if wanted else None
    at = 0
    for path, _ in wanted if printed else ():
        assert printed is not None
        end = printed.index(b"\n", at)
        size = int(printed[at:end].split()[2])
        yield path, printed[end + 1 : end + 1 + size]
        at = end + size + 2


def _split(listed: bytes) -> list[str]:
    return [os.fsdecode(entry) for entry in listed.split(b"\0") if entry]
