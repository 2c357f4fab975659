"""Runs rules on a project: reads its files, asks each rule, places what they find, and keeps what is asked for.

It knows selection, confidence, order and places, and nothing of what any rule means.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from svclint import registry
from svclint.cache import NOTHING, Cache
from svclint.config import Config
from svclint.facts import FileFacts, Object, Place, Problem
from svclint.graph import Graph
from svclint.project import Project
from svclint.read import Reader
from svclint.reading import former_workloads, read_all
from svclint.result import Crash, Hidden, Report, Result, World
from svclint.rule import Confidence, Severity
from svclint.scope import Scope
from svclint.suppress import UNUSED, Ignores
from svclint.texts import Located, Texts

if TYPE_CHECKING:
    from svclint.environments import Rendering


Steps = Generator[None, None, Result]
"""A run that can be left and taken up again, or given up, after each step."""


def check(
    project: Project,
    config: Config,
    rules: Sequence[str],
    least: Confidence = Confidence.LIKELY,
    *,
    isolated: bool = False,
    notes: bool = True,
    render: bool = True,
    cache: Cache = NOTHING,
) -> Result:
    """Lint a project with the rules of these ids; findings below `least` are counted, not shown.

    `isolated`: the last commit is not asked what it had. `notes`: notes are given lines and columns, not only counted.
    `render`: kustomizations and charts are rendered, and what they bring is linted in place of their files.
    `cache` keeps what the next run need not work out again.
    """
    began = time.perf_counter()
    gc.disable()
    try:
        reader = Reader(config.kubernetes_version)
        facts = list(read_all(reader, project))
        texts = Texts(project)
        rendered = _rendered(project, facts, config, cache) if render else None
        known = rendered.facts if rendered else [*facts, *_chart_facts(project)]
        scope = Scope(known, charts=project.charts)
        graph = Graph(scope, config.cluster(), list if isolated else lambda: former_workloads(reader, project))
        worlds = [World(graph), *(rendered.worlds(reader, config, texts) if rendered else ())]
        consumed = rendered.found.consumed if rendered else ()
        result = lint(worlds, rules, config.rules, texts, least, project.shows, notes=notes, consumed=consumed)
        result.files, result.unreadable = len(facts), sum(not one.readable for one in facts)
        result.objects = sum(one.count for one in facts)
        if rendered:
            result.rendered, result.built = len(rendered.found.environments), rendered.found.built
            result.refused = sum(not one.partial for one in rendered.found.refused)
    finally:
        gc.enable()
    cache.trim()
    result.seconds = time.perf_counter() - began
    return result


def _rendered(project: Project, facts: list[FileFacts], config: Config, cache: Cache) -> Rendering | None:
    """What the project's kustomizations and charts bring; what renders is imported only where there are any."""
    if not project.charts and not any(one.kustomization for one in facts):
        return None
    from svclint.environments import Rendering

    return Rendering(project, facts, config, cache)


def run(graph: Graph, rules: Iterable[str], options: Mapping[str, Mapping[str, Any]]) -> Result:
    """Ask each rule; a rule that raises is named, and the others go on. Findings are not placed yet."""
    return finished(_asking(graph, rules, options))


