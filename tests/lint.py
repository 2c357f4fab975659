"""Lints files as the tests want it: one rendered environment, or a project as the command line would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from svclint import engine, project, reading, registry
from svclint.config import Config
from svclint.graph import Graph
from svclint.read import Reader
from svclint.result import Report, Result, World
from svclint.rule import Confidence
from svclint.scope import Scope
from svclint.texts import Texts


def environment(
    root: Path, files: Iterable[str], rules: Iterable[str] | None = None, *, namespace: str | None = "default"
) -> list[Report]:
    """Everything that all rules say, possible findings too, of files taken as one rendered environment."""
    config = Config(default_namespace=namespace)
    tree = project.Project(root, tuple(sorted(files)), (), ("",), frozenset(files))
    facts = reading.read_all(Reader(config.kubernetes_version), tree)
    graph = Graph(Scope(facts, rendered=True), config.cluster())
    result = engine.lint([World(graph)], list(rules or registry.families()), {}, Texts(tree), Confidence.POSSIBLE)
    assert not result.crashes, result.crashes[0].trace
    return result.reports


def folder(
    root: Path,
    *paths: str,
    config: Config | None = None,
    isolated: bool = True,
    least: Confidence = Confidence.POSSIBLE,
    render: bool = False,
) -> Result:
    """What `svclint check PATHS` finds below a folder."""
    given = [str(root / path) for path in paths] or [str(root)]
    start = project.start(given)
    tree = project.discover(given, start if isolated else project.root_of(start, None), isolated=isolated)
    result = engine.check(tree, config or Config(), list(registry.families()), least, isolated=isolated, render=render)
    assert not result.crashes, result.crashes[0].trace
    return result


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder and give it back."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def told(reports: Iterable[Report]) -> list[str]:
    """`file:line rule` of each report, as short as a test wants it."""
    return [f"{one.at.file}:{one.at.line} {one.finding.rule}" for one in reports]
