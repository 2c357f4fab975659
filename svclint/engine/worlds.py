"""A project to the worlds that are linted: its files, and each environment that its kustomizations and charts bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from svclint import progress
from svclint.cache import Cache
from svclint.config import Config
from svclint.engine.local import Local
from svclint.facts import FileFacts, Object, Place, Problem
from svclint.graph import Graph
from svclint.project import Project
from svclint.project.reading import read_all, read_files
from svclint.project.remembered import Remembered
from svclint.read import Reader
from svclint.result import World
from svclint.scope import Scope
from svclint.texts import Texts

if TYPE_CHECKING:
    from svclint.engine.environments import Rendering

Former = Callable[[str], list[Object]]


class Look(Struct, frozen=True):
    """What was read and rendered of a project: the first of the worlds is that of its files."""

    project: Project
    facts: Sequence[FileFacts]
    worlds: Sequence[World]
    rendered: Rendering | None
    texts: Texts
    local: Local

    @property
    def whole(self) -> bool:
        """Whether everything was rendered that can be."""
        if self.rendered:
            return all(one.partial for one in self.rendered.found.refused)
        return not self.project.charts and not any(one.kustomization for one in self.facts)

    def is_blind(self, files: Iterable[str]) -> bool:
        """Whether rendering reads one of some files, and something could not be rendered, or was not to be."""
        if self.whole:
            return False
        from svclint.render.inputs import Inputs

        return any(map(Inputs(self.project.root, self.facts, self.project.charts).reads, files))

    @property
    def consumed(self) -> frozenset[str]:
        """The files that environments show in place of themselves."""
        return self.rendered.found.consumed if self.rendered else frozenset()

    def shows(self, world: World, found: Object) -> bool:
        """Whether an object is written in what is asked for and no environment shows it in place of its file, or is of an
        environment that is rendered from there.
        """
        if world.trail is None:
            return found.file not in self.consumed and self.project.shows(found.file)
        if self.project.shows(world.folder):
            return True
        written = world.written(found.at())
        return "" in self.project.shown or (written is not None and self.project.shows(written.file))


class Lookout:
    """Looks at projects. What it renders from lies in temporary folders until `stack` is closed."""

    def __init__(self, config: Config, stack: ExitStack, cache: Cache, *, render: bool) -> None:
        self._config, self._stack, self._cache, self._render = config, stack, cache, render

    @cached_property
    def reader(self) -> Reader:
        """What reads files."""
        return Reader(self._config.kubernetes_version)

    def remembered(self, project: Project) -> Remembered:
        """The files of a project, and what earlier runs read in them."""
        return Remembered(self._cache, project, self._config.kubernetes_version)

    def at(
        self,
        project: Project,
        former: Former = lambda _: [],
        *,
        like: Look | None = None,
        remembered: Remembered | None = None,
    ) -> Look:
        """Read and render a project; `former` gives the objects that it had before, by the name of a world.

        What nothing has changed since another look is taken from that one: facts of files, and all that was rendered.
        """
        progress.tell(f"reading {len(project.files):,} files")
        local = Local(self._config, project.root)
        if remembered:
            read_facts = remembered.facts(self.reader)
        else:
            read_facts = read_all(self.reader, project) if like is None else self._read(project, like)
        facts = list(local.settled(read_facts))
        texts = Texts(project)
        rendered = self._rendered(project, facts, like)
        known = rendered.facts if rendered else [*facts, *_chart_facts(project)]
        progress.tell("finding out who meets whom")
        graph = Graph(Scope(known, charts=project.charts), self._config.cluster(), lambda: former(""))
        worlds = [World(graph)]
        if rendered:
            same = like and like.rendered and rendered.found is like.rendered.found
            read = partial(remembered.read, self.reader) if remembered else self.reader.read
            worlds += like.worlds[1:] if like and same else rendered.worlds(read, self._config, texts, local, former)
            worlds = rendered.together(worlds)
        return Look(project, facts, worlds, rendered, texts, local)

    def _read(self, project: Project, like: Look) -> Iterator[FileFacts]:
        known = {one.file: one for one in like.facts}
        same = set(like.project.files) - set(project.buffers) - set(like.project.buffers)
        new = [file for file in project.files if file not in same]
        read = dict(zip(new, read_files(self.reader, project, new), strict=True))
        return filter(None, (known.get(file) if file in same else read[file] for file in project.files))

    def _rendered(self, project: Project, facts: list[FileFacts], like: Look | None) -> Rendering | None:
        """What the kustomizations and charts bring; what renders is imported only where there are any."""
        if not self._render or not (project.charts or any(one.kustomization for one in facts)):
            return None
        from svclint.engine.environments import Rendering
        from svclint.render.inputs import Inputs

        inputs = Inputs(project.root, facts, project.charts)
        differing = project.differing()
        if like and like.rendered:
            before = Inputs(project.root, like.facts, like.project.charts)
            other = (path for path in differing | like.project.differing() if _differs(path, project, like.project))
            if not any(inputs.reads(path) or before.reads(path) for path in other):
                return Rendering(project, facts, self._config, self._cache, like.rendered.found)
        if any(map(inputs.reads, differing)):
            project = structs.replace(project, root=inputs.copy(project.buffers, project.gone, self._stack))
        return Rendering(project, facts, self._config, self._cache)


def _differs(path: str, one: Project, other: Project) -> bool:
    return one.read(path, follow=True) != other.read(path, follow=True)


def _chart_facts(project: Project) -> Iterator[FileFacts]:
    for chart in project.charts:
        file = f"{chart}/Chart.yaml" if chart else "Chart.yaml"
        told = "this Helm chart was not rendered: nothing in its templates was checked"
        problem = Problem("not-rendered", Place(file, 0, ("name",), "entry"), told, serious=False)
        yield FileFacts(file, problems=(problem,))
