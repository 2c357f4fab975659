"""Who may meet whom: alternatives, the nearest scope, unset namespaces, fragments, and how sure absence is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from svclint.config import Config
from svclint.rule import Confidence, Severity
from svclint.scope import DEFINITIONS
from tests.lint import folder, told, write
from tests.manifests import deployment, join, service

NOTHING = "selector-matches-nothing"
SLIP = service(selector="app: web, version: v2")
PODS = deployment(labels="app: web, version: v1")


def confidences(root: Path) -> dict[str, Confidence]:
    return {one.at.file: one.finding.confidence for one in folder(root).reports if one.finding.rule == NOTHING}


@pytest.mark.parametrize(
    "files",
    [
        {"all.yaml": join(service(), deployment())},
        {"service.yaml": service(), "deployment.yaml": deployment()},
        {"svc/web.yaml": service(), "deploy/web.yaml": deployment()},
        {"app/k8s/svc/web.yaml": service(), "app/k8s/deploy/web.yaml": deployment()},
        {"web.yaml": service(), "apps/web/deployment.yaml": deployment()},
        {"apps/web/service.yaml": service(), "deployment.yaml": deployment()},
    ],
    ids=["one file", "one folder", "two folders", "deeper", "below", "above"],
)
def test_a_service_finds_its_pods_wherever_they_are(tmp_path: Path, files: dict[str, str]) -> None:
    assert told(folder(write(tmp_path, files)).reports) == []


def test_alternatives_never_meet(tmp_path: Path) -> None:
    files = {
        "staging/service.yaml": service(selector="app: web"),
        "staging/deployment.yaml": deployment(labels="app: web"),
        "production/service.yaml": service(selector="app: web"),
        "production/deployment.yaml": deployment(labels="app: webapp"),
    }
    assert confidences(write(tmp_path, files)) == {"production/service.yaml": Confidence.LIKELY}


def test_files_that_define_the_same_are_alternatives(tmp_path: Path) -> None:
    files = {"v1.yaml": join(service(), deployment()), "v2.yaml": join(service(), deployment(labels="app: webb"))}
    assert confidences(write(tmp_path, files)) == {"v2.yaml": Confidence.LIKELY}


def test_the_nearest_pods_answer(tmp_path: Path) -> None:
    files = {
        "near/service.yaml": service(ports="{port: 80, targetPort: http}"),
        "near/deployment.yaml": deployment(container=", ports: [{name: http, containerPort: 80}]"),
        "far/deployment.yaml": deployment("other"),
    }
    assert told(folder(write(tmp_path, files)).reports) == []


def test_an_unset_namespace_agrees_with_any(tmp_path: Path) -> None:
    assert told(folder(write(tmp_path, {"a.yaml": join(service(namespace="shop"), deployment())})).reports) == []
    settled = folder(tmp_path, config=Config(default_namespace="other")).reports
    assert told(settled) == ["a.yaml:3 selector-other-namespace"]


LIKELY, POSSIBLE = Confidence.LIKELY, Confidence.POSSIBLE
SLIPPED = {"a.yaml": join(SLIP, PODS)}
ABSENCE = {
    "same file": (SLIPPED, LIKELY),
    "same folder, same name": ({"a.yaml": SLIP, "b.yaml": PODS}, LIKELY),
    "same folder, no tie": (
        {"a.yaml": service("front", "app: web, version: v2"), "b.yaml": deployment("back", "app: web, version: other")},
        POSSIBLE,
    ),
    "same folder, key only": ({"a.yaml": service("front", "app: front"), "b.yaml": deployment("back", "app: back")}, POSSIBLE),
    "value case": ({"a.yaml": service("front", "app: Web"), "b.yaml": deployment("back", "app: web")}, LIKELY),
    "key case": ({"a.yaml": service("front", "App: web"), "b.yaml": deployment("back", "app: web")}, LIKELY),
    "other folder": ({"a/a.yaml": SLIP, "b/b.yaml": PODS}, POSSIBLE),
    "alone": ({"a.yaml": service()}, POSSIBLE),
    "no orphan": ({"a.yaml": join(SLIP, PODS, service("old", "app: web, version: v1"))}, POSSIBLE),
    "placeholder": ({"a.yaml": join(service(selector="app: web, version: '${V}'"), PODS)}, POSSIBLE),
    "custom resource": (SLIPPED | {"b.yaml": "apiVersion: db.example.com/v1\nkind: Db\nmetadata: {name: d}\n"}, POSSIBLE),
    "unreadable file": (SLIPPED | {"b.yaml": "apiVersion: v1\nkind: [\n"}, POSSIBLE),
    "run-time label": ({"a.yaml": join(service(selector="app: web, role: leader"), PODS)}, POSSIBLE),
    "kustomize labels": (SLIPPED | {"kustomization.yaml": "commonLabels: {version: v2}\nresources: [a.yaml]\n"}, POSSIBLE),
    "plain kustomize": (SLIPPED | {"kustomization.yaml": "resources: [a.yaml]\n"}, LIKELY),
    "overlay": ({"b/a.yaml": join(SLIP, PODS), "top/kustomization.yaml": "namePrefix: x-\nresources: [../b]\n"}, POSSIBLE),
    "chart": (SLIPPED | {"chart/Chart.yaml": "name: c\n", "chart/templates/x.yaml": "{{ x }}"}, POSSIBLE),
}


@pytest.mark.parametrize(("files", "sure"), ABSENCE.values(), ids=ABSENCE)
def test_absence_needs_evidence(tmp_path: Path, files: dict[str, str], sure: Confidence) -> None:
    assert confidences(write(tmp_path, files))[next(name for name in files if name.endswith("a.yaml"))] == sure


def test_a_near_port_name_is_likely_under_a_kustomization_too(tmp_path: Path) -> None:
    def sure(name: str) -> list[Confidence]:
        files = {
            "a.yaml": join(
                service(ports=f"{{port: 80, targetPort: {name}}}"),
                deployment(container=", ports: [{name: http, containerPort: 80}]"),
            ),
            "kustomization.yaml": "namePrefix: x-\nresources: [a.yaml]\n",
        }
        return [one.finding.confidence for one in folder(write(tmp_path, files)).reports]

    assert (sure("htpp"), sure("metrics")) == ([LIKELY], [POSSIBLE])


PATCH = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
    "spec: {template: {spec: {containers: [{name: main, image: x}]}}}\n"
)


@pytest.mark.parametrize(
    "files",
    [
        {"kustomization.yaml": "patches: [{path: patch.yaml}]\n", "patch.yaml": PATCH},
        {"kustomization.yaml": "patchesStrategicMerge: [patch.yaml]\n", "patch.yaml": PATCH},
        {"kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": deployment("other"), "patch.yaml": PATCH},
        {"web.yaml": deployment(), "somewhere/patch.yaml": PATCH},
        {"patch.yaml": PATCH.replace("spec: {template", "spec: {$patch: merge, template")},
        {"base/kustomization.yaml": "resources: [d.yaml]\npatches: [{path: p.yaml}]\n", "base/d.yaml": PATCH},
    ],
    ids=["patches", "patchesStrategicMerge", "not listed", "fuller elsewhere", "$patch", "completed base"],
)
def test_fragments_are_no_objects(tmp_path: Path, files: dict[str, str]) -> None:
    assert told(folder(write(tmp_path, files)).reports) == []


def test_what_lacks_a_field_for_real_is_told(tmp_path: Path) -> None:
    assert told(folder(write(tmp_path, {"web.yaml": PATCH})).reports) == ["web.yaml:4 invalid-shape"]


def test_a_chart_is_one_note_and_its_templates_are_no_objects(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": "apiVersion: v2\nname: shop\nkind: none\n",
        "chart/templates/web.yaml": "apiVersion: v1\nkind: Service\n{{ if }}\n",
        "chart/charts/sub/Chart.yaml": "name: sub\n",
        "chart/charts/sub/templates/x.yaml": "apiVersion: v1\nkind: {{ x }}\n",
    }
    assert told(folder(write(tmp_path, files)).reports) == ["chart/Chart.yaml:2 not-rendered"]


def test_a_template_outside_a_chart_is_a_note(tmp_path: Path) -> None:
    files = {
        "a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: {{ name }}}\n",
        "b.yaml": "apiVersion: v1\n{{ x }}: 1\nkind: Pod\n",
    }
    assert told(folder(write(tmp_path, files)).reports) == ["a.yaml:1 not-rendered", "b.yaml:1 not-rendered"]


def test_placeholders_are_no_values(tmp_path: Path) -> None:
    text = join(
        service(ports="{port: '${PORT}', targetPort: '$(TARGET)'}", selector="app: <name>"), deployment(labels="app: <name>")
    )
    assert told(folder(write(tmp_path, {"a.yaml": text})).reports) == []


def test_lists_and_json(tmp_path: Path) -> None:
    listed = (
        '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},\n'
        '"spec": {"selector": {"app": "web"}, "ports": [{"port": 80,\n"targetPort": "http"}]}}]}'
    )
    root = write(tmp_path, {"a.json": listed, "b.yaml": deployment()})
    assert told(folder(root).reports) == ["a.json:3 target-port-name-missing"]


def test_operators_and_ordinals(tmp_path: Path) -> None:
    stateful = deployment("db", "app: db", kind="StatefulSet").replace(
        "spec:\n  selector", "spec:\n  replicas: 2\n  selector", 1
    )
    per_pod = [service(f"db-{n}", f"statefulset.kubernetes.io/pod-name: db-{n}") for n in range(3)]
    found = folder(write(tmp_path, {"a.yaml": join(stateful, *per_pod)})).reports
    serious = [one for one in found if one.finding.severity > Severity.NOTE]
    assert [(one.object and one.object.name, one.finding.confidence) for one in serious] == [("db-2", Confidence.POSSIBLE)]


@pytest.mark.parametrize("shuffled", [False, True])
def test_renaming_splitting_and_shuffling_change_no_verdict(tmp_path: Path, shuffled: bool) -> None:
    documents = [
        SLIP, PODS, service("db", "app: db", ports="{port: 5432, targetPort: pg}"),
        deployment("db", "app: db", container=", ports: [{name: psql, containerPort: 5432}]"),
    ]  # fmt: skip
    one = folder(
        write(tmp_path / "one", {"a.yaml": join(*(reversed(documents) if shuffled else documents))}), config=Config()
    ).reports
    many = folder(write(tmp_path / "many", {f"z{n}.yaml": text for n, text in enumerate(documents)})).reports
    renamed = folder(write(tmp_path / "renamed", {"a.yaml": join(*documents).replace("web", "shop")})).reports
    verdicts = sorted((report.finding.rule, str(report.finding.severity)) for report in one)
    assert verdicts == [("selector-matches-nothing", "error"), ("target-port-name-missing", "error")]
    for others in (many, renamed):
        assert sorted((report.finding.rule, str(report.finding.severity)) for report in others) == verdicts


def test_of_an_object_that_stands_again_and_again_some_are_looked_at_and_the_rest_are_counted(tmp_path: Path) -> None:
    other = service("api", selector="app: api, version: v2")
    found = folder(write(tmp_path, {"all.yaml": join(*[SLIP] * 40, PODS, other)}))
    counts = Counter((one.finding.rule, one.object.name if one.object else "") for one in found.reports)
    assert counts["duplicate-object", "web"] == DEFINITIONS
    (last,) = (one.finding.message for one in found.reports if "more" in one.finding.message)
    assert last == "Service web stands 23 times more: this one replaces the others"
    assert (counts[NOTHING, "web"], counts[NOTHING, "api"]) == (DEFINITIONS, 1)


def test_the_last_of_many_of_one_name_may_be_of_another_group_and_repeat_nothing(tmp_path: Path) -> None:
    first = deployment("web", "app: web").replace("kind: Deployment", "kind: StatefulSet")
    other = first.replace("apiVersion: apps/v1", "apiVersion: apps.kruise.io/v1beta1")
    found = folder(write(tmp_path, {"all.yaml": join(*[first] * DEFINITIONS, other)}))
    assert not found.crashes
    assert sum(one.finding.rule == "duplicate-object" for one in found.reports) == DEFINITIONS - 1


def test_objects_of_one_name_in_many_namespaces_or_kinds_repeat_nothing(tmp_path: Path) -> None:
    spread = [service(namespace=f"n{number}", selector="app: web, version: v2") for number in range(40)]
    knative = deployment(kind="Service").replace("apps/v1", "serving.knative.dev/v1")
    text = join(*spread, *[service()] * DEFINITIONS, knative)
    found = folder(write(tmp_path, {"all.yaml": text}))
    assert (found.services, found.workloads) == (40 + DEFINITIONS, 1)
    assert sum(one.finding.rule == "duplicate-object" for one in found.reports) == DEFINITIONS - 1
