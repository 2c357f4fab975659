"""Runs rules on a project: reads its files, asks each rule, places what they find, and keeps what is asked for.

It knows selection, confidence, order and places, and nothing of what any rule means.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack

from msgspec import structs

from svclint import progress
from svclint.cache import NOTHING, Cache
from svclint.config import Config
from svclint.engine.asking import Question, Steps, ask, finished, run
from svclint.engine.before import Before
from svclint.engine.focus import Focus
from svclint.engine.identity import Identities
from svclint.engine.ignores import UNUSED, Ignores
from svclint.engine.local import EVERYWHERE, Local
from svclint.engine.replay import Replay
from svclint.engine.worlds import Look, Lookout
from svclint.facts import Problem
from svclint.project import Project
from svclint.result import Hidden, Identity, Report, Result, World
from svclint.rule import Severity
from svclint.texts import Texts

Shows = Callable[[Report], bool]
"""Whether a finding is asked for."""


def check(
    project: Project,
    config: Config,
    question: Question,
    *,
    isolated: bool = False,
    render: bool = True,
    cache: Cache = NOTHING,
    before: Mapping[str, bytes | None] | None = None,
    also: Sequence[str] = (),
) -> Result:
    """Lint a project; findings that are not sure enough are counted, not shown.

    `isolated`: the last commit is not asked what it had.
    `render`: kustomizations and charts are rendered, and what they bring is linted in place of their files.
    `before`: only what has to do with the change of these files is shown, and what touches `also`; it tells what they held
    (None: they were not there).
    `cache` keeps what the next run need not work out again.
    """
    began, collects = time.perf_counter(), gc.isenabled()
    gc.disable()
    try:
        with ExitStack() as stack:
            lookout = Lookout(config, stack, cache, render=render)
            remembered = lookout.remembered(project)
            replay = None
            if before is None and not question.identify:
                replay = Replay(remembered, cache, [config, question, isolated, render, also], commit=not isolated)
            result = replay.result() if replay else None
            if result is None:
                then = Before(lookout, config, before)
                look = then.now = lookout.at(project, (lambda _: []) if isolated else then.objects, remembered=remembered)
                result = _checked(look, then, question, before, also)
                if replay and not look.rendered:
                    replay.keep(result)
            remembered.keep()
    finally:
        if collects:
            gc.enable()
    cache.trim()
    result.seconds = time.perf_counter() - began
    return result


def _checked(
    look: Look, then: Before, question: Question, before: Mapping[str, bytes | None] | None, also: Sequence[str]
) -> Result:
    shown = look.project.shown
    sources = bool(also) or "" not in shown
    result = finished(ask(look.worlds, question, look.consumed, local=look.local, sources=sources))
    result.looked = _looked(look, question, result, Focus(shown, before))
    if before is None:
        focus = Focus(shown)
    else:
        found, tell = tuple(result.reports), Identities(look.texts, look.worlds[0].graph)

        def known(report: Report) -> Iterator[tuple[Identity, bool]]:
            return ((one, report.finding.confidence >= question.least) for one in tell.of(report))

        focus = Focus(shown, before, lambda: then.identities(question, found), known, also)
        result.changed = len(before)
    progress.tell("placing what was found")
    unused = look.local.unused(set(question.asked), whole=look.whole)
    settle(result, look.worlds[0], question, look.texts, focus.shows, unused)
    result.files, result.unreadable = len(look.facts), sum(not one.readable for one in look.facts)
    result.objects = sum(one.count for one in look.facts)
    if look.rendered:
        brought = look.rendered.found
        result.rendered, result.built = len(brought.environments), brought.built
        result.refused = sum(not one.partial for one in brought.refused)
        files, objects = brought.templates
        result.files, result.objects = result.files + files, result.objects + objects
    return result


def _looked(look: Look, question: Question, result: Result, focus: Focus) -> Callable[[Identity], bool]:
    """Whether a run would have shown a finding: its rule ran, its file was asked for, and what renders it was rendered."""
    ran = set(question.rules) - {crash.rule for crash in result.crashes}
    return lambda one: one.rule in ran and focus.covers(one.file) and not look.is_blind([one.file])


def lint(
    worlds: Sequence[World],
    question: Question,
    texts: Texts,
    *,
    local: Local = EVERYWHERE,
    consumed: Collection[str] = (),
) -> Steps:
    """Ask rules of worlds, of which the first is that of the files, and place what they find; a rule a step."""
    result = yield from ask(worlds, question, consumed, local=local)
    yield
    settle(result, worlds[0], question, texts)
    return result


def settle(
    result: Result,
    files: World,
    question: Question,
    texts: Texts,
    shows: Shows = lambda _: True,
    unused: Iterable[Problem] = (),
) -> None:
    """Keep and place what is asked for; what ignores hide is left out, and then those are asked for that hid nothing:
    `unused` are those of the config."""
    ignores, tell = Ignores(files.graph.scope.files, texts), Identities(texts, files.graph)
    place(result, question, texts, shows, ignores, tell)
    if UNUSED in question.rules:
        graph = files.graph.told((*ignores.unused(set(question.asked)), *unused))
        told = finished(run(graph, [UNUSED], question.options))
        place(told, question, texts, shows, Ignores((), texts), tell)
        result.reports += told.reports
        result.unsure += told.unsure
        result.crashes += told.crashes
    result.reports.sort(key=lambda one: (one.at.file, one.at.line, one.at.column, one.finding.rule, one.finding.message))
    result.texts = texts.locators


def place(result: Result, question: Question, texts: Texts, shows: Shows, ignores: Ignores, tell: Identities) -> None:
    """Keep the findings that are sure enough, asked for and not ignored; give them lines and columns, and identities."""
    kept = []
    for report in result.reports:
        finding = report.finding
        if not shows(report):
            continue
        ignore = ignores.hide(finding, report.family, report.object, report.begins, report.carried)
        if ignore or report.exempt:
            result.ignored += 1
        elif finding.confidence < question.least:
            result.possible += 1
            if question.identify:
                result.unsure += tell.of(report)
        if finding.confidence < question.least:
            continue
        seen = question.notes or finding.severity != Severity.NOTE
        shown = placed(report, texts) if seen else report
        if seen or question.identify:
            shown = structs.replace(shown, identities=tell.of(report))
        if ignore:
            result.hidden.append(Hidden(shown, "inSource", ignore.reason))
        elif report.exempt:
            result.hidden.append(Hidden(shown, "external", report.exempt))
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
