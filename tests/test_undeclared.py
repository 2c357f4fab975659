"""A target port that no container declares: what shows that a container listens there, and what a port for metrics shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.rule import Confidence
from tests.lint import folder, write
from tests.manifests import join, service

RULE = "target-port-undeclared"


def deployment(container: str, annotations: str = "{}") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        f"  template:\n    metadata: {{labels: {{app: web}}, annotations: {annotations}}}\n"
        f"    spec: {{containers: [{{name: web, image: web, {container}}}]}}\n"
    )


def told(root: Path, workload: str, *more: str) -> list[Confidence]:
    write(root, {"a.yaml": join(service(ports="{port: 80, targetPort: 3000}"), workload, *more)})
    return [one.finding.confidence for one in folder(root).reports if one.finding.rule == RULE]


def test_the_only_declared_port_is_evidence(tmp_path: Path) -> None:
    assert told(tmp_path, deployment("ports: [{containerPort: 9090}]")) == [Confidence.LIKELY]


@pytest.mark.parametrize(
    "says",
    [
        "readinessProbe: {httpGet: {path: /, port: 3000}}",
        "livenessProbe: {tcpSocket: {port: 3000}}",
        "startupProbe: {grpc: {port: 3000}}",
        'env: [{name: PORT, value: "3000"}]',
        'env: [{name: LISTEN, value: ":3000"}]',
        'args: ["--port", "3000"]',
        "command: [serve, --listen=0.0.0.0:3000]",
    ],
)
def test_a_container_that_is_seen_to_listen_there_says_enough(tmp_path: Path, says: str) -> None:
    assert told(tmp_path, deployment(f"ports: [{{containerPort: 9090}}], {says}")) == []


@pytest.mark.parametrize(
    "says", ['env: [{name: DB, value: "db:3000"}]', "readinessProbe: {httpGet: {host: other, port: 3000}}"]
)
def test_the_port_of_something_else_says_nothing(tmp_path: Path, says: str) -> None:
    assert told(tmp_path, deployment(f"ports: [{{containerPort: 9090}}], {says}")) == [Confidence.LIKELY]


def test_a_declared_port_for_metrics_is_no_evidence(tmp_path: Path) -> None:
    monitor = (
        "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: web}\n"
        "spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: side}]}\n"
    )
    side = deployment("ports: [{name: side, containerPort: 9090}]")
    assert told(tmp_path, side) == [Confidence.LIKELY]
    assert told(tmp_path, side, monitor) == [Confidence.POSSIBLE]
    assert told(tmp_path, side.replace("annotations: {}", 'annotations: {prometheus.io/port: "9090"}')) == [Confidence.POSSIBLE]
    assert told(tmp_path, deployment("ports: [{name: metrics, containerPort: 9090}]")) == [Confidence.POSSIBLE]
