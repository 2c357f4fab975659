"""Kustomizations as environments: rendered and read as worlds of their own, their findings brought back to the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from svclint.config import Config
from svclint.facts import Deployer, FileFacts, Place, Problem
from svclint.graph import Graph
from svclint.project import Project
from svclint.read import Reader
from svclint.render import Refused, Rendered, render
from svclint.render.origin import Origin, Origins
from svclint.result import Report, World
from svclint.rule import Related
from svclint.scope import Scope
from svclint.texts import Texts


def rendered(project: Project, facts: Iterable[FileFacts]) -> Rendered:
    """What the kustomizations of a project build."""
    facts = list(facts)
    kustomizations = [one.kustomization for one in facts if one.kustomization]
    deployers = [found for one in facts for found in one.objects if isinstance(found, Deployer)] if kustomizations else []
    return render(project.root, kustomizations, deployers) if kustomizations else Rendered()


def with_refused(facts: Iterable[FileFacts], refused: Sequence[Refused]) -> Iterator[FileFacts]:
    """The facts of files, those of roots that were not rendered saying so."""
    told: dict[str, list[Problem]] = {}
    for one in refused:
        detail = f"this kustomization was not rendered: {one.reason}"
        told.setdefault(one.file, []).append(Problem("not-rendered", Place(one.file, 0), detail, help=one.cure))
    for one_file in facts:
        more = told.get(one_file.file)
        yield structs.replace(one_file, problems=(*one_file.problems, *more)) if more else one_file


def worlds(found: Rendered, reader: Reader, config: Config, texts: Texts) -> Iterator[World]:
    """Each environment, read as one file."""
    for one in found.environments:
        facts = reader.read(one.name, one.text.encode())
        yield World(Graph(Scope([facts], rendered=True), config.cluster()), one.name, Origins(one.text, texts.text))


def folded(world_reports: Iterable[tuple[World, Iterable[Report]]]) -> Iterator[Report]:
    """The findings of environments at the places that a person edits; what has no origin in the project is left out.

    One defect that several environments show is one report: the same rule, place and value, the n-th time in each.
    """
    found: dict[tuple[tuple[str, Place, str], int], Report] = {}
    for world, reports in world_reports:
        times: Counter[tuple[str, Place, str]] = Counter()
        for report in reports:
            moved = _traced(world, report)
            if moved is None:
                continue
            origin, one = moved
            key = (one.finding.rule, origin.place, origin.value)
            first = found.setdefault((key, times[key]), one)
            if first is not one:
                found[key, times[key]] = structs.replace(first, environments=(*first.environments, world.name))
            times[key] += 1
    yield from found.values()


def _traced(world: World, report: Report) -> tuple[Origin, Report] | None:
    assert world.origins is not None
    origin = world.origins.of(report.finding.place)
    if origin is None:
        return None
    others = ((world.origins.of(other.place), other) for other in report.finding.related)
    related = tuple(Related(found.place, other.message) for found, other in others if found)
    moved = structs.replace(report.finding, place=origin.place, related=related, fix=None)
    return origin, structs.replace(report, finding=moved, environments=(world.name,), precision=origin.precision)
