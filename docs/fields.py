"""The fields of a record with the strings that stand below them in its source: what its options are said to do."""

from __future__ import annotations

import ast
import inspect
import textwrap

from msgspec import Struct


def said(kind: type[Struct]) -> dict[str, str]:
    """What is said of each field, in one line, by the field's name in Python; a field of which nothing is said is left out."""
    found: dict[str, str] = {}
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    for before, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(after, ast.Expr):
            found[before.target.id] = " ".join(str(ast.literal_eval(after.value)).split())
    return found
