"""Runs rules on a project: reads its files, asks each rule, places what they find, and keeps what is asked for.

It knows selection, confidence, order and places, and nothing of what any rule means.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from msgspec import structs

from svclint import progress
from svclint.asking import Steps, ask, asking, finished, run
from svclint.before import Before
from svclint.cache import NOTHING, Cache
from svclint.config import Config
from svclint.facts import Problem
from svclint.focus import Focus
from svclint.identity import Identities
from svclint.local import EVERYWHERE, Local
from svclint.project import Project
from svclint.replay import Replay
from svclint.result import Hidden, Identity, Report, Result, World
from svclint.rule import Confidence, Severity
from svclint.suppress import UNUSED, Ignores
from svclint.texts import Texts
from svclint.worlds import Look, Lookout

Shows = Callable[[Report], bool]
"""Whether a finding is asked for."""


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
    before: Mapping[str, bytes | None] | None = None,
    also: Sequence[str] = (),
    identify: bool = False,
) -> Result:
    """Lint a project with the rules of these ids; findings below `least` are counted, not shown.

    `isolated`: the last commit is not asked what it had. `notes`: notes are given lines and columns, not only counted.
    `render`: kustomizations and charts are rendered, and what they bring is linted in place of their files.
    `before`: only what has to do with the change of these files is shown, and what touches `also`; it tells what they held
    (None: they were not there).
    `cache` keeps what the next run need not work out again. `identify`: every finding is given its identity.
    """
    began = time.perf_counter()
    gc.disable()
    try:
        with ExitStack() as stack:
            lookout = Lookout(config, stack, cache, render=render)
            remembered = lookout.remembered(project)
            replay = None
            if before is None and not identify:
                replay = Replay(remembered, cache, [config, rules, least, isolated, notes, render, also], commit=not isolated)
            result = replay.result() if replay else None
            if result is None:
                then = Before(lookout, config, before)
                look = then.now = lookout.at(project, (lambda _: []) if isolated else then.objects, remembered=remembered)
                result = _checked(look, then, config, rules, least, before, also, notes=notes, identify=identify)
                if replay and not look.rendered:
                    replay.keep(result)
            remembered.keep()
    finally:
        gc.enable()
    cache.trim()
    result.seconds = time.perf_counter() - began
    return result


def _checked(
    look: Look,
    then: Before,
    config: Config,
    rules: Sequence[str],
    least: Confidence,
    before: Mapping[str, bytes | None] | None,
    also: Sequence[str],
    *,
    notes: bool,
    identify: bool,
) -> Result:
    shown = look.project.shown
    asked = [rule for rule in rules if rule != UNUSED]
    result = ask(
        look.worlds, asked, config.rules, look.consumed, least, local=look.local, sources=bool(also) or "" not in shown
    )
    result.looked = _looked(look, rules, result, Focus(shown, before))
    if before is None:
        focus = Focus(shown)
    else:
        found, tell = tuple(result.reports), Identities(look.texts, look.worlds[0].graph)

        def known(report: Report) -> Iterator[tuple[Identity, bool]]:
            return ((one, report.finding.confidence >= least) for one in tell.of(report))

        focus = Focus(shown, before, lambda: then.identities(asked, least, found), known, also)
        result.changed = len(before)
    progress.tell("placing what was found")
    unused = look.local.unused(set(asked), whole=look.whole)
    settle(result, look.worlds[0], rules, config.rules, look.texts, least, focus.shows, unused, notes=notes, identify=identify)
    result.files, result.unreadable = len(look.facts), sum(not one.readable for one in look.facts)
    result.objects = sum(one.count for one in look.facts)
    if look.rendered:
        brought = look.rendered.found
        result.rendered, result.built = len(brought.environments), brought.built
        result.refused = sum(not one.partial for one in brought.refused)
        files, objects = brought.templates
        result.files, result.objects = result.files + files, result.objects + objects
    return result


def _looked(look: Look, rules: Sequence[str], result: Result, focus: Focus) -> Callable[[Identity], bool]:
    """Whether a run would have shown a finding: its rule ran, its file was asked for, and what renders it was rendered."""
    ran = set(rules) - {crash.rule for crash in result.crashes}
    return lambda one: one.rule in ran and focus.covers(one.file) and not look.is_blind([one.file])


def lint(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    least: Confidence,
    shows: Shows = lambda _: True,
    *,
    local: Local = EVERYWHERE,
    notes: bool = True,
) -> Result:
    """Run rules on worlds, of which the first is that of the files, and place what `shows` asks for."""
    return finished(linting(worlds, rules, options, texts, least, shows, local=local, notes=notes))


def linting(
    worlds: Sequence[World],
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    least: Confidence,
    shows: Shows = lambda _: True,
    *,
    local: Local = EVERYWHERE,
    notes: bool = True,
    consumed: Collection[str] = (),
) -> Steps:
    """As `lint`, a rule a step, for who has something else to do in between."""
    asked = [rule for rule in rules if rule != UNUSED]
    result = yield from asking(worlds, asked, options, consumed, least, local=local)
    yield
    settle(result, worlds[0], rules, options, texts, least, shows, notes=notes)
    return result


def settle(
    result: Result,
    files: World,
    rules: Sequence[str],
    options: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    least: Confidence,
    shows: Shows,
    unused: Iterable[Problem] = (),
    *,
    notes: bool = True,
    identify: bool = False,
) -> None:
    """Keep and place what is asked for; what ignores hide is left out, and then those are asked for that hid nothing:
    `unused` are those of the config."""
    ignores, tell = Ignores(files.graph.scope.files, texts), Identities(texts, files.graph)
    place(result, texts, least, shows, ignores, tell, notes=notes, identify=identify)
    if UNUSED in rules:
        told = run(files.graph.told((*ignores.unused(set(rules) - {UNUSED}), *unused)), [UNUSED], options)
        place(told, texts, least, shows, Ignores((), texts), tell, notes=notes, identify=identify)
        result.reports += told.reports
        result.unsure += told.unsure
        result.crashes += told.crashes
    result.reports.sort(key=lambda one: (one.at.file, one.at.line, one.at.column, one.finding.rule, one.finding.message))
    result.texts = texts.locators


def place(
    result: Result,
    texts: Texts,
    least: Confidence,
    shows: Shows,
    ignores: Ignores,
    tell: Identities,
    *,
    notes: bool,
    identify: bool,
) -> None:
    """Keep the findings that are sure enough, asked for and not ignored; give them lines and columns, and identities."""
    kept = []
    for report in result.reports:
        finding = report.finding
        if not shows(report):
            continue
        ignore = ignores.hide(finding, report.family, report.object, report.begins, report.carried)
        if ignore or report.exempt:
            result.ignored += 1
        elif finding.confidence < least:
            result.possible += 1
            if identify:
                result.unsure += tell.of(report)
        if finding.confidence < least:
            continue
        seen = notes or finding.severity != Severity.NOTE
        shown = placed(report, texts) if seen else report
        if seen or identify:
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
