"""What changed in a project's files, and what commits held, as git knows it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from svclint.errors import ConfigError
from svclint.project.git import MODULE, ask, complaint, program, run, split
from svclint.read.bounds import MAX_BYTES

_LINK = "120000"
_WHOLE = "fetch the whole history (in GitHub Actions: `fetch-depth: 0` of actions/checkout)"
_INDEXED = re.compile(
    rb"(\d+) ([0-9a-f]+) (\d)\t([^\0]*)\0\s+ctime: .*\n\s+mtime: (\d+):(\d+)\n\s+dev: .*\n\s+uid: .*\n\s+size: (\d+)"
    rb"\tflags: ([0-9a-f]+)"
)
_NOT_HERE = 0x60000000
"""The flags of what is to be added later, and of what a sparse checkout leaves out."""
_EMPTY_TREE = ("hash-object", "-t", "tree", os.devnull)


def since(root: Path, revision: str) -> dict[str, str]:
    """Every path below a folder that differs from where HEAD left `revision`, as a pull request would show it, and the
    blob that stands there ("" is none). Files that git does not know and does not ignore count.

    Raises ConfigError where git cannot tell, and says what helps.
    """
    _usable(root, "--since")
    base = run(root, "merge-base", _commit(root, revision), "HEAD")
    if base is None:
        shallow = f" in this clone, which is shallow: {_WHOLE}" if _is_shallow(root) else ""
        raise ConfigError(f"--since: `{revision}` and HEAD have no commit in common{shallow}")
    found = _differing(root, base.decode().strip())
    for path, digest in _touched(root):
        if digest not in _digests(root / path, len(digest)):
            found.setdefault(path, digest)
    for path in split(run(root, "ls-files", "-z", "--others", "--exclude-standard", "--", ".") or b""):
        found.setdefault(path, "")
    return found


def staged(root: Path) -> dict[str, str]:
    """Every path below a folder that is staged for commit, and the blob that the last commit has there ("" is none).

    Raises ConfigError where git cannot tell.
    """
    _usable(root, "--staged")
    head = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") or run(root, *_EMPTY_TREE) or b""
    return _differing(root, head.decode().strip(), "--ita-invisible-in-index")


def index(root: Path, changed: Iterable[str]) -> dict[str, bytes | None]:
    """What a commit would hold in place of the files below a folder that differ from it now, None for the `changed` ones
    that it deletes and that are there.

    Links, submodules, files in conflict and those that a filter of git makes something else of stand as they are. Raises
    ConfigError where git does not have what the index names.
    """
    known = set(split(run(root, "ls-files", "-z", "--", ".") or b""))
    gone = dict.fromkeys(path for path in changed if path not in known and os.path.lexists(root / path))
    touched = {
        path: digest for path, digest in _touched(root, committed=True) if digest not in _digests(root / path, len(digest))
    }
    if not touched:
        return dict(gone)
    given = "".join(f"{path}\0" for path in touched)
    told = iter(split(run(root, "check-attr", "--cached", "-z", "--stdin", "filter", given=os.fsencode(given)) or b""))
    filtered = {path for path, _, value in zip(told, told, told, strict=True) if value not in ("unspecified", "unset")}
    held = contents(root, {path: digest for path, digest in touched.items() if path not in filtered}, MAX_BYTES)
    return {**held, **gone}


def contents(root: Path, blobs: Mapping[str, str], largest: int) -> dict[str, bytes]:
    """The bytes of blobs by their paths; none of those that are larger. Raises ConfigError where one is not here."""
    wanted = [(path, digest) for path, digest in blobs.items() if digest]
    given = "".join(f"{digest}\n" for _, digest in wanted).encode()
    told = (run(root, "cat-file", "--batch-check", given=given) or b"").splitlines() if wanted else []
    if len(told) < len(wanted) or any(line.endswith(b"missing") for line in told):
        raise ConfigError(f"git does not have here what files held before; {_WHOLE}, blobs as well")
    small = [one for one, line in zip(wanted, told, strict=True) if int(line.split()[2]) <= largest]
    return {path: b"" for path, _ in wanted} | dict(_blobs(root, small))


def changed(root: Path, unchanged: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | None]]:
    """(path, bytes) as the last commit has them, of the YAML and JSON files below a folder that differ now, are gone, or
    are new (None).

    `unchanged` are the files as they are now.
    """
    listed = run(root, "ls-tree", "-r", "-z", "HEAD", "--", ".")
    if listed is None:
        return
    now = {path: _blob_digest(data, 40) for path, data in unchanged}
    wanted: list[tuple[str, str]] = []
    new = dict.fromkeys(now)
    for entry in split(listed):
        head, _, path = entry.partition("\t")
        mode, kind, digest = head.split()
        new.pop(path, None)
        if kind == "blob" and mode != _LINK and path.endswith((".yaml", ".yml", ".json")) and now.get(path) != digest:
            wanted.append((path, digest))
    yield from _blobs(root, wanted)
    yield from new.items()


def _usable(root: Path, option: str) -> None:
    if program() is None:
        raise ConfigError(f"{option}: git is not installed")
    done = ask(root, "rev-parse", "--is-inside-work-tree")
    if done is None or done.returncode or done.stdout.strip() != b"true":
        told = complaint(done) if done and done.returncode else ""
        if told and not told.startswith("not a git repository"):
            raise ConfigError(f"{option}: {told}")
        raise ConfigError(f"{option}: {root} is in no git repository")


def _commit(root: Path, revision: str) -> str:
    """The commit that a revision names."""
    named = None if revision.startswith("-") else run(root, "rev-parse", "--verify", "--quiet", revision + "^{commit}")
    if named is not None:
        return named.decode().strip()
    told = f"--since: there is no commit `{revision}` here"
    if run(root, "rev-parse", "--verify", "--quiet", f"refs/remotes/origin/{revision}") is not None:
        raise ConfigError(f"{told}; did you mean `origin/{revision}`?")
    raise ConfigError(told + (f"; this clone is shallow: {_WHOLE}" if _is_shallow(root) else ""))


def _is_shallow(root: Path) -> bool:
    return (run(root, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"


def _differing(root: Path, tree: str, *options: str) -> dict[str, str]:
    """What the index has otherwise than a commit or tree."""
    listed = run(root, "diff-index", "--cached", *options, "-z", "--raw", "--relative", "--no-renames", tree, "--", ".")
    if listed is None:
        raise ConfigError(f"git cannot compare these files with {tree}")
    return dict(_entries(listed))


def _entries(listed: bytes | None) -> Iterator[tuple[str, str]]:
    """The paths of a raw diff, each with the blob before ("": none, or a link); submodules are passed over."""
    words = iter(split(listed or b""))
    for head, path in zip(words, words, strict=True):
        before, after, digest, *_ = head.removeprefix(":").split()
        if MODULE not in (before, after):
            yield path, "" if before == _LINK or not digest.strip("0") else digest


def _touched(root: Path, *, committed: bool = False) -> Iterator[tuple[str, str]]:
    """The paths of the index that may hold something else now, and the blob of each, by size and time of their files.

    `committed`: only those that a commit would take from the index, and that are to be there.
    `git diff-files` would run the filters that the repository configures.
    """
    listed = run(root, "ls-files", "-s", "-z", "--debug", "--", ".") or b""
    index = run(root, "rev-parse", "--git-path", "index") or b""
    try:
        written = os.stat(os.path.join(root, os.environ.get("GIT_INDEX_FILE") or os.fsdecode(index.strip()))).st_mtime_ns
    except OSError:
        written = 0
    for found in _INDEXED.finditer(listed):
        mode, digest, stage, path, seconds, fraction, size, flags = found.groups()
        if mode.decode() in (_LINK, MODULE) or (committed and (stage != b"0" or int(flags, 16) & _NOT_HERE)):
            continue
        name = os.fsdecode(path)
        try:
            now = os.lstat(root / name)
        except OSError:
            yield name, digest.decode()
            continue
        then = int(seconds) * 1_000_000_000 + int(fraction)
        if now.st_size != int(size) or now.st_mtime_ns != then or then >= written or not stat.S_ISREG(now.st_mode):
            yield name, digest.decode()


def _digests(path: Path, length: int) -> set[str]:
    """The names of the blobs that a file would be, as it is and with line ends of its own; none for what is no file."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode) or os.path.getsize(path) > MAX_BYTES:
            return set()
        data = path.read_bytes()
    except OSError:
        return set()
    return {_blob_digest(one, length) for one in {data, data.replace(b"\r\n", b"\n")}}


def _blob_digest(data: bytes, length: int) -> str:
    import hashlib

    made = hashlib.sha256(usedforsecurity=False) if length == 64 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()


def _blobs(root: Path, wanted: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    given = "".join(f"{digest}\n" for _, digest in wanted).encode()
    printed = run(root, "cat-file", "--batch", given=given) if wanted else None
    at = 0
    for path, _ in wanted if printed else ():
        assert printed is not None
        end = printed.index(b"\n", at)
        size = int(printed[at:end].split()[2])
        yield path, printed[end + 1 : end + 1 + size]
        at = end + size + 2
