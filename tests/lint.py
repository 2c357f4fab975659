"""Lints files as the tests want it: one rendered environment, or a project as the command line would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from svclint import engine, project, registry
from svclint.config import Config
from svclint.engine.asking import Question, finished
from svclint.graph import Graph
from svclint.project import Project, reading
from svclint.read import Reader
from svclint.result import Report, Result, World
from svclint.rule import Confidence
from svclint.scope import Scope
from svclint.texts import Texts


def environment(root: Path, files: Iterable[str], rules: Iterable[str] | None = None) -> list[Report]:
    """Everything that all rules say, possible findings too, of files taken as one rendered environment."""
    tree = project.Project(root, tuple(sorted(files)), (), ("",), frozenset(files))
    return rendered(tree, rules).reports


def rendered(tree: Project, rules: Iterable[str] | None = None) -> Result:
    """The same of the files of a project."""
    config = Config(default_namespace="default")
    facts = reading.read_all(Reader(config.kubernetes_version), tree)
    graph = Graph(Scope(facts, rendered=True), config.cluster())
    return whole(finished(engine.lint([World(graph)], Question(list(rules or registry.families())), Texts(tree))))


def folder(
    root: Path,
    *paths: str,
    config: Config | None = None,
    least: Confidence = Confidence.POSSIBLE,
    render: bool = False,
) -> Result:
    """What `svclint check PATHS` finds below a folder."""
    given = [str(root / path) for path in paths] or [str(root)]
    tree = project.discover(given, project.start(given), isolated=True)
    found = config or Config()
    question = Question(list(registry.families()), found.rules, least)
    return whole(engine.check(tree, found, question, isolated=True, render=render))


def check(root: Path, least: Confidence = Confidence.LIKELY) -> Result:
    """What `svclint check` shows of a folder and of what it renders."""
    return folder(root, least=least, render=True)


def whole(result: Result) -> Result:
    """A result of rules of which none raised."""
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
