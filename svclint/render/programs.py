"""Runs the programs that render: by absolute path, in an environment made from nothing, with a time limit and no network.

`PATH` leads nowhere, because kustomize runs git where it finds it; homes, plugins and caches lie in an empty temporary
folder, and proxies lead to a closed port.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TypeVar

from msgspec import Struct

from svclint import installed
from svclint.cache import Cache

T = TypeVar("T")
SECONDS = 30
LARGEST = 20 * 1024 * 1024
"""Bytes that a program may print: some 20,000 objects."""
_MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes that a program may take where the system can be told so; what people render takes a tenth."""
_running: set[subprocess.Popen[bytes]] = set()
_given_up = threading.Event()
_ASIDES = ("# warning", "use --debug flag")
_NOWHERE = "http://127.0.0.1:1"


_LOGGED = re.compile(r'^[EF]\d{4} .*? err="((?:[^"\\]|\\.)*)"?')
"""A last word as kubectl logs it, with the time and place of the log in front."""


class Failed(Exception):
    """A program that did not render; the message is its own last word, `complaint` all that it said."""

    def __init__(self, last_word: str, complaint: str = "") -> None:
        super().__init__(last_word)
        self.complaint = complaint


def complaint(error: Failed | OSError) -> str:
    """All that a program said of its failure, "" where it was none of its own."""
    return error.complaint if isinstance(error, Failed) else ""


class Program(Struct, frozen=True):
    """A program that renders: its path, the words before what it is given, and its name and version.

    `identity` tells it from others of that version, on any machine.
    """

    path: str
    words: tuple[str, ...]
    version: str
    identity: str = ""


def kustomize(cache: Cache) -> Program | None:
    """`kustomize`, else `kubectl kustomize`, else None."""
    for name, words, asked in (
        ("kustomize", ("build",), ("version",)),
        ("kubectl", ("kustomize",), ("version", "--client")),
    ):
        found = _found(cache, name, asked)
        if found:
            path, told, size = found
            versions = re.findall(r"v?\d+\.\d+\.\d+", told)
            built_in = f" (kustomize {versions[1]})" if name == "kubectl" and len(versions) > 1 else ""
            return Program(path, words, f"{name} {versions[0] if versions else ''}{built_in}", f"{told} {size}")
    return None


def helm(cache: Cache) -> Program | None:
    """`helm`, else None."""
    found = _found(cache, "helm", ("version", "--short"))
    if found is None:
        return None
    path, told, size = found
    version = re.search(r"v\d+\.\d+[\w.-]*", told)
    return Program(path, ("template",), f"helm {version[0] if version else ''}", f"{told} {size}")


def _found(cache: Cache, name: str, asked: Sequence[str]) -> tuple[str, str, int] | None:
    """Where a program is, what it says of its version, and its size; it is asked once for each file that it is."""
    path = installed.program(name)
    if path is None:
        return None
    path = os.path.realpath(path)
    try:
        entry = os.stat(path)
        kept = cache.name("program", path, entry.st_size, entry.st_mtime_ns)
        told = cache.get(kept, str)
        if told is None:
            told = run([path, *asked], ".", "/nonexistent")
            cache.put(kept, told)
    except (Failed, OSError):
        return None
    return path, told, entry.st_size


def kept(cache: Cache, given: Callable[[], Sequence[str | bytes]], make: Callable[[], T], kind: type[T]) -> T:
    """What is made of what is given, taken from the cache where it was made before. Raises Failed, which is not kept.

    `given` is all that the result depends on, asked again afterwards: what changed meanwhile is not kept either.
    """
    name = cache.name("rendered", *given())
    known = cache.get(name, kind)
    if known is None:
        known = make()
        if cache.name("rendered", *given()) == name:
            cache.put(name, known)
    return known


def run(command: Sequence[str], folder: str, home: str) -> str:
    """What a program prints. Raises Failed when it fails, prints no text or too much, or takes longer than 30 seconds."""
    nothing = os.path.join(home, "nothing")
    environment = {
        "PATH": "/nonexistent", "HOME": home, "TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home,
        "XDG_DATA_HOME": home, "KUBECONFIG": os.devnull, "LC_ALL": "C",
        "HELM_CACHE_HOME": home, "HELM_CONFIG_HOME": home, "HELM_DATA_HOME": home, "HELM_PLUGINS": nothing,
        "HELM_REPOSITORY_CONFIG": nothing, "HELM_REPOSITORY_CACHE": home, "HELM_REGISTRY_CONFIG": nothing,
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), _NOWHERE),
        **({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}),
    }  # fmt: skip
    if _given_up.is_set():
        raise Failed("it was given up")
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise Failed(getattr(error, "strerror", None) or str(error)) from None
    _running.add(process)
    _bound(process)
    if _given_up.is_set():
        _signal(process)
    out, complaint = _Printed(process, process.stdout), _Printed(process, process.stderr)
    until = time.monotonic() + SECONDS
    try:
        out.join(SECONDS)
        process.wait(timeout=max(until - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        raise Failed(f"it took longer than {SECONDS} s") from None
    finally:
        with suppress(ProcessLookupError):
            _signal(process)
        process.wait()
        out.join()
        complaint.join()
        _running.discard(process)
    if out.size > LARGEST or complaint.size > LARGEST:
        raise Failed(f"it printed more than {LARGEST // 1024 // 1024} MB")
    if process.returncode:
        said = complaint.data.decode(errors="replace")
        raise Failed(_last_word(said) or f"exit status {process.returncode}", said)
    try:
        return out.data.decode()
    except UnicodeDecodeError:
        raise Failed("it printed no text") from None


class _Printed(threading.Thread):
    """What a program prints, read while it runs; one that prints too much is ended."""

    def __init__(self, process: subprocess.Popen[bytes], stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        assert stream is not None
        self._process, self._stream = process, stream
        self.data, self.size = bytearray(), 0
        self.start()

    def run(self) -> None:
        with self._stream:
            while piece := os.read(self._stream.fileno(), 65536):
                self.size += len(piece)
                if self.size <= LARGEST:
                    self.data += piece
                else:
                    with suppress(ProcessLookupError):
                        _signal(self._process)


def _bound(process: subprocess.Popen[bytes]) -> None:
    """Let a program have so much memory and no more, where the system can be told (Linux)."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


@contextmanager
def ended() -> Iterator[None]:
    """No program runs on, and none is started, in any thread: they are in sessions of their own, where no Ctrl-C comes."""
    _given_up.set()
    try:
        for process in tuple(_running):
            with suppress(ProcessLookupError):
                _signal(process)
        yield
    finally:
        _given_up.clear()


def _signal(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _last_word(complaint: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip() and not line.lower().startswith(_ASIDES)]
    logged = _LOGGED.search(lines[-1]) if lines else None
    if logged:
        return logged[1].replace('\\"', '"')[:500]
    return lines[-1].removeprefix("error:").removeprefix("Error:").strip()[:500] if lines else ""
