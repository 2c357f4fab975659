"""Says whether a text stands for another: `${VAR}`, `$(VAR)`, `$VAR`, `{{ x }}`, `<name>`, `__NAME__`, `@NAME@`,
Helm's old `RELEASE-NAME`.

Such a value says nothing about what the cluster will get, so nobody may conclude anything from it.
"""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"\$[{(A-Za-z_]|\{\{|\{%|<[A-Za-z][\w .-]*>|\[\[|__[A-Za-z]\w*__|@[A-Za-z_]{2,}@|%[A-Z_]{2,}%"
    r"|\bRELEASE-NAME\b|(?i:\byour[-_]|\bchange[-_]?me\b|\bx{3,24}\b)"
)


def is_placeholder(text: str) -> bool:
    """Whether any part of the text is a placeholder."""
    return _PLACEHOLDER.search(text) is not None
