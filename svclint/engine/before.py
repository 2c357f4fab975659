"""A project before some of its files changed: the workloads and Services that it had, and what the rules said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from svclint.config import Config
from svclint.engine.asking import Question, ask, finished
from svclint.engine.gone import former
from svclint.engine.identity import Identities
from svclint.engine.worlds import Look, Lookout
from svclint.errors import ConfigError
from svclint.facts import Object, Service
from svclint.project import history
from svclint.project.reading import changed, read_former
from svclint.read.bounds import MAX_BYTES
from svclint.result import Identity, Report


class Before:
    """What `now` was before; it is looked at when it is asked for.

    `held` are the contents of the files that changed, None where they were not there; without it, the last commit tells.
    """

    now: Look

    def __init__(self, lookout: Lookout, config: Config, held: Mapping[str, bytes | None] | None) -> None:
        self._lookout, self._config, self._held = lookout, config, held

    def objects(self, world: str) -> list[Object]:
        """The workloads of files that changed, or all of an environment that did, and the Services of it that are gone."""
        return [one for one in self._former if (one.file == world if world else one.file in self._changed)]

    def identities(self, question: Question, found: Sequence[Report]) -> list[tuple[Identity, bool]]:
        """The findings then, in each environment, and whether each was sure enough to be shown.

        `found` are those of now.
        """
        then = self._then
        worlds = then.worlds[:1] if self._is_same else then.worlds
        reports = finished(ask(worlds, question, then.consumed)).reports
        if self._is_same:
            reports += (one for one in found if one.environments)
        tell = Identities(then.texts, then.worlds[0].graph)
        return [(name, one.finding.confidence >= question.least) for one in reports for name in tell.of(one)]

    @cached_property
    def _changed(self) -> Mapping[str, bytes | None]:
        return changed(self.now.project) if self._held is None else self._held

    @cached_property
    def _former(self) -> list[Object]:
        held = self._changed
        read = read_former(self._lookout.reader, self.now.project, held, self._config.excluded)
        then = [*self.now.local.settled(read)]
        now = [one for one in self.now.facts if one.file in held]
        if len(self.now.worlds) > 1 and not self._is_same:
            then += (world.graph.scope.files[0] for world in self._then.worlds[1:])
            now += (world.graph.scope.files[0] for world in self.now.worlds[1:])
        found = former(then, now)
        if self.now.is_blind(self._unseen()):
            return [one for one in found if not isinstance(one, Service)]
        return found

    def _unseen(self) -> Iterator[str]:
        """The changed files that may bring a Service which neither their facts nor an environment shows."""
        seen = {one.file for one in self.now.facts} | self.now.consumed
        for path in self._changed:
            source = None if path in seen else self.now.project.read(path, follow=False)
            if source and b"Service" in source.data:
                yield path

    @property
    def _is_same(self) -> bool:
        """Whether the environments are those of now."""
        return self._then.worlds[1:] == self.now.worlds[1:]

    @cached_property
    def _then(self) -> Look:
        held = _last_commit(self.now) if self._held is None else self._held
        if not held:
            return self.now
        return self._lookout.at(self.now.project.but(held, exclude=self._config.excluded), like=self.now)


def _last_commit(now: Look) -> Mapping[str, bytes | None]:
    """What the last commit has in place of the files that differ, nothing where git cannot tell."""
    root = now.project.root
    try:
        blobs = history.since(root, "HEAD")
        held = history.contents(root, blobs, MAX_BYTES)
    except ConfigError:
        return {}
    return {path: held.get(path) for path in blobs}
