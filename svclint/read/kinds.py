"""Which kinds say something about Services, which never bring pods or Services of their own, and which might."""

from __future__ import annotations

import re

KUBERNETES_GROUPS = frozenset({
    "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "auditregistration.k8s.io",
    "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io",
    "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io",
    "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io",
    "storage.k8s.io", "storagemigration.k8s.io",
})  # fmt: skip
"""The groups that Kubernetes itself serves: what brings pods there is in `workloads.TEMPLATES`."""

_PODLESS_GROUPS = frozenset({
    "acme.cert-manager.io", "audit.k8s.io", "backend-config.cloud.google.com", "cert-manager.io", "cilium.io",
    "cloud.google.com",
    "config.istio.io", "config.linkerd.io", "crd.projectcalico.org", "dashboard.grafana.com", "external-secrets.io",
    "externaldns.k8s.io", "gateway.networking.k8s.io", "getambassador.io", "helm.cattle.io", "image.toolkit.fluxcd.io",
    "karpenter.k8s.aws", "karpenter.sh", "keda.sh", "kubeadm.k8s.io", "kubelet.config.k8s.io", "kubeproxy.config.k8s.io",
    "kustomize.config.k8s.io", "kyverno.io", "linkerd.io", "metallb.io", "metrics.k8s.io", "multicluster.x-k8s.io",
    "networking.gke.io", "networking.istio.io", "notification.toolkit.fluxcd.io", "operator.tekton.dev", "policy.linkerd.io",
    "projectcontour.io", "secrets-store.csi.x-k8s.io", "secrets.infisical.com", "security.istio.io", "security.openshift.io",
    "route.openshift.io", "snapshot.storage.k8s.io", "source.toolkit.fluxcd.io", "split.smi-spec.io",
    "storage.cnrm.cloud.google.com",
    "telemetry.istio.io", "traefik.containo.us", "traefik.io", "velero.io", "vpcresources.k8s.aws", "wgpolicyk8s.io",
    "elbv2.k8s.aws", "autoscaling.k8s.io", "bitnami.com", "client.authentication.k8s.io", "kind.x-k8s.io", "k3d.io", "skaffold",
    "templates.gatekeeper.sh", "constraints.gatekeeper.sh",
})  # fmt: skip
_PODLESS_KINDS = frozenset({
    ("argoproj.io", "AnalysisTemplate"), ("argoproj.io", "AppProject"), ("argoproj.io", "ClusterAnalysisTemplate"),
    ("argoproj.io", "Workflow"), ("argoproj.io", "WorkflowTemplate"), ("argoproj.io", "CronWorkflow"),
    ("monitoring.coreos.com", "PodMonitor"), ("monitoring.coreos.com", "Probe"), ("monitoring.coreos.com", "PrometheusRule"),
    ("monitoring.coreos.com", "ServiceMonitor"), ("monitoring.coreos.com", "AlertmanagerConfig"),
    ("monitoring.coreos.com", "ScrapeConfig"),
})  # fmt: skip
_HEAD = {
    "kind": re.compile(r"^kind:[ \t]*(?:[A-Za-z0-9]+)[ \t]*\r?$", re.MULTILINE),
    "apiVersion": re.compile(r"^apiVersion:[ \t]*(?:[A-Za-z0-9./-]+)[ \t]*\r?$", re.MULTILINE),
}
_LONG = 4_000


def may_bring_pods(group: str, kind: str) -> bool:
    """Whether an operator may answer an object of this kind with pods or Services that no file shows."""
    return group not in KUBERNETES_GROUPS and group not in _PODLESS_GROUPS and (group, kind) not in _PODLESS_KINDS


def split_version(api_version: str) -> str:
    """The group of an apiVersion, "" for the core group."""
    return api_version.rpartition("/")[0]


def plain_head(text: str) -> tuple[str, str] | None:
    """(apiVersion, kind) of a long document that says each once, plainly and at its left edge; None for any other."""
    if len(text) < _LONG or '"kind"' in text or text.count("\nmetadata:") != 1:
        return None
    heads = []
    for field in ("apiVersion", "kind"):
        lines = _HEAD[field].findall(text)
        if len(lines) != 1 or len(re.findall(rf"(?m)^{field}\b", text)) != 1:
            return None
        heads.append(lines[0].partition(":")[2].strip())
    return heads[0], heads[1]
