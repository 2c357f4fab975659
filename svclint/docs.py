"""A rule's page as it was generated, and the list of all rules."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

from svclint import registry


def page(rule: str) -> str:
    """The page of a rule, in Markdown: `docs/rules/<rule>.md`, word for word. `make generate` writes it."""
    (folder,) = import_module("svclint.pages").__path__
    return Path(folder, f"{rule}.md").read_text(encoding="utf-8")


def summary(rule: str) -> str:
    """What a rule does: the first paragraph of its docstring, in one line."""
    return " ".join(inspect.cleandoc(registry.rule_type(rule).__doc__ or "").partition("\n\n")[0].split())


def index(only: str | None = None) -> str:
    """All rules, or those of one family, a line each, by family."""
    lines = []
    for family in [only] if only else sorted(set(registry.families().values())):
        lines.append(f"{family}:")
        lines += [
            f"  {rule:<34} {registry.rule_type(rule).severity!s:<8} {summary(rule)}"
            for rule, own in registry.families().items()
            if own == family
        ]
    return "\n".join(lines) + "\n"