def finished(steps: Steps) -> Result:
    """The result of steps that are taken one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _asking(graph: Graph, rules: Iterable[str], options: Mapping[str, Mapping[str, Any]]) -> Steps:
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
            result.reports.append(Report(moved, registry.families()[name], unplaced, _about(graph, finding.place), (), ()))
        yield
    return result


def lint(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    least: Confidence,
    shows: Callable[[str], bool],
    *,
    notes: bool = True,
    consumed: Collection[str] = (),
) -> Result:
    """Run rules and place what they find. What ignores hide is left out, and then those are asked for that hid nothing.

    The first world is that of the files; what it shows of `consumed` ones is left to the environments that show them.
    """
    return finished(linting(worlds, rules, options, texts, least, shows, notes=notes, consumed=consumed))


def linting(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    least: Confidence,
    shows: Callable[[str], bool],
    *,
    notes: bool = True,
    consumed: Collection[str] = (),
) -> Steps:
    """As `lint`, a rule a step, for who has something else to do in between."""
    asked = [rule for rule in rules if rule != UNUSED]
    result = yield from _asking(worlds[0].graph, asked, options)
    result.reports = [
        one for one in result.reports if one.finding.place.file not in consumed or registry.rule_type(one.finding.rule).of_text
    ]
    built: list[tuple[World, Result]] = []
    for world in worlds[1:]:
        found = yield from _asking(world.graph, asked, options)
        built.append((world, found))
    result.crashes += (crash for _, one in built for crash in one.crashes)
    if built:
        from svclint.environments import folded

        result.reports += folded((world, one.reports) for world, one in built)
        result.services += _further(worlds, lambda graph: graph.services)
        result.workloads += _further(worlds, lambda graph: graph.workloads)
    ignores = Ignores(worlds[0].graph.scope.files, texts)
    place(result, texts, least, shows, ignores, notes=notes)
    yield
    if UNUSED in rules:
        unused = run(worlds[0].graph.told(ignores.unused(set(asked))), [UNUSED], options)
        place(unused, texts, least, shows, Ignores((), texts), notes=notes)
        result.reports += unused.reports
        result.crashes += unused.crashes
    result.reports.sort(key=lambda one: (one.at.file, one.at.line, one.at.column, one.finding.rule, one.finding.message))
    result.texts = texts.locators
    return result


def place(
    result: Result, texts: Texts, least: Confidence, shows: Callable[[str], bool], ignores: Ignores, *, notes: bool
) -> None:
    """Keep the findings that are sure enough, touch what is asked for and are not ignored; give them lines and columns."""
    kept = []
    for report in result.reports:
        finding = report.finding
        touched = [finding.place.file, *(other.place.file for other in finding.related)]
        if not any(map(shows, touched)):
            continue
        ignore = ignores.hide(finding, report.family, report.object, report.begins, report.carried)
        if ignore:
            result.ignored += 1
        elif finding.confidence < least:
            result.possible += 1
        if finding.confidence < least:
            continue
        shown = placed(report, texts) if notes or finding.severity != Severity.NOTE else report
        if ignore:
            result.hidden.append(Hidden(shown, "inSource", ignore.reason))
        else:
            kept.append(shown)
    result.reports = kept


def placed(report: Report, texts: Texts) -> Report:
    """A finding with lines and columns."""
    finding = report.finding
    edits = texts.edits(finding.fix) if finding.fix else ()
    return structs.replace(
        report,
        finding=finding if edits or not finding.fix else structs.replace(finding, fix=None),
        at=texts.locate(finding.place),
        related=tuple(texts.locate(other.place, other.message) for other in finding.related),
        edits=edits,
    )


def _about(graph: Graph, place: Place) -> Object | None:
    """The object that a place lies in."""
    ordinal = graph.scope.ordinals.get(place.file)
    for found in graph.scope.files[ordinal].objects if ordinal is not None else ():
        if found.document == place.document and place.path[: len(found.base)] == found.base:
            return found
    return None


def _further(worlds: Sequence[World], kind: Callable[[Graph], Iterable[Object]]) -> int:
    """How many objects only environments show, one in several counted once."""
    seen, *others = ({(one.name, one.namespace) for one in kind(world.graph)} for world in worlds)
    return len(set().union(*others) - seen)


def _chart_facts(project: Project) -> Iterator[FileFacts]:
    for chart in project.charts:
        file = f"{chart}/Chart.yaml" if chart else "Chart.yaml"
        told = "this Helm chart was not rendered: nothing in its templates was checked"
        yield FileFacts(file, problems=(Problem("not-rendered", Place(file, 0, ("name",), "entry"), told),))
