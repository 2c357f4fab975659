"""The schemas say what Kubernetes' own say, whichever library asks them, minor by minor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from svclint.read.shape import NEWEST, VERSIONS, Schemas
from svclint.read.yaml import documents

FIXTURES = sorted((Path(__file__).parent / "fixtures").rglob("*.yaml"))


def objects() -> list[dict[str, Any]]:
    found = [document.value for path in FIXTURES for document in documents(path.read_text(encoding="utf-8"))]
    return [one for one in found if isinstance(one, dict) and "kind" in one and "apiVersion" in one]


@pytest.mark.parametrize("version", VERSIONS)
def test_both_libraries_agree(version: str) -> None:
    schemas = Schemas(version)
    checked = 0
    for one in objects():
        kind = f"{one['apiVersion']}/{one['kind']}"
        schema = schemas.schema(kind)
        if schema is not None:
            validator = jsonschema.Draft202012Validator(schema)
            assert schemas.fits(kind, one) == validator.is_valid(one), one
            checked += 1
    assert checked > 100


def service(**spec: object) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}], **spec}}


def test_a_field_is_known_from_its_minor_on() -> None:
    known = {version: Schemas(version).fits("v1/Service", service(trafficDistribution="PreferClose")) for version in VERSIONS}
    assert known == {version: version != "1.29" for version in VERSIONS}


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"ports": [{"port": "80"}]}, "spec.ports[0].port is a string, must be a whole number"),
        ({"ports": [{"port": True}]}, "spec.ports[0].port is a boolean, must be a whole number"),
        (
            {"ports": [{"port": 80, "targetPort": 1.5}]},
            "spec.ports[0].targetPort is a fraction, must be a whole number or a string",
        ),
        ({"selector": ["app"]}, "spec.selector is a list, must be a mapping"),
        ({"selector": {"app": 1}}, "spec.selector.app is a number, must be a string"),
        ({"Type": "NodePort"}, "unknown field `spec.Type`"),
        ({"ports": [{}]}, "`spec.ports[0].port` is missing"),
    ],
)
def test_misfits_are_explained(spec: dict[str, Any], told: str) -> None:
    assert [misfit.detail for misfit in Schemas(NEWEST).misfits("v1/Service", service(**spec))] == [told]


def test_a_near_field_is_offered() -> None:
    (misfit,) = Schemas(NEWEST).misfits("v1/Service", service(Type="NodePort"))
    assert misfit.help == "did you mean `type`?"


def test_no_minor_asks_for_a_governing_service() -> None:
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "db", "image": "db"}]}}
    spec = {"selector": {"matchLabels": {"app": "db"}}, "template": template}
    one = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}
    assert all(Schemas(version).fits("apps/v1/StatefulSet", one) for version in VERSIONS)


def test_numbers_of_any_size_can_be_asked_about() -> None:
    assert not Schemas(NEWEST).fits("v1/Service", service(ports=[{"port": 10**30}]))
