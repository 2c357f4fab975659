"""The ways in which a kustomization is deployed: as it is, or as deployers of the project change it."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator

from msgspec import Struct

from svclint.facts import Deployer, Kustomization, Overlay, Place
from svclint.render.environment import Precision


class Way(Struct, frozen=True):
    """One way in which a kustomization is deployed: with the `fields` of another around it, as JSON, by `by`.

    `variant` tells it from others. `unlikely` says what its deployer does to it besides, "" for nothing.
    """

    one: Kustomization
    by: str = ""
    fields: str = "{}"
    variant: str = ""
    unlikely: str = ""
    at: Place | None = None
    "Where the deployer says so; there `patches` are as in the fields, the first `alike` of them."
    alike: int = 0

    def written(self, place: Place, precision: Precision) -> tuple[Place, Precision]:
        """The place that its deployer writes for one in the fields, and how surely."""
        assert self.at is not None
        field, *rest = place.path
        if field == "patches" and isinstance(rest[0], int) and rest[0] < self.alike:
            return Place(self.at.file, self.at.document, (*self.at.path, *place.path), inner=place.inner), precision
        return self.at, "object"


def ways(one: Kustomization, deployers: Iterable[Deployer]) -> Iterator[Way]:
    """The ways in which a kustomization is deployed; as it is, where nothing in the project deploys it."""
    folder = posixpath.dirname(one.file)
    found: dict[tuple[str, bool], Way] = {}
    for by in deployers:
        if folder in by.folders:
            overlay = next((each for each in by.overlays if each.folder == folder), None)
            way = _changed(one, by, overlay) if overlay else Way(one)
            found.setdefault((way.fields, bool(way.unlikely)), way)
    yield from found.values() or [Way(one)]


def _changed(one: Kustomization, by: Deployer, overlay: Overlay) -> Way:
    """What a deployer makes of a kustomization; a prefix or suffix of its own would be replaced, and is not."""
    set_twice = {"namePrefix": one.prefix, "nameSuffix": one.suffix}.items()
    given = json.loads(overlay.fields)
    told = [*(name for name, own in set_twice if own and name in given), *overlay.unfollowed]
    program = "flux" if by.kind == "Kustomization" else "argo"
    unlikely = f"{by} also changes {', '.join(told)} of what this kustomization builds" if told else ""
    variant = f"[{program}:{by.file}#{by.name}]"
    return Way(one, str(by), overlay.fields, variant, unlikely, by.at(*overlay.path), overlay.alike)
