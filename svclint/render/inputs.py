"""Which files rendering reads, and a copy of them for programs where others stand in for some."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from svclint.errors import ConfigError
from svclint.facts import Deployer, FileFacts
from svclint.render.deployers import deployers
from svclint.render.scratch import scratch

_PASSED_OVER = {".git", ".venv", "node_modules", "__pycache__", ".terraform", ".tox"}


class Inputs:
    """What kustomize and helm may read of a project: what kustomizations name, charts, and what installs them."""

    def __init__(self, root: Path, facts: Iterable[FileFacts], charts: Iterable[str]) -> None:
        self._root = root
        facts, charts = list(facts), list(charts)
        self._files = set(_named(facts, charts))
        self._charts = tuple(f"{chart}/".lstrip("/") for chart in charts)

    def reads(self, path: str) -> bool:
        """Whether a file, which need not be there, is among them."""
        return path in self._files or path.startswith(self._charts)

    def copy(self, buffers: Mapping[str, bytes], gone: Iterable[str], stack: ExitStack) -> Path:
        """A copy of them in a temporary folder that lasts as long as `stack`, with buffers in place of some, others gone.

        Raises ConfigError where there is no room for it.
        """
        try:
            made = Path(stack.enter_context(scratch()))
            self._fill(made, buffers, set(gone))
        except OSError as error:
            raise ConfigError(
                f"files to render cannot be copied: {error.strerror or error}; --render never does without"
            ) from None
        return made

    def _fill(self, made: Path, buffers: Mapping[str, bytes], left_out: set[str]) -> None:
        for path in {*self._files, *self._below_charts()} - left_out - set(buffers):
            source, target = self._root / path, made / path
            if (
                os.path.isfile(source)
                and os.access(source, os.R_OK)
                and not posixpath.isabs(path)
                and not path.startswith("../")
            ):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target, follow_symlinks=False)
        for path, data in buffers.items():
            if self.reads(path):
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(data)

    def _below_charts(self) -> Iterator[str]:
        for chart in self._charts:
            for folder, folders, files in os.walk(self._root / chart):
                folders[:] = [name for name in folders if name not in _PASSED_OVER]
                for name in files:
                    yield os.path.relpath(os.path.join(folder, name), self._root).replace(os.sep, "/")


def _named(facts: Iterable[FileFacts], charts: Iterable[str]) -> Iterator[str]:
    for one in facts:
        kustomization = one.kustomization
        if kustomization:
            yield one.file
            for entry in (*kustomization.resources, *kustomization.patches, *kustomization.others):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(one.file), entry))
    for found in deployers(facts, charts):
        if isinstance(found, Deployer):
            yield found.file
            for release in found.releases:
                for entry in release.files:
                    yield posixpath.normpath(posixpath.join("/", release.folder, entry))[1:]
