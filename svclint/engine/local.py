"""What a config says of some files or objects only: namespaces, severities, rules that are not asked for, exemptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate
from pathlib import Path
from typing import Any

from msgspec import structs

from svclint import registry
from svclint.config import Config, Exemption, Override, Written
from svclint.engine.ignores import UNUSED, asked
from svclint.facts import FileFacts, Object, Problem
from svclint.graph import Graph
from svclint.project.globs import Globs
from svclint.result import Report
from svclint.rule import Severity


class Local:
    """The overrides and exemptions of a config, and which names of the latter have hidden findings."""

    def __init__(self, config: Config, root: Path) -> None:
        self._options: Mapping[str, Mapping[str, Any]] = config.rules
        self._overrides = [(Globs(root, one.paths), one) for one in config.overrides]
        self._exemptions = [(Globs(root, one.paths or ()), _objects(one), one) for one in config.ignores]
        self._used: set[tuple[int, str]] = set()

    def namespace(self, path: str) -> str | None:
        """The namespace of objects in a file or folder that write none, None where no override says one."""
        given = (one.default_namespace for one in self._of(path) if one.default_namespace)
        return next(iter([*given][::-1]), None)

    def settled(self, found: Iterable[FileFacts]) -> Iterator[FileFacts]:
        """Facts in which objects that write no namespace have that of their file."""
        for facts in found:
            namespace = self.namespace(facts.file) if self._overrides and facts.objects else None
            yield structs.replace(facts, objects=tuple(_in(one, namespace) for one in facts.objects)) if namespace else facts

    def look(self, report: Report, graph: Graph) -> Report | None:
        """A finding in the files as the config has it there: None where it is not asked for.

        `graph` is that of its world. One that an exemption hides has the reason.
        """
        finding = report.finding
        if self._overrides:
            severity = None
            for one in self._of(finding.place.file):
                if any(name in (finding.rule, report.family, "all", "ALL") for name in one.ignore):
                    return None
                severity = (finding.rule in one.rules and one.rules[finding.rule].severity) or severity
            if severity:
                report = structs.replace(report, finding=structs.replace(finding, severity=self._severity(report, severity)))
        namespace = graph.namespace(report.object) if report.object and self._exemptions else None
        reason = self._exempt(report, namespace)
        return report if reason is None else structs.replace(report, exempt=reason)

    def unused(self, ran: set[str], *, whole: bool) -> Iterator[Problem]:
        """Each name in an exemption of a config file that hid nothing though its rules were asked.

        `whole`: there is nothing that was not rendered, in which it might have something to hide.
        """
        families = registry.families()
        for number, (_, _, one) in enumerate(self._exemptions):
            for place, name in zip(one.places, one.rules, strict=True) if isinstance(one, Written) else ():
                if (number, name) not in self._used and asked(name, ran, families):
                    yield Problem(UNUSED, place, f"{name} has nothing to hide here", serious=whole)

    def _of(self, path: str) -> Iterator[Override]:
        return (one for globs, one in self._overrides if globs.match(path))

    def _severity(self, report: Report, wanted: str) -> Severity:
        """The wanted severity for findings of the rule's highest, and no more than that for the others."""
        rule = report.finding.rule
        given = self._options.get(rule, {}).get("severity")
        highest = Severity[given.upper()] if given else registry.rule_type(rule).severity
        found = Severity[wanted.upper()]
        return found if report.finding.severity == highest else min(report.finding.severity, found)

    def _exempt(self, report: Report, namespace: str | None) -> str | None:
        """Why a finding is accepted, None where nothing says so."""
        reason = None
        for number, (globs, objects, one) in enumerate(self._exemptions):
            names = {report.finding.rule, report.family} & set(one.rules)
            if not names or (one.paths and not globs.match(report.finding.place.file)):
                continue
            if one.objects and not (report.object and any(_is(report.object, namespace, wanted) for wanted in objects)):
                continue
            self._used |= {(number, name) for name in names}
            reason = one.reason if reason is None else reason
        return reason


def _objects(found: Exemption) -> list[list[re.Pattern[str]]]:
    return [[re.compile(translate(part)) for part in name.split("/")] for name in found.objects or ()]


def _is(found: Object, namespace: str | None, wanted: list[re.Pattern[str]]) -> bool:
    where, kind, name = wanted
    return bool(kind.match(found.kind) and name.match(found.name) and (namespace is None or where.match(namespace)))


def _in(found: Any, namespace: str | None) -> Any:
    return structs.replace(found, namespace=namespace) if namespace and found.namespace is None else found


EVERYWHERE = Local(Config(), Path())
"""What says nothing of single files."""
