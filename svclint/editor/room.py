"""One project as an editor works in it: takes edits, asks what they change, and says what is to be told of which file.

An edit is answered from the files that share words with it; a run over everything, made while nothing is typed, settles what
that could not see.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path

from svclint.editor.board import Board, Told
from svclint.editor.folder import Folder

_SETTLES = 0.3
"""Seconds without an edit after which everything is asked."""
_RELEASES = 1.5
"""Seconds without an edit after which defects of other files are told that nobody has saved yet."""


class Room:
    """A folder, its board, and the clocks between them. `tell` is called with what is new of each file."""

    def __init__(self, path: Path, tell: Callable[[Room, list[Told]], None]) -> None:
        self.path, self._tell = path, tell
        self.folder: Folder | None = None
        self.board = Board()
        self._typed: str | None = None
        self._clocks: list[asyncio.TimerHandle] = []
        self._settling: asyncio.Task[None] | None = None
        self._rendering: asyncio.Task[None] | None = None
        self._stale = False
        self._closed = False

    async def open(self) -> Folder:
        """Read everything, away from the loop. What was read is no longer looked through for garbage, nor
        counted when that is due: graphs are, which are dropped at every edit."""
        self.folder = await asyncio.to_thread(Folder, self.path)
        gc.collect()
        gc.freeze()
        gc.collect()
        return self.folder

    def holds(self, path: Path) -> str | None:
        """The name below the root of a file of this project."""
        return self.folder.file(path) if self.folder else None

    def edit(self, file: str, text: str | None, *, saved: bool = False) -> None:
        """Take the text of a buffer (None: what is on the disk) and tell what that changes."""
        assert self.folder is not None
        folder, typed = self.folder, None if saved else file
        before = folder.facts(file)
        around = folder.put(file, text)
        if around:
            self.board.amend(folder.ask(around, {file: before}), folder.ask(around), typed)
        if saved:
            self._typed = None
            self.board.release()
        self.board.move(file, folder.texts)
        self.tell()
        if around != set():
            self._typed = typed
            self._wind(0.0 if saved else _SETTLES)
        if saved:
            self.render()

    def settle(self) -> None:
        """Ask everything, rule by rule, and tell what is new; where that is rendered for the first time, once it is."""
        assert self.folder is not None
        self._halt()
        if self._rendering and not self.folder.rendered:
            return
        self._settling = asyncio.create_task(self._settle())

    def render(self) -> None:
        """Render anew what can be, in the background; what is being rendered now is old by then."""
        assert self.folder is not None
        self._stale = True
        if self.folder.renders and self._rendering is None:
            self._rendering = asyncio.create_task(self._render())

    def reload(self) -> None:
        """Read config and files anew: something changed outside of the editor."""
        assert self.folder is not None
        self._halt()
        self.folder.load()
        self._typed = None
        self.render()
        self.settle()

    def tell(self) -> None:
        """Tell what is new."""
        self._tell(self, self.board.changes(lambda _: True))

    def close(self) -> None:
        """Stop everything."""
        self._closed = True
        self._halt()
        if self._rendering:
            self._rendering.cancel()

    async def _settle(self) -> None:
        assert self.folder is not None
        steps = self.folder.asking()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                self.board.settle(end.value.reports, self._typed)
                self.tell()
                return
            await asyncio.sleep(0)

    async def _render(self) -> None:
        assert self.folder is not None
        try:
            while self._stale:
                self._stale = False
                rendered = await asyncio.to_thread(self.folder.render)
                self.folder.adopt(rendered)
        finally:
            self._rendering = None
            if not self._closed:
                self.settle()

    def _halt(self) -> None:
        """Give up a run over everything, and the clocks of a later one."""
        for clock in self._clocks:
            clock.cancel()
        self._clocks = []
        if self._settling:
            self._settling.cancel()

    def _wind(self, settles: float) -> None:
        self._halt()
        loop = asyncio.get_running_loop()
        self._clocks = [loop.call_later(settles, self.settle), loop.call_later(settles + _RELEASES, self._release)]

    def _release(self) -> None:
        self._typed = None
        self.board.release()
        self.tell()
