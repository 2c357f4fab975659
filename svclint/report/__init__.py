"""Writers, one module a format: they take a result and give text, and know nothing of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.result import Result


def printed(name: str, result: Result, root: Path, *, colour: bool = False, show_notes: bool = False) -> Iterable[str]:
    """A result in a format, or as statistics; only the module of that format is imported."""
    from svclint.report import summary
    from svclint.report.paths import Paths

    shown = Paths(root)
    if name == "statistics":
        return [summary.statistics(result), summary.summary(result)]
    if name == "json":
        from svclint.report import json

        return json.report(result, shown)
    if name == "concise":
        from svclint.report import concise

        return concise.report(result, shown)
    from svclint.report import full

    return full.report(result, shown, colour=colour, show_notes=show_notes)
