"""What a run is at: told on a terminal once it takes long, and kept with the time that each stage took."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from svclint import progress

_AFTER, _EVERY = 1.0, 0.1
"""Seconds."""
_ERASE = "\r\x1b[2K"


class Teller:
    """Writes the stage to standard error if that is a terminal, after a second; the line is gone when the work is done.

    A timer of the system interrupts the work: no thread is started, which a process that forks must not have.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._told = self._now = ""
        self._on = not quiet and sys.stderr.isatty() and hasattr(signal, "setitimer")
        progress.listen(self)
        self.stages: list[tuple[str, float]] = []
        "What was begun, and when."

    def __call__(self, stage: str, done: int = 0, of: int = 0) -> None:
        """A stage begins, or goes on."""
        if not self.stages or self.stages[-1][0] != stage:
            self.stages.append((stage, time.perf_counter()))
        self._now = f"{stage} {done:,} of {of:,}" if of else stage

    def __enter__(self) -> None:
        if self._on:
            signal.signal(signal.SIGALRM, self._tell)
            signal.setitimer(signal.ITIMER_REAL, _AFTER, _EVERY)

    def __exit__(self, *_: object) -> None:
        self("")
        if self._on:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self._told:
                sys.stderr.write(_ERASE)
                sys.stderr.flush()

    def times(self) -> list[tuple[str, float]]:
        """Each stage, and its seconds."""
        ends = (began for _, began in self.stages[1:])
        return [(stage, end - began) for (stage, began), end in zip(self.stages, ends, strict=False) if stage]

    def _tell(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self._now != self._told:
            self._told = self._now
            sys.stderr.write(f"{_ERASE}svclint: {self._now}")
            sys.stderr.flush()
