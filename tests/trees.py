"""Small repositories that one knows from sight: a base with overlays, and a chart, of one Deployment and its Service."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from tests.manifests import DEPLOYMENT, SERVICE

BASE = {
    "app/base/kustomization.yaml": "resources: [service.yaml, deployment.yaml]\n",
    "app/base/service.yaml": SERVICE,
    "app/base/deployment.yaml": DEPLOYMENT,
}
_OVERLAY = "resources: [../../base]\nnamespace: {name}\nnamePrefix: {name}-\n"

_NAMED = ("name: web\nspec", "name: {{ .Release.Name }}\nspec")
DEPLOYMENT_TEMPLATE = DEPLOYMENT.replace(*_NAMED)
SERVICE_TEMPLATE = (
    SERVICE.replace(*_NAMED)
    .replace("app: web", 'app: {{ .Values.app | default "web" }}')
    .replace("targetPort: http", "targetPort: {{ .Values.targetPort }}")
)
CHART = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "targetPort: http\n",
    "charts/web/templates/service.yaml": SERVICE_TEMPLATE,
    "charts/web/templates/deployment.yaml": DEPLOYMENT_TEMPLATE,
}
APPLICATION = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
spec:
  project: default
  destination: {{server: "https://kubernetes.default.svc", namespace: shop}}
  source:
    repoURL: https://git.example.com/platform
    path: charts/web
    helm: {{{helm}}}
"""


def overlays(*names: str, **more: str) -> dict[str, str]:
    """Overlays of the base by their names, each with what more its kustomization says."""
    return {f"app/overlays/{name}/kustomization.yaml": _OVERLAY.format(name=name) + more.get(name, "") for name in names}


def dependencies(*entries: str) -> str:
    return CHART["charts/web/Chart.yaml"] + "dependencies:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def pack(archive: Path, name: str, *templates: str) -> None:
    """Write a chart as helm packs it."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:gz") as opened:
        held = {"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 2.0.1\n"}
        held |= {f"templates/{number}.yaml": text for number, text in enumerate(templates)}
        for path, text in held.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text.encode()))
