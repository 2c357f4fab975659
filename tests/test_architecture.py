"""Imports point one way: from what the user sees back to what a file says."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = [
    "facts",
    "placeholder",
    "errors",
    "installed",
    "atomic",
    "progress",
    "cache",
    "read",
    "project",
    "render",
    "kustomizations",
    "scope",
    "graph",
    "rule",
    "registry",
    "config",
    "edits",
    "texts",
    "result",
    "engine",
    "fix",
    "docs",
    "trace",
    "report",
    "editor",
    "cli",
]
SMALL = 250


def sources() -> list[Path]:
    return sorted([*(ROOT / "svclint").rglob("*.py"), *(ROOT / "rules").rglob("*.py")])


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return name if name.startswith("svclint") else f"svclint.{name}"


MODULES = {module(path): path for path in sources()}


def stage(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports, what only type checkers see left out."""
    tree = ast.parse(path.read_text())
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("svclint"):
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {one if one in MODULES or node.module == "svclint" else node.module for one in named}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("svclint")}
    return found


@pytest.mark.parametrize(
    "path", [path for path in sources() if "svclint" in path.parts[len(ROOT.parts) :]], ids=lambda path: path.name
)
def test_imports_point_left(path: Path) -> None:
    relative = path.relative_to(ROOT / "svclint")
    own = relative.parts[0].removesuffix(".py")
    if own == "__init__":
        assert not imports(path)
        return
    for module in imports(path):
        name = stage(module)
        if name not in ("__version__", ""):
            assert STAGES.index(name) <= STAGES.index(own), f"{relative} imports {module}"


def test_no_module_needs_itself() -> None:
    TopologicalSorter({name: imports(path) - {name} for name, path in MODULES.items()}).prepare()


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("[a-z]*.py")), ids=lambda path: path.stem)
def test_a_rule_knows_facts_graph_and_rule_only(path: Path) -> None:
    for module in imports(path):
        assert stage(module) in ("facts", "graph", "rule", "placeholder"), f"{path.name} imports {module}"


def test_nothing_imports_a_rule_by_name() -> None:
    for path in [*sources(), *(ROOT / "tests").rglob("*.py")]:
        assert not any(module.startswith("svclint.rules") for module in imports(path)), path


def test_only_reports_and_the_command_line_write() -> None:
    for path in sources():
        calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
        if "cli" not in path.parts:
            assert not calls & {"print", "click.echo", "sys.stdout.write"}, path


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_files_are_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= SMALL
