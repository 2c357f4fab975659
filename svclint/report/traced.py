"""Where Services send their traffic, as text: a sentence a line, with the place where it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from svclint import trace
from svclint.facts import Object, Place, Service
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import World
from svclint.worlds import Look


def traced(look: Look, names: Collection[str], view: View) -> Iterator[str]:
    """A paragraph for each Service of those names (none: of all) in the files, and in each environment that shows it."""
    for world in look.worlds:
        for service in world.graph.services:
            if not _is_asked(look, world, service, names) or not is_shown(look, world, service):
                continue
            for told in trace.service(world.graph, service):
                yield f"{'  ' * told.depth}{printable(told.text)}{_where(look, world, told.place, view)}\n"
                if not told.depth and world.name:
                    yield f"  in {world.name}\n"
            yield "\n"


def _is_asked(look: Look, world: World, service: Service, names: Collection[str]) -> bool:
    """Whether a Service has one of these names, as it is rendered or as its file calls it."""
    if not names or service.name in names or f"{world.graph.namespace(service)}/{service.name}" in names:
        return True
    origin = world.trail.of(service.at("metadata", "name")) if world.trail else None
    if origin is None:
        return False
    at = look.texts.locate(origin.place)
    return (look.texts.text(at.file) or "")[slice(*at.offsets)].strip("\"'") in names


def is_shown(look: Look, world: World, found: Object) -> bool:
    """Whether an object is written in the folder that is looked at, and no environment shows it in place of its file."""
    if not world.trail:
        return found.file not in look.consumed and look.project.shows(found.file)
    origin = world.trail.of(found.at())
    return "" in look.project.shown or (origin is not None and look.project.shows(origin.place.file))


def _where(look: Look, world: World, place: Place | None, view: View) -> str:
    """The place in the files, in brackets; nothing where no line of them is known."""
    if place and world.trail:
        origin = world.trail.of(place)
        place = origin.place if origin else None
    if place is None:
        return ""
    at = look.texts.locate(place)
    return f" ({view.here.line(at.file)}:{at.line}:{at.column})"
