"""How sure it is that a host name resolves to nothing, where others of that name may well be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.rule import Confidence
from tests.lint import folder, write
from tests.manifests import deployment, join, service

UNKNOWN = "unknown-service-host"
REDIS = join(service("redis", "app: redis", namespace="shop"), deployment("redis", "app: redis", namespace="shop"))
ALIAS = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: pg, namespace: tools}\n"
    "spec: {type: ExternalName, externalName: pg.data.svc.cluster.local}\n"
)
TOLD = "no Service pg is in namespace data"


def user(value: str, name: str = "web", labels: str = "app: web") -> str:
    return deployment(name, labels, namespace="shop", container=f', env: [{{name: TARGET_URL, value: "{value}"}}]')


def unknown(root: Path, files: dict[str, str]) -> list[tuple[Confidence, str]]:
    reports = folder(write(root, files)).reports
    return [(one.finding.confidence, one.finding.message) for one in reports if one.finding.rule == UNKNOWN]


@pytest.mark.parametrize(
    ("namespace", "more", "sure"),
    [
        ("shared", "", Confidence.POSSIBLE),
        ("shared", deployment("other", "app: other", namespace="shared"), Confidence.LIKELY),
        ("shared", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shared}\n", Confidence.LIKELY),
        ("shoop", "", Confidence.LIKELY),
        ("shop2", "", Confidence.POSSIBLE),
        ("shp", "", Confidence.POSSIBLE),
    ],
    ids=["another repository's", "a pod there", "a Namespace", "a slip", "another number", "a short one"],
)
def test_a_service_of_the_name_in_another_namespace(tmp_path: Path, namespace: str, more: str, sure: Confidence) -> None:
    value = f"redis://redis.{namespace}.svc.cluster.local:6379"
    ((confidence, message),) = unknown(tmp_path, {"a.yaml": join(REDIS, user(value), *([more] if more else []))})
    assert (confidence, message.endswith("it is in shop")) == (sure, True)


def test_pods_behind_a_service_of_that_name_mean_another_one(tmp_path: Path) -> None:
    own = join(service("redis", "app: redis", namespace="shop"), user("http://redis.shared.svc:6379", "redis", "app: redis"))
    shared = deployment("other", "app: other", namespace="shared")
    ((confidence, message),) = unknown(tmp_path, {"a.yaml": join(own, shared)})
    assert (confidence, "shop" in message) == (Confidence.POSSIBLE, False)


@pytest.mark.parametrize("more", [[], [deployment("x", namespace="data")]], ids=["alone", "a pod there"])
def test_an_alias_is_not_the_service_that_it_looks_for(tmp_path: Path, more: list[str]) -> None:
    ((confidence, message),) = unknown(tmp_path, {"a.yaml": join(ALIAS, *more)})
    assert (confidence, message) == (Confidence.POSSIBLE, f"Service pg looks up pg.data.svc.cluster.local, but {TOLD}")
    user_of_both = user("postgres://pg.data.svc:5432/x")
    assert {one for one, _ in unknown(tmp_path, {"a.yaml": join(ALIAS, *more, user_of_both)})} == {Confidence.POSSIBLE}


def test_a_real_service_of_another_file_is_meant_before_any_alias(tmp_path: Path) -> None:
    real = join(service("pg", "app: pg", namespace="shop"), deployment("pg", "app: pg", namespace="shop"))
    files = {"a.yaml": join(ALIAS, deployment("x", namespace="data")), "pg.yaml": real}
    assert unknown(tmp_path, files)[0] == (
        Confidence.LIKELY,
        f"Service pg looks up pg.data.svc.cluster.local, but {TOLD}: it is in shop",
    )
