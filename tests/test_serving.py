"""How many pods a rollout leaves, and what autoscalers, KEDA and ConfigMaps change in what rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint import environment, write
from tests.manifests import deployment, join, service

GAP = "no-endpoints-during-rollout"
PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: {mode}\n"


def workload(kind: str, replicas: int, strategy: str) -> str:
    field = "strategy" if kind == "Deployment" else "updateStrategy"
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\n"
        f"spec:\n  replicas: {replicas}\n  {field}: {{{strategy}}}\n  selector: {{matchLabels: {{app: web}}}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: web}]}}\n"
    )


def messages(root: Path, text: str, rule: str) -> list[str]:
    write(root, {"a.yaml": text})
    return [one.finding.message for one in environment(root, ["a.yaml"], [rule])]


@pytest.mark.parametrize(
    ("kind", "replicas", "rolling", "gap"),
    [
        ("Deployment", 1, "", False),
        ("Deployment", 1, "maxUnavailable: 25%", False),
        ("Deployment", 1, "maxUnavailable: 99%, maxSurge: 1%", False),
        ("Deployment", 1, "maxUnavailable: 25%, maxSurge: 0", True),
        ("Deployment", 1, "maxUnavailable: 0, maxSurge: 1", False),
        ("Deployment", 1, "maxUnavailable: 1", True),
        ("Deployment", 1, "maxUnavailable: 100%", True),
        ("Deployment", 3, "maxUnavailable: 67%, maxSurge: 0", False),
        ("Deployment", 3, "maxUnavailable: 3", True),
        ("Deployment", 2, "maxUnavailable: 5, maxSurge: 5", True),
        ("Deployment", 0, "maxUnavailable: 1", False),
        ("StatefulSet", 1, "", True),
        ("StatefulSet", 2, "", False),
        ("StatefulSet", 2, "maxUnavailable: 50%", False),
        ("StatefulSet", 2, "maxUnavailable: 100%", True),
        ("StatefulSet", 1, "maxUnavailable: 1%", True),
        ("StatefulSet", 0, "", False),
    ],
)
def test_a_rollout_leaves_as_many_pods_as_the_controller_rounds(
    tmp_path: Path, kind: str, replicas: int, rolling: str, gap: bool
) -> None:
    strategy = f"rollingUpdate: {{{rolling}}}" if rolling else ""
    assert len(messages(tmp_path, join(service(), workload(kind, replicas, strategy)), GAP)) == gap


@pytest.mark.parametrize(
    "scaler",
    [
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\n"
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 1500}\n",
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: web}\n"
        "spec: {scaleTargetRef: {name: web}, minReplicaCount: 2, maxReplicaCount: 1500}\n",
    ],
    ids=["HorizontalPodAutoscaler", "ScaledObject"],
)
def test_an_autoscaler_decides_how_many_pods_there_are(tmp_path: Path, scaler: str) -> None:
    text = join(service(), workload("Deployment", 1, "rollingUpdate: {maxUnavailable: 1}"))
    assert len(messages(tmp_path, text, GAP)) == 1
    assert messages(tmp_path, join(text, scaler), GAP) == []
    assert "needs 15 EndpointSlices for 1500 pods" in messages(tmp_path, join(text, scaler), "slices-at-scale")[0]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (PROXY.format(mode="ipvs"), 1),
        (PROXY.format(mode="nftables"), 0),
        (PROXY.format(mode='""'), 0),
        ("{not: [yaml", 0),
        ("# kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration\n", 0),
    ],
)
def test_the_proxy_is_configured_in_a_config_map(tmp_path: Path, config: str, found: int) -> None:
    indented = config.replace("\n", "\n    ").rstrip(" ")
    text = (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: kube-proxy}}\ndata:\n  config.conf: |\n    {indented}\n"
        "  kubeconfig.conf: 'kind: Config'\n"
    )
    assert len(messages(tmp_path, text, "proxy-mode-at-scale")) == found


@pytest.mark.parametrize(("target", "told"), [("80", "Job j0 and 69 more"), ("http", "Job j69")])
def test_of_many_jobs_each_that_takes_traffic_counts(target: str, told: str, tmp_path: Path) -> None:
    port = ", ports: [{name: http, containerPort: 80}]"
    jobs = [deployment(f"j{number}", container=port if number == 69 else "", kind="Job") for number in range(70)]
    batch = [job.replace("apps/v1", "batch/v1") for job in jobs]
    text = join(service(ports=f"{{port: 80, targetPort: {target}}}"), deployment(container=port), *batch)
    assert messages(tmp_path, text, "selects-short-lived-pods") == [
        f"Service web also selects the pods of {told}, which take traffic while they run, beside Deployment web"
    ]
