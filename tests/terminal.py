"""Runs svclint as a person does: on a pseudo-terminal."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.command import SVCLINT

_SECONDS = 60


def on_terminal(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None, out: bool = True, error: bool = True
) -> tuple[int, str]:
    """The exit status, and all that is written to the terminal; `out`, `error`: whether these streams lead to it."""
    leader, follower = os.openpty()
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [str(SVCLINT), *arguments],
        cwd=cwd,
        stdin=follower,
        stdout=follower if out else subprocess.DEVNULL,
        stderr=follower if error else subprocess.DEVNULL,
        env={**kept, "TERM": "xterm-256color", **(environment or {})},
    )
    os.close(follower)
    written = b""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                data = os.read(leader, 65536)
            except OSError:
                break
            written += data
        elif process.poll() is not None:
            break
    os.close(leader)
    return process.wait(5), written.decode().replace("\r\n", "\n")
