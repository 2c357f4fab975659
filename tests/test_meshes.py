"""Ports that the proxies of Istio and Linkerd bring are not missing where one is asked for, and possible elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.rule import Confidence
from tests.lint import folder, write
from tests.manifests import join

RULES = ("target-port-name-missing", "target-port-undeclared", "monitor-endpoint-missing")
MONITOR = (
    "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: web, namespace: shop}\n"
    "spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http-envoy-prom}]}\n"
)


def namespace(meta: str) -> str:
    return f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, {meta}}}\n"


def service(target: str) -> str:
    return (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
        f"spec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: {target}}}]}}\n"
    )


def deployment(labels: str = "", annotations: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n"
        f"    metadata: {{labels: {{app: web{labels}}}, annotations: {{{annotations}}}}}\n"
        "    spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}\n"
    )


def told(root: Path, *texts: str) -> list[Confidence]:
    write(root, {"a.yaml": join(*texts)})
    return [one.finding.confidence for one in folder(root).reports if one.finding.rule in RULES]


@pytest.mark.parametrize(
    ("meta", "user"),
    [
        ("labels: {istio-injection: enabled}", service("http-envoy-prom")),
        ("labels: {istio.io/rev: stable}", service("15090")),
        ("labels: {istio-injection: enabled}", MONITOR),
        ("annotations: {linkerd.io/inject: enabled}", service("linkerd-admin")),
        ("annotations: {linkerd.io/inject: enabled}", service("4191")),
    ],
)
def test_a_port_of_the_proxy_is_not_missing_where_the_namespace_asks_for_one(tmp_path: Path, meta: str, user: str) -> None:
    assert told(tmp_path, namespace(meta), user, deployment()) == []
    assert told(tmp_path, namespace("labels: {}"), user, deployment()) == [Confidence.POSSIBLE]


def test_pods_ask_for_a_proxy_and_refuse_one(tmp_path: Path) -> None:
    on = namespace("labels: {istio-injection: enabled}")
    user = service("http-envoy-prom")
    assert told(tmp_path, user, deployment(', sidecar.istio.io/inject: "true"')) == []
    assert told(tmp_path, on, user, deployment(', sidecar.istio.io/inject: "false"')) == [Confidence.POSSIBLE]
    assert told(tmp_path, service("linkerd-proxy"), deployment("", "linkerd.io/inject: enabled")) == []


def test_a_mesh_brings_its_own_ports_only(tmp_path: Path) -> None:
    on = namespace("labels: {istio-injection: enabled}")
    assert told(tmp_path, on, service("linkerd-admin"), deployment()) == [Confidence.POSSIBLE]
    assert told(tmp_path, on, service("https"), deployment()) == [Confidence.CERTAIN]
