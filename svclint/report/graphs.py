"""What sends to what, as a flowchart or as data."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.engine.worlds import Look
from svclint.facts import Object, Place
from svclint.graph.links import Link
from svclint.report.text import indented, printable
from svclint.report.view import View
from svclint.result import World

_DRAWN = ("selects", "sends", "calls", "governs", "resolves", "scrapes", "admits")


def mermaid(look: Look, view: View) -> Iterator[str]:  # noqa: ARG001
    """A flowchart, a subgraph for each environment."""
    yield "flowchart LR\n"
    for number, world in enumerate(look.worlds):
        links = {(_name(world, link.source), link.kind, _name(world, link.target)) for link in _links(look, world)}
        if not links:
            continue
        if world.name:
            yield f'  subgraph e{number}["{_quoted(world.name)}"]\n'
        nodes = {name: f"n{number}_{place}" for place, name in enumerate(sorted({end for one in links for end in one[::2]}))}
        yield from (f'    {node}["{_quoted(name)}"]\n' for name, node in nodes.items())
        yield from (f"    {nodes[source]} -->|{kind}| {nodes[target]}\n" for source, kind, target in sorted(links))
        if world.name:
            yield "  end\n"


def json(look: Look, view: View) -> Iterator[str]:
    """An array of links: its kind, what is written, and both ends with their places."""
    found = [
        {
            "kind": link.kind,
            "environment": world.name or None,
            "written": link.told,
            "from": {"object": _name(world, link.source), **_place(look, world, link.at, view)},
            "to": {"object": _name(world, link.target), **_place(look, world, link.to, view)},
        }
        for world in look.worlds
        for link in _links(look, world, all_kinds=True)
    ]
    yield indented(found)


def _links(look: Look, world: World, *, all_kinds: bool = False) -> Iterator[Link]:
    """The links of a world; of the files those that no environment shows in their place."""
    for link in world.graph.links.all():
        if not all_kinds and link.kind not in _DRAWN:
            continue
        if look.shows(world, link.source) or look.shows(world, link.target):
            yield link


def _name(world: World, found: Object) -> str:
    namespace = world.graph.namespace(found)
    return f"{found.kind} {f'{namespace}/' if namespace else ''}{found.name}"


def _quoted(text: str) -> str:
    return printable(text).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _place(look: Look, world: World, place: Place, view: View) -> dict[str, object]:
    """File, line and column, null where no line of the files is known."""
    written = world.written(place)
    if written is None:
        return {"file": None, "line": None, "column": None}
    at = look.texts.locate(written)
    return {"file": view.here.shown(at.file), "line": at.line, "column": at.column}
