"""What rendering brings: environments, the way back from each, and what was not rendered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

from svclint.facts import Place

Precision = Literal["exact", "call", "derived", "object", "file"]
Read = Callable[[str], "str | None"]
"""Gives the text of a file of the project, None where there is none."""


class Origin(Struct, frozen=True):
    """Where a field of a rendered object is written, how surely, and the scalar that stands there in the rendered object.

    `related` are further places with what is to be said of them; `vendored` names the chart of others that wrote it all.
    `generated`: a generator makes the object, and may end its name with a hash of what is in it.
    """

    place: Place
    precision: Precision
    value: str
    related: tuple[tuple[Place, str], ...] = ()
    vendored: str = ""
    generated: bool = False


class Trail(Protocol):
    """The way back for one rendered text."""

    def of(self, place: Place) -> Origin | None:
        """The origin of a place in the rendered text; None where it has none in the project."""

    def pointer(self, place: Place) -> str:
        """The path of a place in the rendered object, as a text that survives edits around it."""

    def sources(self, document: int) -> frozenset[str]:
        """The files of the project that a rendered object is put together from."""


class Environment(Struct, frozen=True):
    """What one root or release renders to; `name` is such as `kustomize:deploy/prod` or `helm:charts/web`.

    `consumed` are the files that it shows in place of themselves, `namespace` the one that objects without their own
    land in ("" is not known), and `missing` what a chart depends on and nothing here has.
    """

    name: str
    text: str
    consumed: frozenset[str]
    trail: Callable[[Read], Trail]
    namespace: str = ""
    missing: tuple[str, ...] = ()
    chart: str | None = None
    "The folder of the chart that it shows."
    variant: str = ""
    "What tells it from others of its folder, at the end of its name."
    unlikely: str = ""
    "Why nobody need deploy it as it is here."
    speaking: tuple[tuple[str, str], ...] = ()
    "The templates that hold comments to svclint, each with its text."


class Refused(Struct, frozen=True):
    """What was not rendered, as a sentence begins, where to say so, why, and what would help.

    `root` is the folder of what was not rendered where that is another than the place's, or tells how a chart is installed.
    `partial`: it was rendered, but not all of it. `breaks`: whoever deploys it fails, unless the `doubt` holds.
    """

    told: str
    place: Place
    detail: str
    cure: str
    root: str = ""
    partial: bool = False
    breaks: bool = False
    doubt: str = ""
