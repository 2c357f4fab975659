"""What a program says when it fails, held against what is known of its failures: one sentence, and what helps.

What is not known here is told in the program's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from svclint.facts import Place


class Reason(Struct, frozen=True):
    """What is to be said ("": nothing is known), what helps, and where it lies if that is known.

    `breaks`: whoever builds it fails, whatever program, values and files are at hand.
    """

    detail: str
    cure: str
    place: Place | None
    breaks: bool = False


class Known(Struct, frozen=True):
    """A failure that is known: how the program says it, what that means and what helps, filled with the named groups.

    `at` is what stands at the place, as a scalar or a key of a kustomization or patch. `breaks` is as that of a Reason.
    """

    said: re.Pattern[str]
    detail: str
    cure: str
    at: str = ""
    breaks: bool = True


def recognised(complaint: str, failures: Iterable[Known], which: int) -> tuple[Known, dict[str, str]] | None:
    """The first of some failures that a complaint tells of, and the words in it; `which` counts, where it does so again."""
    for one in failures:
        found = list(one.said.finditer(complaint))
        if found:
            return one, {name.rstrip("2"): value.strip() for name, value in found[which].groupdict().items() if value}
    return None
