"""Kustomizations and charts as environments: worlds of their own, whose findings are brought back to the files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from msgspec import structs

from svclint.cache import Cache
from svclint.config import Config
from svclint.engine.identity import called
from svclint.engine.local import Local
from svclint.facts import Deployer, FileFacts, Gateway, Ignore, Object, Place, Problem, Service
from svclint.graph import Graph
from svclint.graph.around import Around, Brought
from svclint.project import Project
from svclint.read.ignores import ignores
from svclint.read.kustomize import FILE_NAMES
from svclint.render import Environment, Origin, Refused, Rendered, from_charts, from_kustomizations
from svclint.render.deployers import deployers as deployers_of
from svclint.render.generated import unhashed
from svclint.render.origin import Origins
from svclint.result import Report, Sight, World
from svclint.rule import Confidence, Related, Severity
from svclint.scope import Scope
from svclint.texts import Texts


class Rendering:
    """What the kustomizations and charts of a project bring: `found`, and the `facts` of files with what it says of them."""

    def __init__(
        self, project: Project, facts: list[FileFacts], config: Config, cache: Cache, found: Rendered | None = None
    ) -> None:
        self.found = found or _rendered(project, facts, config, cache)
        self.facts = list(_told(facts, self.found))

    def worlds(
        self,
        read: Callable[[str, bytes], FileFacts],
        config: Config,
        texts: Texts,
        local: Local,
        former: Callable[[str], list[Object]],
    ) -> Iterator[World]:
        """Each environment, `read` as one file; where something of it is missing, absence proves nothing.

        `former` gives the objects that one had before, by its name.
        """
        known = (one.kustomization for one in self.facts if one.kustomization)
        renamers = [one for one in known if one.prefix or one.suffix]
        for one in self.found.environments:
            facts = read(one.name, one.text.encode())
            scope = Scope([facts], rendered=True, charts=[posixpath.dirname(one.name)] if one.missing else ())
            cluster = config.cluster()
            namespace = one.namespace or local.namespace(_root(one))
            if namespace:
                cluster = structs.replace(cluster, default_namespace=namespace)
            trail = one.trail(texts.text)
            renaming = tuple(each for each in renamers if each.file in one.consumed)
            around = Around(name=one.name, consumed=one.consumed)
            if renaming and isinstance(trail, Origins):
                began = partial(_began, trail)
                around = structs.replace(around, began=began, renaming=renaming)
            graph = Graph(scope, cluster, partial(former, one.name), around=around)
            yield World(graph, one.name, trail, one.unlikely, posixpath.dirname(_root(one)))

    def together(self, worlds: Sequence[World]) -> list[World]:
        """The world of the files and those of environments, each with what the others bring."""
        return list(_together(worlds, self.found.consumed))


def _together(worlds: Sequence[World], consumed: Collection[str]) -> Iterator[World]:
    """The same worlds, each with what the others bring. The first is that of the files, whose `consumed` ones others show."""
    services: dict[str, list[Brought]] = {}
    for world in worlds:
        scope, default = world.graph.scope, world.graph.cluster.default_namespace
        for one in scope.objects:
            if isinstance(one, Service) and (world.name or one.file not in consumed):
                namespace = None if scope.moves(one.file) else one.namespace or default
                brought = Brought(namespace, world.name, one.file, world.graph.around.consumed)
                services.setdefault(one.name, []).append(brought)
    known = {name: tuple(found) for name, found in services.items()}
    plain = (one for one in worlds[0].graph.scope.objects if isinstance(one, Gateway) and one.file not in consumed)
    gateways = tuple(one for one in plain if one.namespace)
    for world in worlds:
        around = structs.replace(world.graph.around, services=known, gateways=gateways if world.name else ())
        yield structs.replace(world, graph=world.graph.among(around))


def _began(trail: Origins, found: Object) -> tuple[str, str | None]:
    return trail.began(found.document)


def _root(environment: Environment) -> str:
    """The file that an environment is rendered from."""
    if environment.chart is not None:
        return posixpath.join(environment.chart, "Chart.yaml")
    return posixpath.join(environment.name.partition(":")[2].removesuffix(environment.variant), FILE_NAMES[0])


def _rendered(project: Project, facts: Sequence[FileFacts], config: Config, cache: Cache) -> Rendered:
    kustomizations = [one.kustomization for one in facts if one.kustomization]
    told = list(deployers_of(facts, project.charts))
    deployers = [one for one in told if isinstance(one, Deployer)]
    found = from_kustomizations(project.root, kustomizations, deployers, cache) if kustomizations else Rendered()
    if project.charts:
        found += from_charts(project.root, project.files, project.charts, deployers, config.kubernetes_version, cache)
    return found + Rendered(refused=tuple(one for one in told if isinstance(one, Refused)))


def _told(facts: Sequence[FileFacts], found: Rendered) -> Iterator[FileFacts]:
    """The facts of files, with what is to be said of roots that were not rendered, and the ignores of templates.

    Files of a chart that was rendered may be templates: helm has read them.
    """
    folders = tuple(f"{one.chart}/".lstrip("/") for one in found.environments if one.chart is not None)
    spoken: dict[str, list[Problem]] = {}
    for one, roots in _alike(found.refused):
        which = f"{roots[0]} and {len(roots) - 1} more" if len(roots) > 1 else roots[0]
        if not one.told:
            begins = f"{which} {'were' if len(roots) > 1 else 'was'} not rendered"
        else:
            begins = f"{one.told} with {which}" if all(roots) else one.told
        told = f"{begins}: {one.detail}"
        problem = Problem("not-rendered", one.place, told, one.doubt, help=one.cure, serious=one.breaks)
        spoken.setdefault(one.place.file, []).append(problem)
    for one_file in facts:
        more = spoken.pop(one_file.file, [])
        own = one_file.problems
        if own and one_file.file.startswith(folders):
            own = tuple(problem for problem in own if problem.kind != "not-rendered")
        changed = more or len(own) != len(one_file.problems)
        yield structs.replace(one_file, problems=(*own, *more)) if changed else one_file
    for file, problems in spoken.items():
        yield FileFacts(file, problems=tuple(problems))
    known = {one.file for one in facts}
    for file, said in dict(pair for one in found.environments for pair in one.speaking if pair[0] not in known).items():
        yield FileFacts(file, ignores=tuple(ignores(file, said)))


def _alike(refused: Iterable[Refused]) -> Iterator[tuple[Refused, list[str]]]:
    """What was refused, once for each reason, with the roots that it is the reason for."""
    roots: dict[Refused, list[str]] = {}
    for one in refused:
        roots.setdefault(structs.replace(one, root=""), []).append(one.root)
    yield from roots.items()


def folded(
    world_reports: Iterable[tuple[World, Iterable[Report]]],
    look: Callable[[Report, Graph], Report | None],
    least: Confidence,
    *,
    sources: bool,
) -> Iterator[Report]:
    """The findings of environments at the places that a person edits; what has no origin in the project is left out.

    One defect that several environments, or several objects of one, show is one report: the same rule, place and value,
    told as the severest and then surest of them tells it. Where it is less sure than `least`, or where an annotation hides
    it, it is another report.
    Where no line of its own is known, the message tells one from another. `sources`: they tell what they are put together
    from. `look` says what becomes of one at its place, which may differ from environment to environment.
    """
    found: dict[tuple[str, Place, str, str, str | None, bool, bool], list[Report]] = {}
    for world, reports in world_reports:
        for report in reports:
            moved = _traced(world, report, sources=sources)
            if moved is None:
                continue
            origin, traced = moved
            one = look(traced, world.graph)
            if one is None:
                continue
            told = one.finding.message if origin.precision in ("call", "object", "file") else ""
            hidden = any({one.finding.rule, one.family} & set(ignore.rules) for ignore in one.carried)
            is_sure = one.finding.confidence >= least
            key = (one.finding.rule, origin.place, origin.value, told, one.exempt, hidden, is_sure)
            found.setdefault(key, []).append(one)
    yield from map(_one_of, found.values())


def _one_of(reports: list[Report]) -> Report:
    """Reports of one defect as one: the strongest, of equals the first."""
    strong = max(reports, key=_strength)
    if len(reports) == 1:
        return strong
    sights = dict.fromkeys((*strong.sights, *(sight for one in reports for sight in one.sights)))
    return structs.replace(strong, sights=tuple(sights), sources=strong.sources.union(*(one.sources for one in reports)))


def _strength(report: Report) -> tuple[Severity, Confidence]:
    return report.finding.severity, report.finding.confidence


def _traced(world: World, report: Report, *, sources: bool) -> tuple[Origin, Report] | None:
    assert world.trail is not None
    finding = report.finding
    origin = world.trail.of(finding.place)
    if origin is None:
        return None
    here = [other for other in finding.related if other.place.file == world.name]
    others = ((world.trail.of(other.place), other) for other in here)
    related = [Related(found.place, other.message) for found, other in others if found]
    related += (other for other in finding.related if other.place.file != world.name)
    related += (Related(place, told) for place, told in origin.related)
    moved = structs.replace(finding, place=origin.place, related=tuple(related), fix=None)
    if origin.vendored:
        lower = Severity(max(finding.severity - 1, Severity.NOTE))
        moved = structs.replace(moved, severity=lower, why=f"the chart {origin.vendored} of others brings this object")
    if world.unlikely and finding.confidence > Confidence.POSSIBLE:
        moved = structs.replace(moved, confidence=Confidence.POSSIBLE, why=world.unlikely)
    about = world.trail.of(report.object.at()) if report.object else None
    documents = {finding.place.document, *(other.place.document for other in here)}
    named = called(report.object, unhashed(report.object.name) if origin.generated else "") if report.object else ""
    pointer = "/".join(filter(None, (world.trail.pointer(finding.place), finding.place.word)))
    return origin, structs.replace(
        report,
        finding=moved,
        sights=(Sight(world.name, named, pointer),),
        precision=origin.precision,
        begins=about.place if about else None,
        carried=tuple(_carried(world, report.object)),
        sources=frozenset().union(*map(world.trail.sources, documents)) if sources else frozenset(),
    )


def _carried(world: World, found: Object | None) -> Iterator[Ignore]:
    """What the annotations of a rendered object ask to hide, at their places in the files."""
    assert world.trail is not None
    for facts in world.graph.scope.files if found else ():
        for ignore in facts.ignores:
            if ignore.object is not None and facts.objects[ignore.object] is found:
                origin = world.trail.of(ignore.place)
                yield structs.replace(ignore, place=origin.place if origin else ignore.place)
