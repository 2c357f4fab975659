"""A project in memory: its facts, with the buffers of an editor in place of their files, and what the rules find in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from svclint import engine, project, registry
from svclint.cache import of_user
from svclint.config import Config, files
from svclint.editor.nearby import Nearby
from svclint.editor.texts import Standing
from svclint.engine.asking import Question, Steps, finished
from svclint.engine.gone import former
from svclint.engine.local import Local
from svclint.errors import ConfigError
from svclint.facts import FileFacts, Object
from svclint.graph import Graph
from svclint.project import Project
from svclint.project.reading import changed, read_all, read_former
from svclint.read import Reader
from svclint.read.lines import Lines
from svclint.read.locate import Locator
from svclint.result import Report, World
from svclint.rule import Confidence
from svclint.scope import Scope
from svclint.texts import Texts

if TYPE_CHECKING:
    from svclint.engine.environments import Rendering
    from svclint.render import Rendered

_ENDINGS = (".yaml", ".yml", ".json")
_MATTERS = (*_ENDINGS, ".tpl", "pyproject.toml")


class Environments(Struct, frozen=True):
    """What was rendered, and its worlds."""

    found: Rendered
    worlds: tuple[World, ...]


class Folder:
    """The project around a folder or a file. `trouble` is what is wrong with its config, "" where nothing is; then
    defaults apply. Around a file that lies in no repository and below no config it is the files beside it, and no folder."""

    def __init__(self, path: Path) -> None:
        self._given = path
        self._buffers: dict[str, str] = {}
        self._good: dict[str, tuple[FileFacts, Locator]] = {}
        self.load()

    def load(self) -> None:
        """Read the config and every file anew; buffers stay."""
        around = self._given if self._given.is_dir() else self._given.parent
        found = files.find(around)
        root = project.root_of(around, found)
        self._flat = around != self._given and found is None and not os.path.exists(root / ".git")
        self.trouble = ""
        try:
            self.config = files.load(found, root).config
            self.rules = registry.choose(self.config.select, self.config.extend_select, self.config.ignored)
        except ConfigError as error:
            self.trouble, self.config = str(error), Config()
            self.rules = registry.choose(None, (), ())
        excluded = self.config.excluded
        self.project: Project = (
            project.beside(root, excluded) if self._flat else project.discover([str(around)], root, excluded)
        )
        self.root = self.project.root
        self._local = Local(self.config, self.root)
        self._cache = of_user()
        self._reader = Reader(self.config.kubernetes_version)
        self.texts = Texts(self.project)
        self._facts = {facts.file: facts for facts in self._local.settled(read_all(self._reader, self.project))}
        for file, text in self._buffers.items():
            self._take(file, text)
        self._nearby = Nearby(self._facts.values())
        self._former: list[Object] | None = None
        self._world: Graph | None = None
        self._rendered: Environments | None = None

    @property
    def world(self) -> Graph:
        """The graph of all files as they are now."""
        if self._world is None:
            known = list(self._facts.values())
            self._world = self._graph(self._rendering(known, self._rendered.found).facts if self._rendered else known)
        return self._world

    @property
    def renders(self) -> bool:
        """Whether there is anything to render."""
        return bool(self.project.charts) or any(one.kustomization for one in self._facts.values())

    @property
    def rendered(self) -> bool:
        """Whether that was done."""
        return self._rendered is not None

    def render(self) -> Environments:
        """What kustomizations and charts bring, from the files on the disk. It takes its time, and changes nothing here."""
        rendering = self._rendering(list(self._facts.values()))
        worlds = rendering.worlds(self._reader.read, self.config, self.texts, self._local, lambda _: [])
        return Environments(rendering.found, tuple(worlds))

    def adopt(self, rendered: Environments) -> None:
        """Take what was rendered."""
        self._rendered, self._world = rendered, None

    def path(self, file: str) -> Path:
        """Where a file of the project is."""
        return self.root / file

    def file(self, path: Path) -> str | None:
        """The name below the root of a path, None for one that svclint does not read."""
        try:
            name = path.relative_to(self.root).as_posix()
        except ValueError:
            return None
        if self._flat and "/" in name:
            return None
        return name if name in self._facts or name.endswith(_ENDINGS) else None

    def reaches(self, path: Path) -> bool:
        """Whether a folder or a file belongs to this project."""
        if self._flat:
            return path.parent == self.root and not path.is_dir()
        return path == self.root or self.root in path.parents

    def concerned(self, paths: Iterable[Path]) -> bool:
        """Whether one of some paths is one of its files, may be one, or is a folder that held some."""
        for path in paths:
            if not self.reaches(path):
                continue
            name = path.relative_to(self.root).as_posix()
            if name.endswith(_MATTERS) or name in self._facts or any(file.startswith(f"{name}/") for file in self._facts):
                return True
        return False

    def put(self, file: str, text: str | None) -> set[str] | None:
        """Take the text of a buffer, None for what is on the disk, and ask the rules about what it may change.

        Gives the files whose findings may differ: none where the facts are the same, None where all must be asked.
        """
        before = self._facts.get(file)
        if text is None:
            self._buffers.pop(file, None)
            self._drop(file)
        else:
            self._buffers[file] = text
            self._take(file, text)
        after = self._facts.get(file)
        if before is not None and before == after:
            self._facts[file] = before
        if before == after:
            return set()
        self._world = None
        around = self._nearby.around(file)
        changed = self._nearby.put(after) if after else self._nearby.drop(file)
        further = self._nearby.around(file, changed)
        return None if around is None or further is None else around | further

    def ask(self, files: Iterable[str], instead: dict[str, FileFacts | None] | None = None) -> list[Report]:
        """What the rules find in some files, as if they were all; `instead` are facts to take for those of one."""
        open_world = (
            file for file, one in self._facts.items() if one.kustomization or one.custom or one.bringers or not one.readable
        )
        given = {*files, *open_world}
        known: dict[str, FileFacts | None] = {file: self._facts.get(file) for file in given} | (instead or {})
        graph = self._graph(one for one in known.values() if one)
        return finished(self._linting([World(graph)])).reports

    def asking(self) -> Steps:
        """What the rules find everywhere, a rule a step."""
        return self._linting([World(self.world), *(self._rendered.worlds if self._rendered else ())])

    def facts(self, file: str) -> FileFacts | None:
        """What a file says, None for one that says nothing."""
        return self._facts.get(file)

    def text(self, file: str) -> str | None:
        """The text of a file as the editor has it."""
        return self.texts.text(file)

    def lines(self, file: str) -> Lines:
        """The lines of a file."""
        self.texts.text(file)
        return self.texts.locators[file].lines

    def _graph(self, files: Iterable[FileFacts]) -> Graph:
        return Graph(Scope(files, charts=self.project.charts), self.config.cluster(), self._formerly)

    def _rendering(self, known: list[FileFacts], found: Rendered | None = None) -> Rendering:
        from svclint.engine.environments import Rendering

        return Rendering(self.project, known, self.config, self._cache, found)

    def _linting(self, worlds: Sequence[World]) -> Steps:
        consumed = self._rendered.found.consumed if self._rendered else ()
        question = Question(self.rules, self.config.rules, Confidence.LIKELY)
        return engine.lint(worlds, question, self.texts, local=self._local, consumed=consumed)

    def _formerly(self) -> list[Object]:
        if self._former is None:
            held = changed(self.project)
            then = self._local.settled(read_former(self._reader, self.project, held, self.config.excluded))
            self._former = former(then, (one for file, one in self._facts.items() if file in held))
        return self._former

    def _take(self, file: str, text: str) -> None:
        facts = self._read(file, text.encode("utf-8", "surrogatepass"))
        locator = Locator(text, json=file.endswith(".json"))
        broken = [problem for problem in facts.problems if problem.kind == "invalid-yaml"]
        if broken and file in self._good:
            good, before = self._good[file]
            self._facts[file] = structs.replace(good, problems=(*good.problems, *broken))
            self.texts.locators[file] = Standing(text, before)
            return
        if not broken:
            self._good[file] = facts, locator
        self._facts[file] = facts
        self.texts.locators[file] = locator

    def _drop(self, file: str) -> None:
        """Take a file as it is on the disk, or forget it."""
        self._good.pop(file, None)
        self.texts.locators.pop(file, None)
        source = project.read_file(self.root, file)
        if source is None or source.error:
            self._facts.pop(file, None)
        else:
            self._facts[file] = self._read(file, source.data)

    def _read(self, file: str, data: bytes) -> FileFacts:
        return next(self._local.settled([self._reader.read(file, data)]))
