"""Random worlds: sets of manifests that lie near each other, mostly right and now and then wrong, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.conformance.worlds.routing import endpoints, ingresses, policies
from tests.conformance.worlds.services import services
from tests.conformance.worlds.spelling import spell
from tests.conformance.worlds.words import Draw, Manifest, rarely, settle
from tests.conformance.worlds.workloads import workloads


@st.composite
def worlds(draw: Draw) -> dict[str, str]:
    """The texts of a world's files, by name; no object stands in it twice."""
    settle(calm=draw(st.booleans()))
    objects = draw(st.lists(workloads(), min_size=1, max_size=3)) + draw(st.lists(services(), min_size=1, max_size=3))
    objects += draw(st.lists(ingresses(), max_size=1))
    if rarely(draw, 6):
        objects.append(draw(st.one_of(policies(), endpoints())))
    objects = list({_identity(one): one for one in objects}.values())
    seed = draw(st.integers(0, 10_000))
    if rarely(draw, 4):
        half = len(objects) // 2
        return {"a.yaml": spell(objects[half:], seed), "b.yaml": spell(objects[:half], seed + 1)}
    return {"all.yaml": spell(objects, seed)}


def _identity(one: Manifest) -> tuple[str, str, str]:
    return one["kind"], str(one["metadata"]["name"]), str(one["metadata"].get("namespace", "default"))
