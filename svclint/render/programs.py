"""Runs the programs that render: by absolute path, in an environment made from nothing, with a time limit and no network.

`PATH` leads nowhere, because kustomize runs git where it finds it; homes, plugins and caches lie in an empty temporary
folder, and proxies lead to a closed port.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

SECONDS = 30
_ASIDES = ("# warning", "use --debug flag")
_NOWHERE = "http://127.0.0.1:1"


_LOGGED = re.compile(r'^[EF]\d{4} .*? err="((?:[^"\\]|\\.)*)"?')
"""A last word as kubectl logs it, with the time and place of the log in front."""


class Failed(Exception):
    """A program that did not render; the message is its own last word."""


class Program(Struct, frozen=True):
    """A program that renders: its path, the words before what it is given, and its name and version."""

    path: str
    words: tuple[str, ...]
    version: str


@cache
def kustomize() -> Program | None:
    """`kustomize`, else `kubectl kustomize`, else None."""
    for name, words, asked in (
        ("kustomize", ("build",), ("version",)),
        ("kubectl", ("kustomize",), ("version", "--client")),
    ):
        path = shutil.which(name)
        if path:
            path = os.path.realpath(path)
            try:
                told = run([path, *asked], ".", "/nonexistent")
            except Failed:
                continue
            versions = re.findall(r"v?\d+\.\d+\.\d+", told)
            built_in = f" (kustomize {versions[1]})" if name == "kubectl" and len(versions) > 1 else ""
            return Program(path, words, f"{name} {versions[0] if versions else ''}{built_in}")
    return None


@cache
def helm() -> Program | None:
    """`helm`, else None."""
    path = shutil.which("helm")
    if path is None:
        return None
    path = os.path.realpath(path)
    try:
        told = re.search(r"v\d+\.\d+[\w.-]*", run([path, "version", "--short"], ".", "/nonexistent"))
    except Failed:
        return None
    return Program(path, ("template",), f"helm {told[0] if told else ''}")


def run(command: Sequence[str], folder: str, home: str) -> str:
    """What a program prints. Raises Failed when it fails, prints no text or takes longer than 30 seconds."""
    nothing = os.path.join(home, "nothing")
    environment = {
        "PATH": "/nonexistent", "HOME": home, "TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home,
        "XDG_DATA_HOME": home, "KUBECONFIG": os.devnull, "LC_ALL": "C",
        "HELM_CACHE_HOME": home, "HELM_CONFIG_HOME": home, "HELM_DATA_HOME": home, "HELM_PLUGINS": nothing,
        "HELM_REPOSITORY_CONFIG": nothing, "HELM_REPOSITORY_CACHE": home, "HELM_REGISTRY_CONFIG": nothing,
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), _NOWHERE),
        **({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}),
    }  # fmt: skip
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
    except OSError as error:
        raise Failed(error.strerror or str(error)) from None
    try:
        out, complaint = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        _kill(process)
        raise Failed(f"it took longer than {SECONDS} s") from None
    except BaseException:
        _kill(process)
        raise
    if process.returncode:
        raise Failed(_last_word(complaint.decode(errors="replace")) or f"exit status {process.returncode}")
    try:
        return out.decode()
    except UnicodeDecodeError:
        raise Failed("it printed no text") from None


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _last_word(complaint: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip() and not line.lower().startswith(_ASIDES)]
    logged = _LOGGED.search(lines[-1]) if lines else None
    if logged:
        return logged[1].replace('\\"', '"')[:500]
    return lines[-1].removeprefix("error:").removeprefix("Error:").strip()[:500] if lines else ""
