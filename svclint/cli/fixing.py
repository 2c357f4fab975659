"""`svclint check --fix`, `--fix-only` and `--diff`: mends files, or shows how it would."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from svclint import fix
from svclint.atomic import Unwritten, rewrite
from svclint.read.encoding import decode
from svclint.report.summary import fixed

if TYPE_CHECKING:
    from svclint.fix import Mended
    from svclint.project import Project
    from svclint.report.paths import Paths
    from svclint.report.view import View
    from svclint.result import Result

_COLOURS = {"+": "32", "-": "31", "@": "36"}


def run(check: Callable[[Project], Result], tree: Project, view: View, given: dict[str, Any]) -> tuple[Result, int]:
    """Do what the options ask for: what remains, and the exit status if it is not 0. Notes are mended where they are shown."""
    mended = fix.mend(check, tree, unsafe=given["unsafe_fixes"], notes=view.notes)
    if given["diff"]:
        return _show(mended, view)
    kept = _write(mended, tree, view.here)
    lost = len(kept) < len(mended.after)
    result = check(tree) if lost else mended.result
    result.fixed = [one for one in mended.fixed if all(at.file in kept for at, _ in one.edits)]
    if given["fix_only"]:
        click.echo(f"svclint: {fixed(result.fixed) or 'nothing to fix'}", err=True)
    return result, _tell(mended, view.here) or (2 if lost else 0)


def _show(mended: Mended, view: View) -> tuple[Result, int]:
    """Print as a unified diff what would change; the exit status is 1 if anything would."""
    for file in sorted(mended.after):
        for line in _diff(view.here.line(file), decode(mended.before[file]), decode(mended.after[file])):
            code = _COLOURS.get(line[0]) if view.colour else None
            ending = line[len(line.rstrip("\r\n")) :]
            shown = f"\x1b[{code}m{line.removesuffix(ending)}\x1b[0m{ending}" if code else line
            sys.stdout.buffer.write(shown.encode())
    sys.stdout.buffer.flush()
    told = fixed(mended.fixed)
    click.echo(f"svclint: {'would be ' if told else ''}{told or 'nothing to fix'}", err=True)
    return mended.result, _tell(mended, view.here) or (1 if mended.after else 0)


def _write(mended: Mended, tree: Project, paths: Paths) -> set[str]:
    """Write the files that changed; those that could be written."""
    kept = set()
    for file, data in sorted(mended.after.items()):
        try:
            rewrite(tree.root, file, mended.before[file], data)
        except Unwritten as error:
            click.echo(f"svclint: {paths.line(file)}: not fixed: {error}", err=True)
        else:
            kept.add(file)
    return kept


def _tell(mended: Mended, paths: Paths) -> int:
    """Say what was left alone because of svclint itself, and give the exit status for that."""
    for one in mended.refused:
        told = f"not fixed: the fix of {one.finding.rule} would change more than it says"
        click.echo(f"svclint: {paths.at(one.at)}: {told}", err=True)
    for file in mended.restless:
        click.echo(f"svclint: {paths.line(file)}: not fixed: its fixes bring each other back, a bug in svclint", err=True)
    return 3 if mended.restless else 0


def _diff(name: str, before: str, after: str) -> Iterator[str]:
    for line in difflib.unified_diff(_lines(before), _lines(after), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
