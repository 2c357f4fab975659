"""Writers, one module a format: they take a result and give text, and know nothing of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.report.view import View
    from svclint.result import Result

FORMATS = ("full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson", "checkstyle",
           "markdown")  # fmt: skip
TEXT = ("full", "concise", "grouped", "markdown")
"""The formats for people, in which notes are rolled up unless they are asked for."""


def printed(name: str, result: Result, view: View) -> Iterable[str]:
    """A result in a format, or as `statistics`; only the module of that format is imported."""
    written: Iterable[str] = import_module(f"svclint.report.{name.replace('-', '_')}").report(result, view)
    return written
