"""What stands under a cursor means: pods of a selector, container ports of a port, the Service of a host name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint import trace
from svclint.editor.folder import Folder
from svclint.facts import Object, Place, Service, Workload
from svclint.graph import Graph
from svclint.graph.links import Link
from svclint.texts import Located
from svclint.trace import Told


class Spot:
    """A stretch of a file in which a cursor stands, and what is said of it."""

    def __init__(self, at: Located, told: Iterable[Told]) -> None:
        self.at, self.told = at, tuple(told)

    @property
    def length(self) -> int:
        """How many code points it has: the shortest spot is what a cursor means."""
        return self.at.offsets[1] - self.at.offsets[0]


def hovered(folder: Folder, file: str, offset: int) -> Spot | None:
    """What is to be said where a cursor stands, None for nothing."""
    graph = folder.world
    found = _at(folder, file, offset)
    spots = [Spot(at, told) for at, told in _spots(folder, graph, found, offset)] if found else []
    spots = [spot for spot in spots if spot.told]
    return min(spots, key=lambda spot: spot.length, default=None)


def meant(folder: Folder, file: str, offset: int) -> list[Place]:
    """Where what stands under a cursor is defined."""
    links = [link for link in folder.world.links.among(file) if _covers(folder, link.at, offset)]
    return list(dict.fromkeys(link.to for link in _narrowest(folder, links, lambda link: link.at)))


def meaning(folder: Folder, file: str, offset: int) -> list[Place]:
    """What means the thing under a cursor: also what stands beside it and means the same."""
    links = folder.world.links
    into = [link for link in links.all() if link.to.file == file and _covers(folder, link.to, offset)]
    found = [link.at for link in _narrowest(folder, into, lambda link: link.to)]
    for to in meant(folder, file, offset):
        found += [link.at for link in links.all() if link.to == to]
    return list(dict.fromkeys(found))


def counted(folder: Folder, file: str) -> Iterator[tuple[Located, str]]:
    """A line for each Service of a file: how many pods and ports it has, and how much uses it."""
    graph, facts = folder.world, folder.facts(file)
    for one in facts.objects if facts else ():
        if isinstance(one, Service):
            pods = sum(1 if pod.kind == "DaemonSet" else pod.replicas for pod in graph.selection(one).pods)
            users = {(link.source, link.at) for link in graph.links.arriving(one) if link.to.path[:1] != ("spec",)}
            told = f"{_count(pods, 'pod')} · {_count(len(one.ports), 'port')} · used by {len(users)}"
            yield folder.texts.locate(one.at("metadata", "name")), told


def _spots(folder: Folder, graph: Graph, found: Object, offset: int) -> Iterator[tuple[Located, Iterable[Told]]]:
    """What may be said inside an object, where the cursor stands in it."""
    candidates: list[tuple[Place, Iterable[Told]]] = []
    if isinstance(found, Service):
        candidates.append((found.at("metadata", "name"), trace.service(graph, found)))
        candidates.append((found.at("spec", "selector", part="entry"), trace.selects(graph, found)))
        candidates += [(found.at("spec", "ports", port.index), trace.lands(graph, found, port)) for port in found.ports]
    elif isinstance(found, Workload):
        chosen = [
            Told(f"Service {one.name} selects these pods", one.at("spec", "selector")) for one in graph.selectors.of(found)
        ]
        chosen = chosen or [Told("no Service selects these pods")]
        candidates.append((found.at("metadata", "name"), chosen))
        candidates.append((found.at(*found.template, "labels", part="entry"), chosen))
        if found.service_name:
            candidates.append((found.at("spec", "serviceName", part="entry"), trace.governs(graph, found)))
        for link in graph.links.arriving(found):
            if link.kind == "lands":
                entry = Place(link.to.file, link.to.document, link.to.path[:-1])
                candidates.append((entry, [Told(f"{link.source} sends here", link.at)]))
    for named in graph.names.everywhere():
        if named.place.file == found.file and named.place.document == found.document:
            candidates.append((named.place, trace.means(graph, named)))
    for link in graph.links.leaving(found):
        if link.kind in ("sends", "calls", "scrapes", "admits"):
            candidates.append((link.at, [Told(f"{link.target}", link.to)]))
    for place, told in candidates:
        if _covers(folder, place, offset):
            yield folder.texts.locate(place), told


def _at(folder: Folder, file: str, offset: int) -> Object | None:
    """The object that a cursor stands in."""
    facts = folder.facts(file)
    return next((one for one in facts.objects if _covers(folder, one.at(), offset)), None) if facts else None


def _covers(folder: Folder, place: Place, offset: int) -> bool:
    start, end = folder.texts.locate(place).offsets
    return start <= offset <= end


def _narrowest(folder: Folder, links: list[Link], end: object) -> list[Link]:
    """Of links whose ends lie in each other those with the shortest."""
    sizes = {id(link): _size(folder, end(link)) for link in links}  # type: ignore[operator]
    least = min(sizes.values(), default=0)
    return [link for link in links if sizes[id(link)] == least]


def _size(folder: Folder, place: Place) -> int:
    start, end = folder.texts.locate(place).offsets
    return end - start


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
