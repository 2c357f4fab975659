"""Asks rules of worlds, and brings what they find in environments back to the files; nothing is placed or left out yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from svclint import progress, registry
from svclint.facts import Object, Place
from svclint.graph import Graph
from svclint.local import EVERYWHERE, Local
from svclint.result import Crash, Report, Result, World
from svclint.rule import Confidence, Fix, Severity
from svclint.texts import Located

Steps = Generator[None, None, Result]
"""A run that can be left and taken up again, or given up, after each step."""


def run(graph: Graph, rules: Iterable[str], options: Mapping[str, Mapping[str, Any]]) -> Result:
    """Ask each rule; a rule that raises is named, and the others go on."""
    return finished(_running(graph, rules, options))


def ask(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    consumed: Collection[str] = (),
    least: Confidence = Confidence.POSSIBLE,
    *,
    local: Local = EVERYWHERE,
    sources: bool = False,
) -> Result:
    """Run rules on the world of the files and on environments, whose findings are brought back to the files.

    What the first shows of `consumed` files is left to the environments. What is less sure than `least` is no report with
    what is surer. `sources`: environments tell what they are made from. `local` says what is different in some files.
    """
    return finished(asking(worlds, rules, options, consumed, least, local=local, sources=sources))


def finished(steps: Steps) -> Result:
    """The result of steps that are taken one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def asking(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    consumed: Collection[str] = (),
    least: Confidence = Confidence.POSSIBLE,
    *,
    local: Local = EVERYWHERE,
    sources: bool = False,
) -> Steps:
    """As `ask`, a rule a step."""
    progress.tell("asking the rules", 0, len(worlds))
    result = yield from _running(worlds[0].graph, rules, options)
    fixes = {_spot(one): one.finding.fix for one in result.reports if one.finding.fix and one.finding.place.file in consumed}
    result.reports = [
        one for one in result.reports if one.finding.place.file not in consumed or registry.rule_type(one.finding.rule).of_text
    ]
    result.reports = [one for found in result.reports if (one := local.look(found, worlds[0].graph))]
    built: list[tuple[World, Result]] = []
    for number, world in enumerate(worlds[1:], 1):
        progress.tell("asking the rules", number, len(worlds))
        found = yield from _running(world.graph, rules, options)
        built.append((world, found))
    result.crashes += (crash for _, one in built for crash in one.crashes)
    if built:
        from svclint.environments import folded

        told = folded(((world, one.reports) for world, one in built), local.look, least, sources=sources)
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


def _running(graph: Graph, rules: Iterable[str], options: Mapping[str, Mapping[str, Any]]) -> Steps:
    """Ask a rule a step.

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
