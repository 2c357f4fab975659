"""What the rules said of a project before some of its files changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svclint.asking import ask
from svclint.config import Config
from svclint.identity import Identities
from svclint.result import Identity, Report
from svclint.rule import Confidence
from svclint.worlds import Look, Lookout


class Before:
    """What the rules said of a project before some files changed, worked out when it is asked for."""

    def __init__(
        self,
        lookout: Lookout,
        now: Look,
        contents: Mapping[str, bytes | None],
        config: Config,
        rules: Sequence[str],
        least: Confidence,
        found: Sequence[Report],
    ) -> None:
        self._lookout, self._now, self._contents, self._config = lookout, now, contents, config
        self._rules, self._least, self._found = rules, least, found

    def identities(self) -> list[Identity]:
        """The findings that were sure enough to be shown then."""
        project = self._now.project.but(self._contents, exclude=self._config.excluded)
        then = self._lookout.at(self._lookout.remembered(project), like=self._now)
        same = then.rendered is not None and then.worlds[1:] == self._now.worlds[1:]
        worlds = then.worlds[:1] if same else then.worlds
        reports = ask(worlds, self._rules, self._config.rules, then.consumed).reports
        if same:
            reports += (one for one in self._found if one.environments)
        tell = Identities(then.texts, then.worlds[0].graph)
        return [tell.of(one) for one in reports if one.finding.confidence >= self._least]
