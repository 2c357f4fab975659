"""Runs svclint as a person does, and has what it wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SVCLINT = BIN / "svclint"


def svclint(*arguments: str, cwd: Path, given: bytes | str = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """A run with `given` on its standard input, which must show no traceback; line ends are as they were written."""
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [SVCLINT, *arguments], cwd=cwd, input=data, capture_output=True, env={**os.environ, **environment}, check=False
    )
    out, error = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in error, error
    return subprocess.CompletedProcess(done.args, done.returncode, out, error)


def document(*arguments: str, cwd: Path) -> dict[str, Any]:
    """What a check says as JSON."""
    return json.loads(svclint("check", "-f", "json", *arguments, cwd=cwd).stdout)  # type: ignore[no-any-return]
