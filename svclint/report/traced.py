"""Where Services send their traffic, as text: a sentence a line, with the place where it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from svclint import trace
from svclint.engine.worlds import Look
from svclint.facts import Place, Service
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import World


def traced(look: Look, names: Collection[str], view: View) -> Iterator[str]:
    """A paragraph for each Service of those names (none: of all) in the files, and in each environment that shows it."""
    for world in look.worlds:
        for service in world.graph.services:
            if not _is_asked(look, world, service, names) or not look.shows(world, service):
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
    written = world.written(service.at("metadata", "name")) if world.trail else None
    if written is None:
        return False
    at = look.texts.locate(written)
    return (look.texts.text(at.file) or "")[slice(*at.offsets)].strip("\"'") in names


def _where(look: Look, world: World, place: Place | None, view: View) -> str:
    """The place in the files, in brackets; nothing where no line of them is known."""
    written = world.written(place) if place else None
    return f" ({view.here.at(look.texts.locate(written))})" if written else ""
