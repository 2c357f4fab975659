"""Strings that would be numbers or booleans, were it not for their quotes."""

from __future__ import annotations

import re

from svclint.facts import Path

_PORTS = ("port", "targetPort", "nodePort", "containerPort", "hostPort", "healthCheckNodePort", "number", "endPort")
"""Fields that take port numbers; a string of digits in one is a matter of its own."""


def is_quoted_port(path: Path, value: object) -> bool:
    """Whether a field that takes a port number has a string of digits."""
    return isinstance(value, str) and value.isdecimal() and path[-1:] != () and path[-1] in _PORTS


def is_quoted(types: set[str], value: object) -> bool:
    """Whether a string would fit but for its quotes, beyond doubt."""
    wanted = {"integer": r"0|-?[1-9][0-9]{0,8}", "boolean": "true|false"}.get(min(types, default=""), "")
    return len(types) == 1 and isinstance(value, str) and bool(wanted and re.fullmatch(wanted, value))
