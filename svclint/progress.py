"""What the stages of a run tell of themselves while they work, as `logging` does: to whoever listens, else to nobody."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[str, int, int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on, call it with the name of each stage that begins or goes on, how many parts are done, and of how many."""
    _listeners.append(listener)


def tell(stage: str, done: int = 0, of: int = 0) -> None:
    """A stage begins, or `done` parts of it are done; `of` is 0 where they are not counted."""
    for listener in _listeners:
        listener(stage, done, of)
