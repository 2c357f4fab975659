"""Spreads work over processes: this one and forked copies of it, each taking number after number until none is left.

It knows nothing of the work. There are others only where a process forks safely and shares memory, which is on Linux.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, NoReturn, TypeVar

T = TypeVar("T")
_MOST = 8
_NUMBER, _LENGTH = 4, 8
"""Bytes of a number and of the length of its result."""


def processors() -> int:
    """How many processes may work at once, this one among them."""
    forks = hasattr(os, "memfd_create") and hasattr(os, "sched_getaffinity") and threading.active_count() == 1
    return min(_MOST, len(os.sched_getaffinity(0))) if forks else 1


def spread(
    count: int, work: Callable[[int], T], pack: Callable[[T], bytes], unpack: Callable[[bytes], T], processes: int
) -> Iterator[T]:
    """The results of `work` on each number below `count`, at most 10,000, in order. What a child fails to do is done here."""
    numbers, give = os.pipe()
    os.write(give, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(give)
    parent = os.getpid()
    children: dict[int, BinaryIO] = {}
    packed: dict[int, bytes] = {}
    try:
        with suppress(OSError):
            for _ in range(processes - 1):
                file = os.fdopen(os.memfd_create("svclint"), "w+b")
                child = os.fork()
                if not child:
                    _serve(parent, numbers, file, work, pack)
                children[child] = file
        own = {number: work(number) for number in _taken(numbers)}
        for child in list(children):
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
            packed.update(_results(children.pop(child)))
    finally:
        os.close(numbers)
        for child in children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
    for number in range(count):
        if number in own:
            yield own.pop(number)
        else:
            yield unpack(packed.pop(number)) if number in packed else work(number)


def _taken(numbers: int) -> Iterator[int]:
    while taken := os.read(numbers, _NUMBER):
        yield int.from_bytes(taken, "big")


def _serve(parent: int, numbers: int, file: BinaryIO, work: Callable[[int], T], pack: Callable[[T], bytes]) -> NoReturn:
    """Be a child: work until no number is left or nobody waits, and leave without running anything of the parent's."""
    try:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        for number in _taken(numbers):
            with suppress(Exception):
                done = pack(work(number))
                file.write(number.to_bytes(_NUMBER, "big") + len(done).to_bytes(_LENGTH, "big") + done)
            if os.getppid() != parent:
                break
        file.flush()
    finally:
        os._exit(0)


def _results(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """What a child wrote; the last of it may be cut short."""
    with file:
        file.seek(0)
        while len(head := file.read(_NUMBER + _LENGTH)) == _NUMBER + _LENGTH:
            length = int.from_bytes(head[_NUMBER:], "big")
            if len(done := file.read(length)) == length:
                yield int.from_bytes(head[:_NUMBER], "big"), done
