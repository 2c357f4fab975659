"""Custom resources and ServiceEntries open the world for the Services that are called after them, in the same file too."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.result import Report
from svclint.rule import Confidence
from tests.lint import folder, write
from tests.manifests import join

RULES = ("backend-service-missing", "unknown-service-host", "service-reference-missing")


def custom(api: str, kind: str, name: str, spec: str = "{}", namespace: str = "shop") -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"


def service(name: str) -> str:
    return custom("v1", "Service", name, "{selector: {app: x}, ports: [{port: 80}]}")


def users(name: str) -> str:
    ports = "trafficPolicy: {portLevelSettings: [{port: {number: 80}}]}"
    return join(
        custom(
            "networking.k8s.io/v1", "Ingress", "in", f"{{defaultBackend: {{service: {{name: {name}, port: {{number: 80}}}}}}}}"
        ),
        custom("networking.istio.io/v1", "DestinationRule", "rule", f"{{host: {name}.shop.svc.cluster.local, {ports}}}"),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: pod, namespace: shop}\n"
        f"spec: {{containers: [{{name: a, image: a, env: [{{name: URL, value: 'http://{name}.shop.svc'}}]}}]}}\n",
    )


def told(root: Path, *texts: str) -> list[Report]:
    write(root, {"a.yaml": join(*texts)})
    return [one for one in folder(root).reports if one.finding.rule in RULES]


@pytest.mark.parametrize(
    ("bringer", "wanted", "near"),
    [
        (custom("serving.knative.dev/v1", "Service", "checkout"), "checkout", "checkouts"),
        (custom("rabbitmq.com/v1beta1", "RabbitmqCluster", "rabbit"), "rabbit", "rabbits"),
        (custom("kafka.strimzi.io/v1beta2", "Kafka", "k"), "k-kafka-bootstrap", "k-kafka-bootstraps"),
        (custom("postgresql.cnpg.io/v1", "Cluster", "pg"), "pg-rw", "pg-rww"),
        (
            custom("networking.istio.io/v1", "ServiceEntry", "x", "{hosts: [legacy.shop.svc.cluster.local]}"),
            "legacy",
            "legacyx",
        ),
        (custom("db.example.com/v1", "Database", "orders", f"{{text: {'x' * 5000}}}"), "orders-db", "orders-dbs"),
    ],
)
def test_what_it_may_bring_is_not_missed(tmp_path: Path, bringer: str, wanted: str, near: str) -> None:
    without = told(tmp_path, users(wanted), service(near))
    assert {one.finding.rule for one in without if one.finding.confidence >= Confidence.LIKELY} == set(RULES)
    for one in told(tmp_path, bringer, users(wanted), service(near)):
        assert one.finding.confidence == Confidence.POSSIBLE
        assert one.finding.why.endswith("may bring it")
        assert one.finding.fix is None
        assert near not in one.finding.message


@pytest.mark.parametrize(
    "other",
    [
        custom("db.example.com/v1", "Database", "order"),
        custom("db.example.com/v1", "Database", "orders", namespace="other"),
        custom("serving.knative.dev/v1", "Service", "orders"),
        custom("cert-manager.io/v1", "Certificate", "orders"),
        custom("networking.istio.io/v1", "ServiceEntry", "orders-db", "{hosts: [orders-db.example.com]}"),
    ],
)
def test_what_it_cannot_bring_is(tmp_path: Path, other: str) -> None:
    found = told(tmp_path, other, users("orders-db"), service("orders-dbs"))
    assert not any(one.finding.why.endswith(" may bring it") and "beside it" not in one.finding.why for one in found)
    assert "unknown-service-host" in {one.finding.rule for one in found if one.finding.confidence == Confidence.LIKELY}
