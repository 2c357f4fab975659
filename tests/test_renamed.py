"""What kustomize renames keeps its old name in texts: such a host name is told where it stands, with what renames it."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.result import Report
from svclint.rule import Confidence
from tests import needs
from tests.lint import folder, write

pytestmark = needs.kustomize

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}{namespace}}}
spec:
  selector: {{app: {name}}}
  ports: [{{port: 8080}}]
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, labels: {{app: {name}}}{namespace}}}
spec: {{containers: [{{name: {name}, image: registry.example.com/{name}}}]}}
"""
CALLER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.example.com/api
          env:
            - name: WEB_URL
              value: "HOST"
          envFrom: [{configMapRef: {name: peers}}]
"""
PEERS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: peers}
data:
  app.properties: |
    name=api
    upstream=http://web:8080/
"""
LOOSE = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    nginx.ingress.kubernetes.io/auth-url: http://web:8080/auth
spec:
  defaultBackend: {service: {name: web, port: {number: 8080}}}
"""
CALLED = CALLER.replace("HOST", "http://web:8080")
BASE = {
    "base/kustomization.yaml": "resources: [web.yaml, api.yaml]\n",
    "base/web.yaml": SERVICE.format(name="web", namespace=""),
    "base/api.yaml": CALLED,
}
DEV = {"dev/kustomization.yaml": "namespace: dev\nnamePrefix: dev-\nresources: [../base]\n"}


def found(root: Path, files: dict[str, str], least: Confidence = Confidence.LIKELY) -> list[Report]:
    reports = folder(write(root, BASE | DEV | files), least=least, render=True).reports
    return [one for one in reports if one.finding.rule == "unknown-service-host"]


def test_the_old_name_is_told_where_it_stands_with_the_service_and_what_renames_it(tmp_path: Path) -> None:
    (one,) = found(tmp_path, {})
    assert one.finding.message == "Deployment dev-api looks up web, but namePrefix dev- makes that Service dev-web"
    assert (one.at.file, one.at.line, one.at.column, one.at.end_column) == ("base/api.yaml", 14, 30, 33)
    assert [(other.file, other.line) for other in one.related] == [("base/web.yaml", 3), ("dev/kustomization.yaml", 2)]
    assert one.finding.confidence == Confidence.LIKELY
    assert "`dev-web`" in one.finding.help


def test_texts_arguments_and_annotations_count(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml, api.yaml, peers.yaml, ingress.yaml]\n",
        "base/api.yaml": CALLER.replace(
            "env:\n            - name: WEB_URL\n              value: ", "args:\n            - "
        ).replace("HOST", "--web=web:8080"),
        "base/peers.yaml": PEERS,
        "base/ingress.yaml": LOOSE,
    }
    told = [(one.at.file, one.at.line) for one in found(tmp_path, files)]
    assert told == [("base/api.yaml", 13), ("base/ingress.yaml", 6), ("base/peers.yaml", 7)]


@pytest.mark.parametrize(
    ("host", "right"),
    [("http://web.shop:8080", "dev-web.dev"), ("web.shop.svc.cluster.local:8080", "dev-web.dev.svc.cluster.local")],
)
def test_a_namespace_that_is_moved_as_well(host: str, right: str, tmp_path: Path) -> None:
    files = {
        "base/web.yaml": SERVICE.format(name="web", namespace=", namespace: shop"),
        "base/api.yaml": CALLER.replace("HOST", host).replace("{name: api}", "{name: api, namespace: shop}"),
        "shop.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    }
    (one,) = found(tmp_path, files)
    assert one.finding.message.endswith("but namePrefix dev- makes that Service dev-web")
    assert f"`{right}`" in one.finding.help


@pytest.mark.parametrize(
    "files",
    [
        {"base/api.yaml": CALLER.replace("HOST", "http://dev-web:8080")},
        {"base/api.yaml": CALLER.replace("HOST", "web:17")},
        {"base/api.yaml": CALLER.replace("HOST", "web")},
        {"base/api.yaml": CALLER.replace("HOST", "http://web.example.com")},
        {"base/api.yaml": CALLER.replace("HOST", "http://web.elsewhere.svc:8080")},
        {"base/api.yaml": CALLER.replace("HOST", "https://web.dev/login")},
        {"base/api.yaml": CALLED.replace("containers:", "dnsPolicy: Default\n      containers:")},
        {
            "base/api.yaml": CALLED.replace(
                "containers:", "hostAliases: [{ip: 10.0.0.1, hostnames: [web]}]\n      containers:"
            )
        },
        {
            "base/api.yaml": CALLED.replace(
                "containers:", "dnsConfig: {searches: [corp.example]}\n      containers:"
            )
        },
        {"plain.yaml": SERVICE.format(name="web", namespace="")},
        {"plain.yaml": SERVICE.format(name="web", namespace=", namespace: dev")},
        {
            "other/web.yaml": SERVICE.format(name="web", namespace=""),
            "other/kustomization.yaml": "namespace: dev\nresources: [web.yaml]\n",
        },
        {"same/kustomization.yaml": "namespace: dev\nresources: [../base]\n"},
        {
            "dev/kustomization.yaml": "namePrefix: dev-\nresources: [../base]\n"
            "patches:\n  - target: {kind: Deployment, name: api}\n    patch: |-\n"
            "      - {op: replace, path: /spec/template/spec/containers/0/env/0/value, value: 'http://dev-web:8080'}\n"
        },
    ],
    ids=[
        "right", "another port", "a word", "external", "another namespace", "a public name", "the node's resolver",
        "hostAliases", "a search list", "plain", "plain there", "another environment", "another variant there", "patched",
    ],
)  # fmt: skip
def test_where_the_name_may_mean_something_else_nothing_is_said(files: dict[str, str], tmp_path: Path) -> None:
    assert found(tmp_path, files) == []


@pytest.mark.parametrize("namespace", ["prod", ""])
def test_a_variant_for_another_namespace_does_not_answer(namespace: str, tmp_path: Path) -> None:
    prod = f"namespace: {namespace}\n" * bool(namespace) + "resources: [../base]\n"
    (one,) = found(tmp_path, {"prod/kustomization.yaml": prod})
    assert one.environments == ("kustomize:dev",)


def test_of_two_renamed_alike_the_one_beside_is_named(tmp_path: Path) -> None:
    files = {
        "dev/kustomization.yaml": "resources: [../one, ../two]\n",
        "one/kustomization.yaml": "nameSuffix: -one\nresources: [../base]\n",
        "two/kustomization.yaml": "nameSuffix: -two\nresources: [../base]\n",
    }
    told = folder(write(tmp_path, BASE | files), render=True).reports
    (one,) = (one for one in told if one.finding.rule == "unknown-service-host")
    assert one.finding.message == "Deployment api-one looks up web, but nameSuffix -one makes that Service web-one"


def test_pods_of_a_set_have_the_prefix_twice(tmp_path: Path) -> None:
    files = {"base/api.yaml": CALLER.replace("HOST", "http://web-0.web:8080")}
    (one,) = found(tmp_path, files)
    assert "`dev-web-0.dev-web`" in one.finding.help


def test_what_another_environment_has_in_that_namespace_is_said(tmp_path: Path) -> None:
    files = {
        "base/api.yaml": CALLER.replace("HOST", "http://cart.shop.svc:8080"),
        "base/kustomization.yaml": "resources: [web.yaml, api.yaml, ingress.yaml]\n",
        "base/ingress.yaml": LOOSE.replace("web", "cart").replace("metadata:", "metadata:\n  namespace: dev", 1),
        "shop/kustomization.yaml": "namespace: shop\nresources: [cart.yaml]\n",
        "shop/cart.yaml": SERVICE.format(name="cart", namespace=""),
        "cart/kustomization.yaml": "namespace: dev\nresources: [cart.yaml]\n",
        "cart/cart.yaml": SERVICE.format(name="cart", namespace=""),
    }
    assert found(tmp_path, files) == []
    told = folder(tmp_path, render=True).reports
    (one,) = (one for one in told if one.finding.rule == "unknown-service-host")
    assert (
        one.finding.message
        == "Deployment dev-api looks up cart.shop.svc, but only kustomize:shop has Service cart in namespace shop"
    )
    (one,) = (one for one in told if one.finding.rule == "backend-service-missing")
    assert one.finding.message == "Ingress dev-cart sends to Service cart, which does not exist here, but in kustomize:cart"
    assert one.finding.confidence == Confidence.POSSIBLE
