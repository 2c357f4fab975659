"""What a fixture, which is one closed world, cannot say of backends, routes and classes: folders, namespaces, confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.config import Config
from svclint.rule import Confidence, Severity
from tests import needs
from tests.lint import folder, write
from tests.manifests import deployment, join, service

MISSING = "backend-service-missing"
PORT = "backend-port-missing"
APP = join(service(), deployment())


def ingress(backend: str = "web", port: str = "number: 80", *, name: str = "shop", namespace: str = "", more: str = "") -> str:
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}{placed}}}\nspec:\n"
        f"  ingressClassName: nginx\n{more}  defaultBackend: {{service: {{name: {backend}, port: {{{port}}}}}}}\n"
    )


def route(backends: str, *, namespace: str = "shop", parents: str = "", kind: str = "HTTPRoute") -> str:
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: shop, namespace: {namespace}}}\n"
        f"spec:\n  parentRefs: [{parents}]\n  rules: [{{backendRefs: [{backends}]}}]\n"
    )


def found(root: Path, *rules: str, config: Config | None = None) -> list[tuple[str, str]]:
    """Rule and confidence of each finding about routing, in order; all of it, or of some rules."""
    reports = folder(root, config=config).reports
    return [
        (one.finding.rule, str(one.finding.confidence))
        for one in reports
        if (one.finding.rule in rules if rules else one.family == "routing")
    ]


def test_a_backend_finds_its_service_wherever_it_is(tmp_path: Path) -> None:
    files = {"apps/web/app.yaml": APP, "edge/ingress.yaml": ingress()}
    assert found(write(tmp_path, files)) == []


def test_absence_alone_is_only_possible(tmp_path: Path) -> None:
    assert found(write(tmp_path, {"app.yaml": APP, "ingress.yaml": ingress("grafana")})) == [(MISSING, "possible")]


@pytest.mark.parametrize(
    ("backend", "confidence"),
    [("wbe", "likely"), ("Web", ""), ("web-api", "likely"), ("webapi", "likely"), ("weather", "possible"), ("api", "possible")],
)
def test_a_service_of_nearly_the_name_makes_it_likely(tmp_path: Path, backend: str, confidence: str) -> None:
    wanted = [(MISSING, confidence)] if confidence else []
    assert found(write(tmp_path, {"app.yaml": APP, "ingress.yaml": ingress(backend)}), MISSING) == wanted


def test_a_part_of_a_name_is_no_slip_where_the_port_differs(tmp_path: Path) -> None:
    files = {"app.yaml": APP, "ingress.yaml": ingress("web-metrics", "number: 9090")}
    assert found(write(tmp_path, files)) == [(MISSING, "possible")]


@pytest.mark.parametrize("other", [ingress("web", name="other"), ingress("web", "name: http", name="other")])
def test_a_service_that_another_backend_names_was_not_meant(tmp_path: Path, other: str) -> None:
    files = {"app.yaml": APP, "ingress.yaml": join(ingress("wbe"), other)}
    assert found(write(tmp_path, files), MISSING) == [(MISSING, "possible")]


def test_a_service_far_off_was_not_meant(tmp_path: Path) -> None:
    files = {"apps/web/app.yaml": APP, "edge/ingress.yaml": ingress("wbe")}
    assert found(write(tmp_path, files)) == [(MISSING, "possible")]


def test_a_service_in_another_namespace(tmp_path: Path) -> None:
    other = join(service(namespace="apps"), deployment(namespace="apps"))
    near = {"app.yaml": other, "ingress.yaml": ingress(namespace="edge")}
    assert found(write(tmp_path / "near", near)) == [(MISSING, "likely")]
    far = {"apps/app.yaml": other, "edge/ingress.yaml": ingress(namespace="edge")}
    assert found(write(tmp_path / "far", far)) == [(MISSING, "possible")]
    unset = {"app.yaml": other, "ingress.yaml": ingress()}
    assert found(write(tmp_path / "unset", unset)) == []


def test_a_kustomization_that_renames_leaves_only_the_possible(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "resources: [app.yaml, ingress.yaml]\nnamePrefix: shop-\n",
        "app.yaml": APP,
        "ingress.yaml": join(ingress("wbe"), ingress("web", "number: 8080", name="other")),
    }
    assert {confidence for _, confidence in found(write(tmp_path, files))} == {"possible"}


@pytest.mark.parametrize("backend", ["${SERVICE}", "<service>"])
def test_a_placeholder_says_nothing(tmp_path: Path, backend: str) -> None:
    assert found(write(tmp_path, {"app.yaml": APP, "ingress.yaml": ingress(f'"{backend}"')})) == []


def test_a_target_port_is_a_warning_for_an_ingress_and_an_error_for_a_route(tmp_path: Path) -> None:
    app = join(service(ports="{port: 80, targetPort: 8080}", namespace="shop"), deployment(namespace="shop"))
    files = {
        "ingress.yaml": join(app, ingress(port="number: 8080", namespace="shop")),
        "route.yaml": route("{name: web, port: 8080}"),
    }
    reports = folder(write(tmp_path, files)).reports
    severities = {one.at.file: one.finding.severity for one in reports if one.finding.rule == PORT}
    assert severities == {"ingress.yaml": Severity.WARNING, "route.yaml": Severity.ERROR}


@pytest.mark.parametrize(
    "manifest",
    [
        join(service(more="  type: ExternalName\n  externalName: web.example.com\n"), ingress(port="number: 8443")),
        ingress("forward", "name: use-annotation"),
        join(service(ports="{port: 80, name: '${NAME}'}"), deployment(), ingress(port="name: http")),
    ],
    ids=["ExternalName", "use-annotation", "placeholder"],
)
def test_ports_that_nobody_can_judge(tmp_path: Path, manifest: str) -> None:
    assert found(write(tmp_path, {"all.yaml": manifest})) == []


def test_the_fix_writes_the_only_port_that_there_is(tmp_path: Path) -> None:
    reports = folder(write(tmp_path, {"all.yaml": join(APP, ingress(port="number: 8000"))})).reports
    (report,) = [one for one in reports if one.finding.rule == PORT]
    assert [text for _, text in report.edits] == ["80"]


def test_the_fix_writes_the_service_that_stands_near_and_the_path_from_the_root(tmp_path: Path) -> None:
    rules = "  rules: [{http: {paths: [{path: api, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]\n"
    files = {"all.yaml": join(APP, ingress("web", more=rules)), "near/all.yaml": join(APP, ingress("wbe"))}
    reports = folder(write(tmp_path, files)).reports
    assert [text for one in reports if one.family == "routing" for _, text in one.edits] == ["/api", "web"]


def test_one_service_missing_from_many_paths_is_one_finding(tmp_path: Path) -> None:
    for backend, port in (("wbe", 80), ("web", 8000)):
        path = f"{{path: /api, pathType: Prefix, backend: {{service: {{name: {backend}, port: {{number: {port}}}}}}}}}"
        rules = f"  rules: [{{http: {{paths: [{path}, {path.replace('/api', '/')}]}}}}]\n"
        files = {"all.yaml": join(APP, ingress(backend, f"number: {port}", more=rules))}
        (report,) = folder(write(tmp_path / backend, files)).reports
        assert "as in 2 more places" in report.finding.label
        assert len(report.edits) == 3


def test_a_host_that_a_kustomization_may_replace_is_only_possibly_wrong(tmp_path: Path) -> None:
    files = {
        "ingress.yaml": join(APP, ingress(more="  rules: [{host: TO_BE_SET}]\n  tls: [{secretName: A_b}]\n")),
        "kustomization.yaml": "resources: [ingress.yaml]\npatches: [{path: host.yaml}]\n",
    }
    assert found(write(tmp_path, files)) == [("ingress-invalid", "possible"), ("ingress-invalid", "certain")]


def test_a_patch_of_an_ingress_is_no_ingress(tmp_path: Path) -> None:
    patch = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec: {ingressClassName: nginx}\n"
    files = {
        "base/app.yaml": join(APP, ingress()),
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "overlay/patch.yaml": patch,
        "overlay/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
    }
    assert found(write(tmp_path / "listed", files)) == []
    assert found(write(tmp_path / "alone", {"ingress.yaml": patch})) == [("ingress-invalid", "certain")]


def test_the_versions_before_v1_are_read_for_their_backends_only(tmp_path: Path) -> None:
    old = (
        "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: shop}\n"
        "spec: {backend: {serviceName: wbe, servicePort: 80}}\n"
    )
    assert found(write(tmp_path, {"all.yaml": join(APP, old)}), MISSING, "ingress-invalid") == [(MISSING, "likely")]


def test_a_grant_is_asked_for_only_across_namespaces(tmp_path: Path) -> None:
    rule = "backend-needs-reference-grant"
    app = join(service(namespace="apps"), deployment(namespace="apps"))
    crossing = route("{name: web, namespace: apps, port: 80}")
    assert found(write(tmp_path / "seen", {"all.yaml": join(app, crossing)})) == [(rule, "likely")]
    assert found(write(tmp_path / "unseen", {"all.yaml": crossing}), rule) == [(rule, "possible")]
    unset = crossing.replace(", namespace: shop", "")
    assert found(write(tmp_path / "unset", {"all.yaml": join(app, unset)})) == []
    inside = route("{name: web, namespace: apps, port: 80}", namespace="apps")
    assert found(write(tmp_path / "inside", {"all.yaml": join(app, inside)})) == []


GATEWAY = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: public, namespace: edge}\n"
    "spec: {gatewayClassName: envoy, listeners: [{name: http, port: 80, protocol: HTTP, hostname: '*.example.com'}]}\n"
)


@pytest.mark.parametrize(
    ("parents", "confidence"),
    [
        ("{name: public, namespace: edge}", "likely"),
        ("{name: public}", ""),
        ("{name: private, namespace: edge}", ""),
        ("{name: public, namespace: edge, kind: Service, group: ''}", ""),
    ],
)
def test_only_a_gateway_in_sight_refuses_a_route(tmp_path: Path, parents: str, confidence: str) -> None:
    files = {"edge/gateway.yaml": GATEWAY, "shop/route.yaml": route("", parents=parents)}
    wanted = [("route-not-admitted", confidence)] if confidence else []
    assert found(write(tmp_path, files)) == wanted


def test_a_gateway_of_a_folder_far_off_may_be_another(tmp_path: Path) -> None:
    unplaced = GATEWAY.replace(", namespace: edge", "")
    tcp = route("", parents="{name: public}", kind="TCPRoute")
    files = {"edge/gateway.yaml": unplaced, "shop/route.yaml": tcp}
    assert found(write(tmp_path, files)) == [("route-not-admitted", "possible")]
    assert found(write(tmp_path, {"shop/gateway.yaml": unplaced}))[-1] == ("route-not-admitted", "likely")


@pytest.mark.parametrize(
    ("host", "admitted"),
    [
        ("shop.example.com", True),
        ("a.b.example.com", True),
        ("*.shop.example.com", True),
        ("SHOP.example.com", True),
        ("*.com", True),
        ("example.com", False),
        ("shop.example.org", False),
        ("notexample.com", False),
    ],
)
def test_which_host_names_a_wildcard_covers(tmp_path: Path, host: str, admitted: bool) -> None:
    same = route("", namespace="edge", parents="{name: public}").replace("  rules", f"  hostnames: ['{host}']\n  rules")
    assert (found(write(tmp_path, {"all.yaml": join(GATEWAY, same)})) == []) == admitted


def test_a_namespace_that_no_file_shows_may_have_any_labels(tmp_path: Path) -> None:
    allowed = "{namespaces: {from: Selector, selector: {matchLabels: {%s}}}}"
    for label, refused in (("team: shop", False), ("kubernetes.io/metadata.name: other", True)):
        gateway = GATEWAY.replace("port: 80", f"port: 80, allowedRoutes: {allowed % label}")
        files = {"all.yaml": join(gateway, route("", parents="{name: public, namespace: edge}"))}
        assert bool(found(write(tmp_path / str(refused), files))) == refused


@pytest.mark.parametrize(
    ("written", "there", "confidence"),
    [("nginxx", "nginx", Confidence.LIKELY), ("nlb", "alb", None), ("nginx", "nginx-internal", None), ("nginx", "nginx", None)],
)
def test_only_a_near_class_tells_that_one_is_missing(
    tmp_path: Path, written: str, there: str, confidence: Confidence | None
) -> None:
    cls = f"apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {there}}}\nspec: {{controller: a.b/c}}\n"
    files = {"class.yaml": cls, "app.yaml": join(APP, ingress().replace("nginx", written))}
    wanted = [("ingress-class-missing", str(confidence))] if confidence else []
    assert found(write(tmp_path, files)) == wanted


@needs.kustomize
@pytest.mark.parametrize(
    ("listener", "told"),
    [
        ("{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}", []),
        ("{name: http, port: 80, protocol: HTTP}", [("app/route.yaml", 5, "gateways/edge.yaml", 7)]),
        ("{name: tls, port: 443, protocol: TLS}", [("app/route.yaml", 5, "gateways/edge.yaml", 7)]),
    ],
    ids=["admits", "own namespace", "other kind"],
)
@pytest.mark.parametrize("namespace", ["infra", "elsewhere"])
def test_a_gateway_of_plain_files_answers_for_routes_of_environments(
    listener: str, told: list[object], namespace: str, tmp_path: Path
) -> None:
    files = {
        "gateways/edge.yaml": "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
        f"metadata: {{name: edge, namespace: {namespace}}}\nspec:\n  gatewayClassName: envoy\n  listeners:\n    - {listener}\n",
        "app/kustomization.yaml": "namespace: shop\nresources: [route.yaml]\n",
        "app/route.yaml": "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec:\n"
        "  parentRefs: [{name: edge, namespace: infra}]\n",
    }
    reports = [one for one in folder(write(tmp_path, files), render=True).reports if one.finding.rule == "route-not-admitted"]
    places = [(one.at.file, one.at.line, one.related[0].file, one.related[0].line) for one in reports]
    assert places == (told if namespace == "infra" else [])
    assert all(one.finding.confidence == Confidence.LIKELY for one in reports)
