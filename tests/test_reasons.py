"""What cannot be rendered is told in one sentence, on the line that a person edits, with what helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from svclint.rule import Severity
from tests import needs
from tests.command import svclint
from tests.lint import folder, write
from tests.repository import commit, git
from tests.trees import APPLICATION, BASE, CHART


def reasons(root: Path) -> list[tuple[str, str, str]]:
    """Where it is said that something was not rendered, as `file:line`, why, and what helps."""
    found = [one for one in folder(root, render=True).reports if one.finding.rule == "not-rendered"]
    return [(f"{one.at.file}:{one.at.line}", one.finding.message, one.finding.help) for one in found]


@needs.kustomize
@pytest.mark.parametrize(
    ("more", "line", "told"),
    [
        ("patch: [{path: p.yaml}]\n", 2, "kustomize knows no field `patch`"),
        ("namePrefix: 1\n", 2, "its `namePrefix` is a number, and kustomize takes a string"),
        (
            "images:\n  - {name: a, newTag: one}\n  - {name: b, newTag: 1.0}\n",
            4,
            "its `newTag` is a number, and kustomize takes",
        ),
        (
            "patches:\n  - patch: |\n      kind: Service\n      apiVersion: v1\n      metadata: {name: wbe}\n",
            6,
            "it has a patch for Service wbe, which nothing that it takes in defines",
        ),
        (
            "patches:\n  - target: {kind: Service}\n    patch: |\n      - {op: replace, path: /spec/x/y, value: 1}\n",
            5,
            "it has a JSON patch whose `replace` finds nothing at /spec/x/y",
        ),
        (
            "replicas:\n  - {name: wbe, count: 2}\n",
            3,
            "its `replicas` names wbe, and no workload that it takes in is called so",
        ),
        ("patches:\n  - {path: other.yaml}\n", 3, "its other.yaml is no patch: "),
        ("configMapGenerator:\n  - {name: a, literals: [b=c, b=d]}\n", 3, "it gives the configmap a the key b twice"),
        (
            "configMapGenerator:\n  - {name: a, behavior: merge, literals: [b=c]}\n",
            3,
            "it merges into ConfigMap a, which nothing",
        ),
        ("transformers:\n  - gone.yaml\n", 3, "it takes in gone.yaml, which is no file of this project"),
        ("components:\n  - ../..\n", 3, "it takes in ../.., a folder without a kustomization"),
        ("components:\n  - ../more\n", 3, "it lists app/more under `components`, and that is no component"),
    ],
)
def test_what_kustomize_refuses_is_told_on_its_line(tmp_path: Path, more: str, line: int, told: str) -> None:
    files = {"app/prod/kustomization.yaml": "resources: [../base]\n" + more, "app/prod/other.yaml": "a: b\n"}
    files["app/more/kustomization.yaml"] = "configMapGenerator: [{name: more, literals: [a=b]}]\n"
    ((place, message, cure),) = reasons(write(tmp_path, {**BASE, **files}))
    assert place == f"app/prod/kustomization.yaml:{line}"
    assert message.startswith(f"this kustomization was not rendered: {told}")
    assert cure


@needs.kustomize
@pytest.mark.parametrize(
    ("listed", "line", "told"),
    [
        ("service.yaml\n  - again.yaml\n", 3, "it takes in Service web twice, the second time from again.yaml"),
        ("broken.yaml\n", 2, "its broken.yaml is no YAML: "),
        ("nameless.yaml\n", 2, "its nameless.yaml holds an object without `metadata.name`"),
        ("empty\n", 2, "the kustomization of app/empty is empty"),
        ("part\n", 2, "it lists app/part, a component, under `resources`"),
    ],
)
def test_a_resource_that_kustomize_refuses_is_told_where_it_is_listed(
    tmp_path: Path, listed: str, line: int, told: str
) -> None:
    files = {
        "app/kustomization.yaml": f"resources:\n  - {listed}",
        "app/service.yaml": BASE["app/base/service.yaml"],
        "app/again.yaml": BASE["app/base/service.yaml"],
        "app/broken.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a\n",
        "app/nameless.yaml": "apiVersion: v1\nkind: ConfigMap\ndata: {}\n",
        "app/part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a-\n",
        "app/empty/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
    }
    others = {f"app/{name}/kustomization.yaml" for name in ("empty", "part")} - {f"app/{listed.strip()}/kustomization.yaml"}
    ((place, message, _),) = reasons(write(tmp_path, {file: text for file, text in files.items() if file not in others}))
    assert place == f"app/kustomization.yaml:{line}"
    assert message.startswith(f"this kustomization was not rendered: {told}")


@needs.kustomize
def test_one_broken_base_is_told_once_with_how_many_overlays_it_breaks(tmp_path: Path) -> None:
    broken = {"app/base/kustomization.yaml": "resources:\n  - service.yaml\n  - gone.yaml\n"}
    files = {f"app/overlays/{name}/kustomization.yaml": "resources: [../../base]\n" for name in ("dev", "prod", "test")}
    ((place, message, _),) = reasons(write(tmp_path, {**BASE, **files, **broken}))
    told = (
        "app/overlays/dev and 2 more were not rendered: this kustomization takes in gone.yaml, which is no file of this project"
    )
    assert (place, message) == ("app/base/kustomization.yaml:3", told)


@needs.kustomize
def test_kustomizations_that_take_in_each_other_are_told(tmp_path: Path) -> None:
    ((place, message, _),) = reasons(
        write(tmp_path, {"a/kustomization.yaml": "resources: [b]\n", "a/b/kustomization.yaml": "resources:\n  - ..\n"})
    )
    assert (place, message) == (
        "a/b/kustomization.yaml:2",
        "a was not rendered: this kustomization takes in a, which takes in itself again",
    )


@needs.helm
@pytest.mark.parametrize(
    ("file", "text", "place", "told"),
    [
        (
            "templates/x.yaml",
            'a: b\nc: {{ required "say which shop" .Values.shop }}\n',
            2,
            "a template stops with `say which shop`",
        ),
        ("templates/x.yaml", "a: {{ .Values.x.y.z }}\n", 1, "`.Values.x.y.z` looks into a value that is not set"),
        (
            "templates/x.yaml",
            "\na: {{ .Values.targetPort.z }}\n",
            2,
            "`.Values.targetPort.z` looks for z in a value that is no",
        ),
        ("templates/x.yaml", 'a: {{ include "lib.a" . }}\n', 1, "a template includes lib.a, which nothing here defines"),
        ("templates/x.yaml", "a: b\n{{ if }}\n", 2, "helm cannot read a template: missing value for if"),
        ("templates/x.yaml", "a: {{ nope . }}\n", 1, 'helm cannot read a template: function "nope" not defined'),
        ("templates/x.yaml", "a: b\n\tc: d\n", 1, "what a template prints is no YAML: "),
        ("templates/x.yaml", "a: {{ indent . }}\n", 1, "`indent` fails: wrong number of args"),
        ("values.yaml", "a: b\nc: [d\n", 2, "values.yaml is no YAML: "),
        (
            "Chart.yaml",
            "apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: '<1.20'\n",
            4,
            "it is for Kubernetes <1.20, and what",
        ),
        ("Chart.yaml", "apiVersion: v2\nname: web\n", 2, "its Chart.yaml has no version that helm takes"),
        ("charts/db/templates/x.yaml", '{{ fail "no password" }}\n', 1, "a template stops with `no password`"),
    ],
)
def test_what_helm_refuses_is_told_on_its_line(tmp_path: Path, file: str, text: str, place: int, told: str) -> None:
    inner = {"charts/web/charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n"} if "db" in file else {}
    ((where, message, cure),) = reasons(write(tmp_path, {**CHART, **inner, f"charts/web/{file}": text}))
    assert where == f"charts/web/{file}:{place}"
    assert message.startswith(f"this Helm chart was not rendered: {told}")
    assert cure


@needs.helm
@pytest.mark.parametrize(
    ("where", "severity"), [("file://../commn", Severity.ERROR), ("file://../../../common", Severity.NOTE)], ids=["in", "out"]
)
def test_a_dependency_in_a_folder_that_is_no_chart_is_told_on_its_line(tmp_path: Path, where: str, severity: Severity) -> None:
    asked = "dependencies:\n  - {name: redis, version: 1.0.0, repository: 'https://charts.example.com'}\n"
    asked += f"  - name: common\n    version: 1.0.0\n    repository: {where}\n"
    write(tmp_path, {**CHART, "charts/web/Chart.yaml": CHART["charts/web/Chart.yaml"] + asked})
    git(tmp_path, "init", "-q")
    (one,) = (one for one in folder(tmp_path, render=True).reports if one.finding.rule == "not-rendered")
    assert one.finding.message == (
        f"this Helm chart was rendered without what it depends on: redis, common ({where} is no chart of this project)"
    )
    assert (one.at.file, one.at.line) == ("charts/web/Chart.yaml", CHART["charts/web/Chart.yaml"].count("\n") + 5)
    assert one.finding.severity == severity


@needs.helm
def test_values_of_an_application_that_are_no_yaml_are_told_on_its_line(tmp_path: Path) -> None:
    helm = (
        "\n      releaseName: web\n      values: |\n        # what this cluster wants\n        app: web\n          b: c\n    "
    )
    text = APPLICATION.replace("{{", "{").replace("}}", "}").replace("{{helm}}", helm).replace("{helm}", helm)
    ((place, message, _),) = reasons(write(tmp_path, {**CHART, "apps/shop.yaml": text}))
    assert text.splitlines()[int(place.rpartition(":")[2]) - 1].strip() == "b: c"
    assert message == (
        "the Helm chart charts/web was not rendered with argo:apps/shop.yaml#shop: the text in `values` is no YAML: "
        "mapping values are not allowed in this context"
    )


BROKEN = {
    "app/kustomization.yaml": "resources: [service.yaml]\n",
    "app/service.yaml": BASE["app/base/service.yaml"],
    "app/.env": "a=b\n",
}


@needs.kustomize
@pytest.mark.parametrize(
    ("more", "breaks"),
    [
        ("resources: [gone.yaml]\n", True),
        ("resources: [service.yaml, gone/app]\n", False),
        ("resources: ['{{ app }}.yaml']\n", False),
        ("resources: [empty]\n", False),
        ("resources: [secret.yaml]\n", False),
        ("resources: [service.yaml]\nconfigMapGenerator: [{name: a, envs: [gone.env]}]\n", False),
        ("resources: [service.yaml]\npatches: [{path: gone.yaml}]\n", True),
        ("resources: [service.yaml]\npatchez: [{path: p.yaml}]\n", True),
        ("resources: [service.yaml]\nsomethingElse: 1\n", False),
        ("resources: [service.yaml]\nnamePrefix: 1\n", True),
        ("resources: [service.yaml]\npatches: [{patch: '{apiVersion: v1, kind: Service, metadata: {name: gone}}'}]\n", True),
        ("resources: [broken.yaml]\n", False),
        ("resources: ['https://example.com/app?ref=v1']\n", False),
    ],
)
def test_what_every_build_refuses_is_an_error_and_what_depends_is_a_note(tmp_path: Path, more: str, breaks: bool) -> None:
    broken = {"app/broken.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a\n", ".gitignore": "secret.yaml\n"}
    write(tmp_path, {**BROKEN, **broken, "app/kustomization.yaml": more})
    (tmp_path / "app/empty").mkdir()
    git(tmp_path, "init", "-q")
    (one,) = [one for one in folder(tmp_path, render=True).reports if one.finding.rule == "not-rendered"]
    assert one.finding.severity == (Severity.ERROR if breaks else Severity.NOTE)


@needs.helm
@pytest.mark.parametrize(
    ("template", "helm", "breaks"),
    [
        ("a: {{ if }}\n", "", True),
        ('a: {{ required "say it" .Values.shop }}\n', "", False),
        ('a: {{ required "say it" .Values.shop }}\n', "values: 'app: web'", True),
        ("a: {{ .Values.x.y }}\n", "", False),
        ("", "valueFiles: [gone.yaml]", True),
        ("", "valueFiles: [$values/gone.yaml]", False),
        ("", "valueFiles: ['https://example.com/v.yaml']", False),
    ],
)
def test_a_chart_that_no_values_render_is_an_error(tmp_path: Path, template: str, helm: str, breaks: bool) -> None:
    files = {"apps/shop.yaml": APPLICATION.format(helm=helm)} if helm else {}
    write(tmp_path, {**CHART, **files, "charts/web/templates/x.yaml": template})
    git(tmp_path, "init", "-q")
    told = {one.finding.severity for one in folder(tmp_path, render=True).reports if one.finding.rule == "not-rendered"}
    assert (Severity.ERROR in told) == breaks
    assert told


@needs.kustomize
@pytest.mark.parametrize("tree", ["excerpt", "sparse", "whole"])
def test_a_missing_file_is_an_error_only_where_git_says_that_the_checkout_is_whole(tmp_path: Path, tree: str) -> None:
    """Of a folder that somebody copied, or of a sparse checkout, nobody can tell what else is in the repository."""
    write(tmp_path, {**BROKEN, "app/kustomization.yaml": "resources: [service.yaml, gone.yaml]\n"})
    if tree != "excerpt":
        commit(tmp_path, {"app/gone.yaml": BROKEN["app/service.yaml"]} if tree == "sparse" else {})
    if tree == "sparse":
        git(tmp_path, "sparse-checkout", "set", "--no-cone", "/*", "!/app/gone.yaml")
        assert not (tmp_path / "app/gone.yaml").exists()
    (one,) = [one for one in folder(tmp_path, render=True).reports if one.finding.rule == "not-rendered"]
    assert "gone.yaml" in one.finding.message
    assert one.finding.severity == (Severity.ERROR if tree == "whole" else Severity.NOTE)


@needs.kustomize
def test_an_old_build_that_fails_is_in_the_baseline_and_a_note_is_not(tmp_path: Path) -> None:
    write(tmp_path, {**BROKEN, "app/kustomization.yaml": "resources: [gone.yaml]\n"})
    write(tmp_path, {"far/kustomization.yaml": "resources: ['https://example.com/app?ref=v1']\n"})
    git(tmp_path, "init", "-q")

    assert svclint(cwd=tmp_path).returncode == 1
    svclint("--write-baseline", cwd=tmp_path)
    known = svclint("--show-notes", cwd=tmp_path)
    assert known.returncode == 0
    assert "note[not-rendered]" in known.stdout


@needs.helm
def test_one_reason_for_several_ways_to_install_a_chart_is_told_once(tmp_path: Path) -> None:
    files = {f"charts/web/values-{name}.yaml": "targetPort: {a: b}\n" for name in ("dev", "prod")}
    template = {"charts/web/templates/x.yaml": "a: {{ int .Values.targetPort | required .Values.targetPort.a.c }}\n"}
    ((place, message, _),) = reasons(
        write(tmp_path, {**CHART, **template, **files, "charts/web/values.yaml": "targetPort: {a: {c: d}}\n"})
    )
    assert place == "charts/web/templates/x.yaml:1"
    assert re.match(r"this Helm chart was not rendered with values-dev\.yaml and 1 more: ", message)
