"""Charts are rendered by the real helm, each way to install one is a world, and findings stand in templates and values."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.render import programs
from svclint.result import Result
from svclint.rule import Confidence, Severity
from tests import needs
from tests.lint import check, folder, write
from tests.manifests import deployment, service
from tests.trees import APPLICATION, CHART, DEPLOYMENT_TEMPLATE, SERVICE_TEMPLATE, dependencies, pack

pytestmark = needs.helm

LOST = service("lost", "app: web", ports="{port: 80, targetPort: web}")


def serious(result: Result) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.at.file, one.finding.rule, one.environments) for one in result.reports if one.finding.severity > Severity.NOTE]


def notes(result: Result) -> list[tuple[str, str]]:
    return [(one.at.file, one.finding.message) for one in result.reports if one.finding.rule == "not-rendered"]


def test_a_chart_is_quiet_where_all_is_well_and_the_summary_names_helm(tmp_path: Path) -> None:
    result = check(write(tmp_path, CHART), Confidence.POSSIBLE)
    assert (serious(result), notes(result)) == ([], [])
    (built,) = result.built
    assert (built.what, built.number, result.rendered) == ("chart", 1, 1)
    assert (result.services, result.workloads, result.files, result.objects) == (1, 1, 2, 2)
    assert built.by.startswith("helm v3.")


def test_without_rendering_a_chart_says_that_it_was_not_rendered(tmp_path: Path) -> None:
    result = folder(write(tmp_path, CHART), render=False)
    assert notes(result) == [
        ("charts/web/Chart.yaml", "this Helm chart was not rendered: nothing in its templates was checked")
    ]


def test_values_files_beside_a_chart_are_environments_that_never_answer_for_each_other(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/values-staging.yaml": "app: web\n",
        "charts/web/values-prod.yaml": "app: wbe\ntargetPort: web\n",
    }
    result = check(write(tmp_path, files))
    assert {one[1:] for one in serious(result)} == {("selector-matches-nothing", ("helm:charts/web[values-prod.yaml]",))}
    assert result.rendered == 3


def test_a_comma_in_the_name_of_a_values_file_is_no_second_file(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {**CHART, "charts/web/values-a,b.yaml": "targetPort: web\n"})
    ((_, rule, environments),) = serious(check(root))
    assert (rule, environments) == ("target-port-name-missing", ("helm:charts/web[values-a,b.yaml]",))


def test_an_annotation_of_a_rendered_object_hides(tmp_path: Path) -> None:
    note = "  annotations:\n    svclint.dev/ignore: 'target-port-name-missing: later'\nspec:\n"
    files = {
        **CHART,
        "charts/web/values.yaml": "targetPort: web\n",
        "charts/web/templates/service.yaml": SERVICE_TEMPLATE.replace("spec:\n", note, 1),
    }
    result = check(write(tmp_path, files))
    assert (serious(result), result.ignored) == ([], 1)


def test_one_defect_in_all_environments_is_one_finding(tmp_path: Path) -> None:
    files = {**CHART, "charts/web/values.yaml": "targetPort: web\n", "charts/web/values-prod.yaml": "replicas: 2\n"}
    (only,) = serious(check(write(tmp_path, files)))
    assert only[1:] == ("target-port-name-missing", ("helm:charts/web", "helm:charts/web[values-prod.yaml]"))


@pytest.mark.parametrize(
    ("helm", "found"),
    [
        ("releaseName: front", []),
        ("values: 'targetPort: web'", ["target-port-name-missing"]),
        ("valuesObject: {app: other}", ["selector-matches-nothing"]),
        ("valueFiles: [prod.yaml]", ["selector-matches-nothing"]),
        ("valueFiles: [/charts/web/prod.yaml], valuesObject: {app: web}", []),
        ("valueFiles: [prod.yaml], parameters: [{name: app, value: web}]", []),
        ("valueFiles: [gone.yaml], ignoreMissingValueFiles: true", []),
    ],
)
def test_an_argo_application_is_an_environment_with_its_own_values(tmp_path: Path, helm: str, found: list[str]) -> None:
    files = {**CHART, "charts/web/prod.yaml": "app: other\n", "apps/shop.yaml": APPLICATION.format(helm=helm)}
    result = check(write(tmp_path, files))
    assert [one[1] for one in serious(result)] == found
    assert {one[2] for one in serious(result)} <= {("helm:charts/web[argo:apps/shop.yaml#shop]",)}
    guesses = 0 if helm == "releaseName: front" else 1
    assert (result.rendered, notes(result)) == (1 + guesses, [])


def test_objects_without_a_namespace_lie_in_the_release_s(tmp_path: Path) -> None:
    moved = DEPLOYMENT_TEMPLATE.replace("  name: {{ .Release.Name }}\n", "  name: {{ .Release.Name }}\n  namespace: other\n", 1)
    files = {
        **CHART,
        "charts/web/templates/deployment.yaml": moved,
        "apps/shop.yaml": APPLICATION.format(helm="releaseName: shop"),
    }
    found = serious(check(write(tmp_path, files), Confidence.POSSIBLE))
    assert [one[2] for one in found if one[1] == "selector-other-namespace"] == [("helm:charts/web[argo:apps/shop.yaml#shop]",)]


@pytest.mark.parametrize(
    ("helm", "told"),
    [
        ("valueFiles: [gone.yaml]", "takes values from gone.yaml, which is no file of this project"),
        ("valueFiles: ['../../../outside.yaml']", "which is no file of this project"),
        ("valueFiles: ['https://example.com/v.yaml']", "which is remote: nothing is fetched"),
    ],
)
def test_values_that_are_not_here_are_told(tmp_path: Path, helm: str, told: str) -> None:
    (tmp_path / "outside.yaml").write_text("app: other\n")
    root = write(tmp_path / "project", {**CHART, "apps/shop.yaml": APPLICATION.format(helm=helm)})
    ((file, message),) = notes(check(root))
    assert file == "apps/shop.yaml"
    assert "with argo:apps/shop.yaml#shop" in message
    assert told in message


def test_a_chart_that_fails_says_what_helm_says_and_proves_nothing(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/templates/fail.yaml": '{{ fail "say which shop" }}\n',
        "charts/web.yaml": service("lone", "app: lone"),
    }
    result = check(write(tmp_path, files))
    message = "this Helm chart was not rendered: a template stops with `say which shop`"
    assert notes(result) == [("charts/web/templates/fail.yaml", message)]
    assert serious(result) == []


def test_a_chart_that_needs_values_is_rendered_with_those_that_it_is_tested_with(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/templates/need.yaml": '{{ $_ := required "shop is needed" .Values.shop }}\n',
        "charts/web/ci/test-values.yaml": "shop: one\ntargetPort: web\n",
    }
    result = check(write(tmp_path, files))
    assert notes(result) == []
    assert [one[2] for one in serious(result)] == [("helm:charts/web[ci/test-values.yaml]",)]


def test_libraries_are_rendered_only_as_part_of_what_uses_them(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/Chart.yaml": dependencies("name: common, version: 1.x.x, repository: 'https://charts.example.com'"),
        "charts/web/charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.2.3\ntype: library\n",
        "charts/web/charts/common/templates/_names.tpl": '{{- define "common.name" -}}web{{- end -}}\n',
        "charts/web/templates/service.yaml": SERVICE_TEMPLATE.replace(
            '{{ .Values.app | default "web" }}', '{{ include "common.name" . }}'
        ),
        "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.3\ntype: library\n",
    }
    result = check(write(tmp_path, files), Confidence.POSSIBLE)
    assert (serious(result), notes(result), result.rendered) == ([], [], 1)


def test_an_umbrella_chart_brings_charts_of_the_project_and_archives(tmp_path: Path) -> None:
    web = "name: web, version: 1.x.x, repository: 'file://../web'"
    files = {
        **CHART,
        "charts/shop/Chart.yaml": f"apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - {{{web}}}\n"
        "  - {name: db, version: 2.x.x, repository: 'https://charts.example.com'}\n",
        "charts/shop/values.yaml": "web: {targetPort: web}\n",
    }
    root = write(tmp_path, files)
    pack(root / "charts/shop/charts/db-2.0.1.tgz", "db", LOST)
    before = sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    result = check(root)
    assert before == sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    assert notes(result) == []
    assert sorted({one[0] for one in serious(result)}) == ["charts/shop/Chart.yaml", "charts/shop/values.yaml"]
    assert {one[1:] for one in serious(result)} == {("target-port-name-missing", ("helm:charts/shop",))}


def test_what_is_wholly_of_a_vendored_chart_weighs_less(tmp_path: Path) -> None:
    files = {**CHART, "charts/web/Chart.yaml": dependencies("name: db, version: 2.x.x, repository: 'https://x.example.com'")}
    root = write(tmp_path, files)
    pack(root / "charts/web/charts/db-2.0.1.tgz", "db", LOST)
    (one,) = [one for one in check(root).reports if one.finding.rule == "target-port-name-missing"]
    assert one.finding.severity == Severity.WARNING
    assert "the chart db" in one.finding.why


def test_a_missing_dependency_is_told_and_absence_proves_nothing_then(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/Chart.yaml": dependencies("name: db, version: 2.x.x, repository: 'https://x.example.com'"),
        "charts/web/templates/db.yaml": service("db", "app: db"),
    }
    result = check(write(tmp_path, files))
    assert notes(result) == [("charts/web/Chart.yaml", "this Helm chart was rendered without what it depends on: db")]
    assert serious(result) == []
    assert (result.rendered, result.refused) == (1, 0)


@pytest.mark.parametrize("link", ["templates/stolen.yaml", "files"])
def test_a_link_that_leads_out_of_the_project_is_not_followed(tmp_path: Path, link: str) -> None:
    write(tmp_path / "outside", {"stolen.yaml": deployment("stolen")})
    root = write(tmp_path / "project", CHART)
    (root / "charts/web" / link).symlink_to(tmp_path / "outside" / ("stolen.yaml" if "." in link else ""))
    result = check(root)
    ((_, message),) = notes(result)
    assert message == f"this Helm chart was not rendered: its charts/web/{link} is a link that leads out of the project"
    assert result.rendered == 0


def test_a_link_within_the_project_is_followed(tmp_path: Path) -> None:
    root = write(tmp_path, {**CHART, "shared/service.yaml": LOST})
    (root / "charts/web/templates/lone.yaml").symlink_to("../../../shared/service.yaml")
    assert ("charts/web/templates/lone.yaml", "target-port-name-missing", ("helm:charts/web",)) in serious(check(root))


def test_a_chart_that_holds_too_much_is_not_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.render.copies.MAX_BYTES", 100)
    ((_, message),) = notes(check(write(tmp_path, CHART)))
    assert "it holds more than" in message


def test_a_missing_program_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "helm", lambda _: None)
    ((file, message),) = notes(check(write(tmp_path, CHART)))
    assert (file, message) == ("charts/web/Chart.yaml", "this Helm chart was not rendered: no helm is installed")


def test_a_comment_in_a_values_file_hides_what_stands_there(tmp_path: Path) -> None:
    said = "targetPort: web  # svclint: ignore[target-port-name-missing] comes later\n"
    result = check(write(tmp_path, {**CHART, "charts/web/values.yaml": said}))
    assert (serious(result), result.ignored) == ([], 1)


def test_a_values_file_that_helm_cannot_read_is_named(tmp_path: Path) -> None:
    result = check(write(tmp_path, {**CHART, "charts/web/values-prod.yaml": "targetPort: [http\n"}))
    (note,) = [one for one in result.reports if one.finding.rule == "not-rendered"]
    assert "values-prod.yaml" in note.finding.message
    assert "/svclint-" not in note.finding.message
