"""What a fixture, which is one closed world, cannot say of hand-written endpoints and per-pod names: folders, confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.config import Config
from tests.lint import folder, write
from tests.manifests import deployment, join, service

BARE = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 5432}]}\n"
HEADLESS = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, selector: {app: db}}\n"
BASE = "resources: [db.yaml]\ncommonLabels: {team: shop}\n"


def endpoints(name: str = "db", *, port: str = "{port: 5432}") -> str:
    return (
        f"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n"
        f"metadata: {{name: {name}-1, labels: {{kubernetes.io/service-name: {name}}}}}\n"
        f"addressType: IPv4\nendpoints: [{{addresses: [192.0.2.1]}}]\nports: [{port}]\n"
    )


def stateful(more: str = "serviceName: db, replicas: 2") -> str:
    return deployment("db", "app: db", kind="StatefulSet").replace(
        "spec:\n  selector", f"spec:\n  {more.replace(', ', chr(10) + '  ')}\n  selector"
    )


def client(host: str) -> str:
    return deployment("client", "app: client", container=f', args: ["{host}:5432"]')


def found(root: Path, *rules: str, config: Config | None = None) -> list[tuple[str, str, str]]:
    """Rule, severity and confidence of each finding of some rules."""
    reports = folder(root, config=config).reports
    told = [(one.finding.rule, str(one.finding.severity), str(one.finding.confidence)) for one in reports]
    return [one for one in told if one[0] in rules]


def test_a_service_without_endpoints_needs_evidence(tmp_path: Path) -> None:
    rule = "selectorless-without-endpoints"
    write(tmp_path, {"alone/a.yaml": BARE})
    assert found(tmp_path, rule) == [(rule, "warning", "possible")]
    write(tmp_path, {"alone/b.yaml": deployment("db", "app: db")})
    assert found(tmp_path, rule) == [(rule, "warning", "likely")]
    write(tmp_path, {"alone/c.yaml": "apiVersion: db.example.com/v1\nkind: Database\nmetadata: {name: db}\n"})
    assert found(tmp_path, rule) == [(rule, "warning", "possible")]
    write(tmp_path, {"alone/d.yaml": endpoints()})
    assert found(tmp_path, rule) == []


def test_slices_of_a_folder_count_together(tmp_path: Path) -> None:
    rule = "endpoints-port-name-mismatch"
    two = BARE.replace("{port: 5432}", "{name: sql, port: 5432}, {name: backup, port: 5433}")
    write(
        tmp_path,
        {"a.yaml": join(two, endpoints(port="{name: sql, port: 1}")), "b.yaml": endpoints(port="{name: backup, port: 2}")},
    )
    assert found(tmp_path, rule) == []
    write(tmp_path, {"b.yaml": endpoints(port="{name: copy, port: 2}")})
    assert found(tmp_path, rule) == [(rule, "error", "likely")]


def test_endpoints_of_another_folder_are_no_slip(tmp_path: Path) -> None:
    rule = "endpoints-for-wrong-service"
    write(tmp_path, {"one/a.yaml": BARE.replace("db", "orders"), "two/b.yaml": endpoints("order")})
    assert found(tmp_path, rule) == []
    write(tmp_path, {"one/b.yaml": endpoints("order")})
    assert found(tmp_path, rule) == [(rule, "warning", "likely")]


@pytest.mark.parametrize(("version", "refused"), [("1.35", False), ("1.36", True)])
def test_leading_zeros_are_refused_since_1_36(tmp_path: Path, version: str, refused: bool) -> None:
    write(tmp_path, {"a.yaml": join(BARE, endpoints().replace("192.0.2.1", "192.0.02.1"))})
    config = Config(kubernetes_version=version)  # type: ignore[arg-type]
    assert bool(found(tmp_path, "endpoints-invalid", config=config)) == refused


def test_v1_endpoints_are_deprecated_since_1_33(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.yaml": "apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\nsubsets: [{addresses: [{ip: 192.0.2.1}]}]\n"},
    )
    assert found(tmp_path, "endpoints-api", config=Config(kubernetes_version="1.32")) == []
    assert found(tmp_path, "endpoints-api") == [("endpoints-api", "warning", "certain")]


@pytest.mark.parametrize(
    ("host", "replicas", "told"),
    [
        ("db-1.db", "replicas: 2", []),
        ("db-2.db", "replicas: 2", ["likely"]),
        ("db-2.db", "replicas: 1", ["possible"]),
        ("db-0.dbs", "replicas: 2", ["likely"]),
        ("db-02.db", "replicas: 2", []),
        ("logs-1.example.com", "replicas: 2", []),
    ],
)
def test_a_name_of_a_pod_that_is_not_there(tmp_path: Path, host: str, replicas: str, told: list[str]) -> None:
    write(tmp_path, {"a.yaml": join(HEADLESS, stateful(f"serviceName: db, {replicas}")), "b.yaml": client(host)})
    assert [one[2] for one in found(tmp_path, "pod-dns-name-broken")] == told


def test_an_autoscaler_or_a_kustomization_may_bring_the_pod(tmp_path: Path) -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: db}\n"
        "spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}}\n"
    )
    write(tmp_path, {"scaled/a.yaml": join(HEADLESS, stateful(), client("db-4.db"), scaler)})
    write(tmp_path, {"based/db.yaml": join(HEADLESS, stateful(), client("db-4.db")), "based/kustomization.yaml": BASE})
    assert [one[2] for one in found(tmp_path, "pod-dns-name-broken")] == ["possible", "possible"]


def test_a_governing_service_is_missed_only_where_its_names_are_used(tmp_path: Path) -> None:
    rules = ("service-name-unset", "governing-service-missing", "pod-dns-name-broken")
    write(tmp_path, {"a.yaml": join(HEADLESS, stateful("replicas: 2"))})
    assert found(tmp_path, *rules) == [("service-name-unset", "note", "certain")]
    write(tmp_path, {"b.yaml": client("db-0.db")})
    assert found(tmp_path, *rules) == [("service-name-unset", "error", "likely")]
    write(tmp_path, {"a.yaml": stateful("serviceName: db")})
    assert found(tmp_path, *rules) == [("governing-service-missing", "error", "likely")]


def test_other_pods_of_a_service_are_not_short_of_names(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": join(service("db", "app: db"), deployment("db", "app: db"), client("db-0.db"))})
    assert found(tmp_path, "pod-dns-name-broken") == []
