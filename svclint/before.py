"""A project before some of its files changed: the workloads that it had, and what the rules said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from svclint import git
from svclint.asking import ask
from svclint.config import Config
from svclint.errors import ConfigError
from svclint.facts import Workload
from svclint.identity import Identities
from svclint.read.events import MAX_BYTES
from svclint.reading import former_workloads, workloads
from svclint.result import Identity, Report
from svclint.rule import Confidence
from svclint.worlds import Look, Lookout


class Before:
    """What `now` was before; it is looked at when it is asked for.

    `held` are the contents of the files that changed, None where they were not there; without it, the last commit tells.
    """

    now: Look

    def __init__(self, lookout: Lookout, config: Config, held: Mapping[str, bytes | None] | None) -> None:
        self._lookout, self._config, self._held = lookout, config, held

    def workloads(self, world: str) -> list[Workload]:
        """The workloads of files that changed, or all of an environment that did."""
        if world:
            number = {one.name: number for number, one in enumerate(self._then.worlds)}.get(world)
            then = None if number is None or self._is_same else self._then.worlds[number]
            return list(then.graph.workloads) if then else []
        if self._held is None:
            return former_workloads(self._lookout.reader, self.now.project)
        return workloads(self._lookout.reader, ((path, data) for path, data in self._held.items() if data is not None))

    def identities(self, rules: Sequence[str], least: Confidence, found: Sequence[Report]) -> list[tuple[Identity, bool]]:
        """The findings of rules then, and whether each was sure enough to be shown; `found` are those of now."""
        then = self._then
        worlds = then.worlds[:1] if self._is_same else then.worlds
        reports = ask(worlds, rules, self._config.rules, then.consumed).reports
        if self._is_same:
            reports += (one for one in found if one.environments)
        tell = Identities(then.texts, then.worlds[0].graph)
        return [(tell.of(one), one.finding.confidence >= least) for one in reports]

    @property
    def _is_same(self) -> bool:
        """Whether the environments are those of now."""
        return self._then.worlds[1:] == self.now.worlds[1:]

    @cached_property
    def _then(self) -> Look:
        held = _last_commit(self.now) if self._held is None else self._held
        return self._lookout.at(self.now.project.but(held, exclude=self._config.excluded), like=self.now)


def _last_commit(now: Look) -> Mapping[str, bytes | None]:
    """What the last commit has in place of the files that differ, nothing where git cannot tell."""
    root = now.project.root
    try:
        blobs = git.since(root, "HEAD")
        held = git.contents(root, blobs, MAX_BYTES)
    except ConfigError:
        return {}
    return {path: held.get(path) for path in blobs}
