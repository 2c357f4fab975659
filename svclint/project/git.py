"""Asks git, and which files a project has; runs nothing that the repository configures.

No filter, hook, pager or file-system monitor is started and nothing is fetched: only file lists and stored blobs are read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from svclint import installed

if TYPE_CHECKING:
    import subprocess

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_SECONDS = 20
MODULE = "160000"
"""The mode of a submodule."""
_UNREADABLE = re.compile(r"(?m)^warning: could not open directory '(.+)': (?!No such file)")


class Listing(Struct, frozen=True):
    """The files that git tracks or does not ignore, and the folders, with a slash at their end, that it could not look into.

    `files` is None where git was not asked or could not tell, which it then says in `trouble`.
    """

    files: list[str] | None = None
    trouble: str = ""


@cache
def program() -> str | None:
    """Where git is, None where it is not installed."""
    return installed.program("git")


def ask(root: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes] | None:
    """What became of a git command, None where git is missing or takes too long."""
    import subprocess

    found = program()
    if found is None:
        return None
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key == "GIT_INDEX_FILE"}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C"}
    try:
        return subprocess.run(
            [found, *_SAFE, *arguments],
            cwd=root,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def run(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What git prints, None where it is missing, fails or takes too long."""
    done = ask(root, *arguments, given=given)
    return done.stdout if done and done.returncode == 0 else None


def files(root: Path) -> Listing:
    """The files below a folder that git tracks or does not ignore, those of submodules that are checked out as well."""
    if not any(os.path.exists(folder / ".git") for folder in (root, *root.parents)):
        return Listing()
    asked = ask(
        root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.yaml", "*.yml", "*.json", "*ustomization"
    )
    if asked is None:
        return Listing()
    if asked.returncode:
        return Listing(trouble=complaint(asked))
    found = {*split(asked.stdout), *(_unreadable(root, asked) if asked.stderr else ())}
    for module in _submodules(root):
        inside = files(root / module)
        if inside.trouble:
            return Listing(trouble=f"{module}: {inside.trouble}")
        found.update(f"{module}/{file}" for file in inside.files or ())
    return Listing(sorted(found))


def _submodules(root: Path) -> Iterator[str]:
    """The submodules below a folder that are checked out there, and not where a link leads."""
    top = next((folder for folder in (root, *root.parents) if os.path.exists(folder / ".git")), root)
    if not os.path.lexists(top / ".gitmodules"):
        return
    real = os.path.realpath(root)
    for entry in split(run(root, "ls-files", "-s", "-z", "--", ".") or b""):
        about, _, path = entry.partition("\t")
        there = os.path.join(real, path)
        if about.startswith(MODULE) and os.path.exists(os.path.join(there, ".git")) and os.path.realpath(there) == there:
            yield path


def _unreadable(root: Path, asked: subprocess.CompletedProcess[bytes]) -> Iterator[str]:
    """The folders that git could not look into; it names them from the top of the repository."""
    prefix = os.fsdecode((run(root, "rev-parse", "--show-prefix") or b"").rstrip(b"\n"))
    for found in _UNREADABLE.finditer(os.fsdecode(asked.stderr)):
        if found[1].startswith(prefix):
            yield found[1].removeprefix(prefix)


def lacks(root: Path, path: str) -> bool:
    """Whether git says that a path, which is not there, is in no checkout: it is neither ignored nor left out of this one.

    Where no git tells what is whole, a folder may be an excerpt, and nothing is known to be missing.
    """
    if run(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        return False
    left_out = (entry.startswith("S ") for entry in split(run(root, "ls-files", "-t", "-z", "--", path) or b""))
    return not any(left_out) and run(root, "check-ignore", "--quiet", "--", path) is None


def complaint(asked: subprocess.CompletedProcess[bytes]) -> str:
    """Why a git command failed, with what helps where git says it."""
    told = os.fsdecode(asked.stderr).strip().splitlines()
    cure = next((f"; `{line.strip()}` helps" for line in told if line.strip().startswith("git config ")), "")
    return (told[0].removeprefix("fatal: ") if told else f"git ends with {asked.returncode}") + cure


def head(root: Path) -> bytes:
    """The name of the last commit, none where there is none."""
    return run(root, "rev-parse", "--verify", "--quiet", "HEAD") or b""


def split(listed: bytes) -> list[str]:
    """The names of a list in which each ends in a zero byte."""
    return [os.fsdecode(entry) for entry in listed.split(b"\0") if entry]
