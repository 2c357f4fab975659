"""Asks rules of worlds, and brings what they find in environments back to the files; nothing is placed or left out yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from svclint import progress, registry
from svclint.engine.ignores import UNUSED
from svclint.engine.local import EVERYWHERE, Local
from svclint.facts import Object, Place
from svclint.graph import Graph
from svclint.result import Crash, Report, Result, World
from svclint.rule import Confidence, Fix, Severity
from svclint.texts import Located

Steps = Generator[None, None, Result]
"""A run that can be left and taken up again, or given up, after each rule."""


class Question(Struct, frozen=True):
    """What is asked of a project: which rules by their ids, with which options, and how sure a finding has to be."""

    rules: Sequence[str]
    options: Mapping[str, Mapping[str, Any]] = {}
    least: Confidence = Confidence.POSSIBLE
    notes: bool = True
    "Notes are given lines and columns, not only counted."
    identify: bool = False
    "Every finding is given its identity."

    @property
    def asked(self) -> list[str]:
        """The rules that graphs are asked; what ignores do is known only after them."""
        return [rule for rule in self.rules if rule != UNUSED]


def finished(steps: Steps) -> Result:
    """The result of steps that are taken one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def ask(
    worlds: Sequence[World],
    question: Question,
    consumed: Collection[str] = (),
    *,
    local: Local = EVERYWHERE,
    sources: bool = False,
) -> Steps:
    """Ask rules of the world of the files and of environments, whose findings are brought back to the files.

    What the first shows of `consumed` files is left to the environments. What is not sure enough is no report with what is
    surer. `sources`: environments tell what they are made from. `local` says what is different in some files.
    """
    progress.tell("asking the rules", 0, len(worlds))
    result = yield from run(worlds[0].graph, question.asked, question.options)
    fixes = {_spot(one): one.finding.fix for one in result.reports if one.finding.fix and one.finding.place.file in consumed}
    result.reports = [
        one for one in result.reports if one.finding.place.file not in consumed or registry.rule_type(one.finding.rule).of_text
    ]
    result.reports = [one for found in result.reports if (one := local.look(found, worlds[0].graph))]
    built: list[tuple[World, Result]] = []
    for number, world in enumerate(worlds[1:], 1):
        progress.tell("asking the rules", number, len(worlds))
        found = yield from run(world.graph, question.asked, question.options)
        built.append((world, found))
    result.crashes += (crash for _, one in built for crash in one.crashes)
    if built:
        from svclint.engine.environments import folded

        told = folded(((world, one.reports) for world, one in built), local.look, question.least, sources=sources)
        result.reports += (_with_fix(one, fixes.get(_spot(one))) for one in told)
        result.services += _further(worlds, lambda graph: graph.services)
        result.workloads += _further(worlds, lambda graph: graph.workloads)
    return result


def _spot(one: Report) -> tuple[str, Place]:
    return one.finding.rule, one.finding.place


def _with_fix(one: Report, fix: Fix | None) -> Report:
    """A finding of environments with the repair that its file alone asks for, where both say the same of the same line."""
    if fix is None or one.precision != "exact":
        return one
    return structs.replace(one, finding=structs.replace(one.finding, fix=fix))


def run(graph: Graph, rules: Iterable[str], options: Mapping[str, Mapping[str, Any]]) -> Steps:
    """Ask each rule; a rule that raises is named, and the others go on.

    A `severity` in a rule's options stands for the rule's own; findings that the rule itself gives less keep that.
    """
    result = Result(services=len(graph.services), workloads=len(graph.workloads))
    for name in rules:
        given = options.get(name, {})
        try:
            rule = registry.make(name, given)
            found = list(rule.find(graph))
        except Exception:
            import traceback

            result.crashes.append(Crash(name, traceback.format_exc()))
            continue
        wanted = Severity[given["severity"].upper()] if "severity" in given else rule.severity
        for finding in found:
            severity = wanted if finding.severity == rule.severity else min(finding.severity, wanted)
            unplaced = Located(finding.place.file, 0, 0, 0, 0, (0, 0))
            moved = structs.replace(finding, severity=severity)
            about = graph.scope.object_at(finding.place)
            result.reports.append(Report(moved, registry.families()[name], unplaced, about, (), ()))
        yield
    return result


def _further(worlds: Sequence[World], kind: Callable[[Graph], Iterable[Object]]) -> int:
    """How many objects only environments show, one in several counted once."""
    seen, *others = ({(one.name, one.namespace) for one in kind(world.graph)} for world in worlds)
    return len(set().union(*others) - seen)
