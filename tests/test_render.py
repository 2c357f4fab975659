"""Kustomizations are built by the real program, each is a world of its own, and findings stand where a person edits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from svclint.render import programs
from svclint.result import Result
from svclint.rule import Confidence, Severity
from svclint.texts import Texts
from tests import needs
from tests.command import svclint
from tests.lint import check, write
from tests.manifests import deployment, join, service
from tests.origins import IDENTITY, edited, fields, kustomized, tree
from tests.repository import git
from tests.trees import BASE, overlays

pytestmark = needs.kustomize


def serious(result: Result) -> list[tuple[str, int, str, tuple[str, ...]]]:
    return [
        (one.at.file, one.at.line, one.finding.rule, one.environments)
        for one in result.reports
        if one.finding.severity > Severity.NOTE
    ]


def test_a_base_and_its_overlays_are_quiet_where_all_is_well(tmp_path: Path) -> None:
    result = check(write(tmp_path, {**BASE, **overlays("dev", "staging", "production")}), Confidence.POSSIBLE)
    assert serious(result) == []
    assert result.rendered == 3
    (built,) = result.built
    assert (built.what, built.number) == ("kustomization", 3)
    assert "kustomize" in built.by


def test_a_defect_of_the_base_is_one_finding_that_lists_its_environments(tmp_path: Path) -> None:
    broken = {**BASE, "app/base/service.yaml": BASE["app/base/service.yaml"].replace("targetPort: http", "targetPort: web")}
    result = check(write(tmp_path, {**broken, **overlays("staging", "production")}))
    (only,) = [one for one in serious(result) if one[2] == "target-port-name-missing"]
    assert only[:2] == ("app/base/service.yaml", 11)
    assert sorted(only[3]) == ["kustomize:app/overlays/production", "kustomize:app/overlays/staging"]


SESSIONS = """apiVersion: v1
kind: Service
metadata: {name: sessions}
spec: {clusterIP: None, selector: {app: sessions}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: sessions}
spec:
  serviceName: session
  selector: {matchLabels: {app: sessions}}
  template:
    metadata: {labels: {app: sessions}}
    spec: {containers: [{name: main, image: registry.example.com/sessions, ports: [{containerPort: 80}]}]}
"""


@pytest.mark.parametrize("others", [[], ["a"], ["a", "z"]])
def test_an_environment_where_it_is_a_note_hides_no_error_of_another(tmp_path: Path, others: list[str]) -> None:
    files = {"base/kustomization.yaml": "resources: [all.yaml]\n", "base/all.yaml": SESSIONS}
    files["b/kustomization.yaml"] = "resources: [../base]\n"
    files |= {f"{one}/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\n" for one in others}
    (found,) = [one for one in check(write(tmp_path, files)).reports if one.finding.rule == "governing-service-missing"]
    assert found.finding.severity == Severity.ERROR
    assert found.environments == ("kustomize:b", *(f"kustomize:{one}" for one in others))
    assert "dev-" not in found.finding.message


def test_an_annotation_of_one_overlay_hides_nothing_of_another(tmp_path: Path) -> None:
    ignoring = """patches:
  - target: {kind: Service}
    patch: |-
      - op: add
        path: /metadata/annotations
        value: {svclint.dev/ignore: "target-port-name-missing: dev is a playground"}
"""
    broken = {**BASE, "app/base/service.yaml": BASE["app/base/service.yaml"].replace("targetPort: http", "targetPort: web")}
    found = serious(check(write(tmp_path, {**broken, **overlays("dev", "production", dev=ignoring)})))
    assert found == [("app/base/service.yaml", 11, "target-port-name-missing", ("kustomize:app/overlays/production",))]


def test_a_patch_as_text_is_shown_on_its_own_line(tmp_path: Path) -> None:
    patch = """patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      spec:
        ports:
          - port: 80
            targetPort: web
"""
    result = check(write(tmp_path, {**BASE, **overlays("dev", "production", production=patch)}))
    assert serious(result) == [
        ("app/overlays/production/kustomization.yaml", 13, "target-port-name-missing", ("kustomize:app/overlays/production",))
    ]


def test_a_patch_in_a_file_and_a_json_patch_are_shown_on_their_lines(tmp_path: Path) -> None:
    files = overlays("a", "b", a="patches: [{path: port.yaml}]\n", b="patches: [{path: port.json, target: {kind: Service}}]\n")
    files["app/overlays/a/port.yaml"] = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - port: 80\n      targetPort: web\n"
    )
    files["app/overlays/b/port.json"] = (
        '[\n  {"op": "replace",\n   "path": "/spec/ports/0/targetPort",\n   "value": "front"}\n]\n'
    )
    found = serious(check(write(tmp_path, {**BASE, **files})))
    assert [one[:3] for one in found] == [
        ("app/overlays/a/port.yaml", 7, "target-port-name-missing"),
        ("app/overlays/b/port.json", 4, "target-port-name-missing"),
    ]


def test_labels_that_only_the_selector_gets_are_found_where_the_overlay_writes_them(tmp_path: Path) -> None:
    split = """apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    tier: front
"""
    files = overlays("dev", dev="patches: [{path: selector.yaml}]\n")
    files["app/overlays/dev/selector.yaml"] = split
    found = serious(check(write(tmp_path, {**BASE, **files})))
    assert found == [("app/overlays/dev/selector.yaml", 7, "selector-matches-nothing", ("kustomize:app/overlays/dev",))]


def test_environments_never_answer_for_each_other_but_folders_of_one_application_do(tmp_path: Path) -> None:
    files = {
        "staging/kustomization.yaml": "resources: [all.yaml]\n",
        "staging/all.yaml": join(service(selector="app: web"), deployment(labels="app: web")),
        "production/kustomization.yaml": "resources: [svc.yaml]\n",
        "production/svc.yaml": service(selector="app: web"),
        "one/deploy/web.yaml": deployment("front", "app: front"),
        "one/svc/web.yaml": service("front", "app: front"),
    }
    found = serious(check(write(tmp_path, files), Confidence.POSSIBLE))
    assert found == [("production/svc.yaml", 5, "selector-matches-nothing", ("kustomize:production",))]


@pytest.mark.parametrize(
    ("entry", "told", "severity"),
    [
        (
            "https://example.com/app?ref=v1",
            "https://example.com/app?ref=v1, which is remote: nothing is fetched",
            Severity.NOTE,
        ),
        ("gone.yaml", "gone.yaml, which is no file of this project", Severity.ERROR),
        ("../../outside.yaml", "../../outside.yaml, which is no file of this project", Severity.NOTE),
    ],
)
def test_what_cannot_be_built_is_said_with_a_place_and_proves_nothing(
    tmp_path: Path, entry: str, told: str, severity: Severity
) -> None:
    (tmp_path / "outside.yaml").write_text(deployment("other", "app: other"))
    root = tmp_path / "project"
    write(
        root,
        {"app/kustomization.yaml": f"resources: [service.yaml, {entry!r}]\n", "app/service.yaml": service("lone", "app: lone")},
    )
    git(root, "init", "-q")
    result = check(root)
    (note,) = [one for one in result.reports if one.finding.rule == "not-rendered"]
    assert (note.at.file, note.finding.severity) == ("app/kustomization.yaml", severity)
    assert told in note.finding.message
    assert [one for one in serious(result) if one[2] != "not-rendered"] == []


def test_an_overlay_that_fails_says_what_kustomize_says(tmp_path: Path) -> None:
    write(tmp_path, {**BASE, **overlays("dev", dev="patches: [{path: p.yaml}]\n"), "app/overlays/dev/p.yaml": "a: b\n"})
    (note,) = [one for one in check(tmp_path).reports if one.finding.rule == "not-rendered"]
    assert note.at.file == "app/overlays/dev/kustomization.yaml"
    assert "this kustomization was not rendered: " in note.finding.message


@pytest.mark.parametrize("place", ["annotation", "comment"])
def test_an_ignore_of_an_object_in_a_base_reaches_what_is_built_from_it(tmp_path: Path, place: str) -> None:
    broken = BASE["app/base/service.yaml"].replace("targetPort: http", "targetPort: web")
    if place == "annotation":
        note = "  annotations:\n    svclint.dev/ignore: 'target-port-name-missing: later'\n"
        broken = broken.replace("spec:\n", note + "spec:\n", 1)
    else:
        broken = "# svclint: ignore[target-port-name-missing] later\n" + broken
    result = check(write(tmp_path, {**BASE, "app/base/service.yaml": broken, **overlays("dev", "prod")}))
    assert not {"target-port-name-missing", "unused-ignore"} & {one.finding.rule for one in result.reports}
    assert result.ignored == 1


def test_a_missing_program_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "kustomize", lambda _: None)
    result = check(write(tmp_path, {**BASE, **overlays("dev")}))
    (note,) = [one for one in result.reports if one.finding.rule == "not-rendered"]
    assert "neither kustomize nor kubectl is installed" in note.finding.message


def test_render_never_and_require(tmp_path: Path) -> None:
    remote = "resources: ['https://example.com/app?ref=v1']\n"
    write(tmp_path, {"app/kustomization.yaml": remote, "app/service.yaml": service("lone", "app: lone")})

    assert svclint("--isolated", cwd=tmp_path).returncode == 0
    required = svclint("--isolated", "--render", "require", cwd=tmp_path)
    assert required.returncode == 1
    assert "error[not-rendered]: this kustomization was not rendered" in required.stdout
    assert "not-rendered" not in svclint("--isolated", "--render", "never", "--show-notes", cwd=tmp_path).stdout


def test_nothing_is_written_beside_the_manifests_and_no_plugin_or_git_is_run(tmp_path: Path) -> None:
    write(tmp_path, {**BASE, **overlays("dev")})
    before = sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    check(tmp_path)
    assert before == sorted((str(path), path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))


@pytest.mark.skipif(not Path("/tmp").is_dir(), reason="no /tmp on this system")
@needs.kustomize
def test_one_may_stand_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    write(tmp_path, {**BASE, **overlays("dev", "prod")})
    assert "2 kustomizations built" in svclint("check", "--isolated", str(tmp_path), cwd=Path("/tmp")).stdout


def test_changing_the_located_line_changes_the_built_field(tmp_path: Path) -> None:
    """The causal check: what a place names is what decides the field, for every scalar that the rules look at."""
    more = """labels:
  - pairs: {team: shop}
    includeSelectors: true
images:
  - name: registry.example.com/web
    newTag: "7"
replicas:
  - name: web
    count: 3
patches:
  - target: {kind: Service}
    patch: |
      - op: add
        path: /spec/type
        value: NodePort
"""
    root = write(tmp_path, {**BASE, **overlays("dev", dev=more)})
    texts = Texts(tree(root))
    exact = 0
    for field in fields(kustomized(root), texts):
        if field.path not in IDENTITY and field.origin.precision == "exact":
            exact += 1
            assert edited(root, texts, field) != "same", (field.path, field.origin)
    assert exact >= 20


def test_changing_the_located_line_changes_what_is_generated_and_what_is_replaced_as_a_whole(tmp_path: Path) -> None:
    claims = """spec:
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}
"""
    sets = [f"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: {name}}}\n" for name in ("zoo", "pzoo")]
    files = {
        "base/kustomization.yaml": "resources: [sets.yaml]\n",
        "base/sets.yaml": join(*(one + claims for one in sets)),
        "prod/kustomization.yaml": """resources: [../base]
nameSuffix: -one
patches: [{path: claims.yaml}]
generatorOptions: {disableNameSuffixHash: true, labels: {made: here}}
configMapGenerator:
  - name: peers
    literals: [WEB_URL=http://web:80]
    files: [app.conf, other=app.ini]
    envs: [app.env]
secretGenerator:
  - {name: key, type: kubernetes.io/tls, files: [tls.crt=app.conf, tls.key=app.ini], options: {annotations: {why: tls}}}
""",
        "prod/claims.yaml": join(*(one + claims.replace("fast", f"slow-{number}") for number, one in enumerate(sets))),
        "prod/app.conf": "server web:80;\nlisten 80;\n",
        "prod/app.ini": "[app]\nweb = 1\n",
        "prod/app.env": "# said\nDB_URL=http://db:5432\n",
    }
    root = write(tmp_path, files)
    texts = Texts(tree(root))
    found = {}
    for field in fields(kustomized(root), texts):
        if field.path not in IDENTITY and field.origin.precision == "exact":
            at = texts.locate(field.origin.place)
            found[field.document, field.path] = (at.file, at.line)
            assert edited(root, texts, field) != "same", (field.path, field.origin)
    storage = ("spec", "volumeClaimTemplates", 0, "spec", "storageClassName")
    assert [found[number, storage] for number in (3, 2)] == [("prod/claims.yaml", 7), ("prod/claims.yaml", 15)]
    assert {path[-1]: at for (number, path), at in found.items() if number < 2} == {
        "app.conf": ("prod/app.conf", 1),
        "other": ("prod/app.ini", 1),
        "WEB_URL": ("prod/kustomization.yaml", 7),
        "DB_URL": ("prod/app.env", 2),
        "made": ("prod/kustomization.yaml", 4),
        "type": ("prod/kustomization.yaml", 11),
        "why": ("prod/kustomization.yaml", 11),
        "tls.crt": ("prod/app.conf", 1),
        "tls.key": ("prod/app.ini", 1),
    }


def test_a_generated_value_stands_in_the_kustomization_that_sets_it(tmp_path: Path) -> None:
    base = {
        **BASE,
        "app/base/kustomization.yaml": "resources: [service.yaml, deployment.yaml]\n"
        "configMapGenerator:\n  - name: peers\n    literals: [WEB_URL=http://web:80]\n",
        "app/base/deployment.yaml": BASE["app/base/deployment.yaml"].replace(
            "          ports:\n", "          envFrom: [{configMapRef: {name: peers}}]\n          ports:\n"
        ),
    }
    merged = "resources: [../../base]\nconfigMapGenerator:\n  - name: peers\n    behavior: merge\n    literals:\n"
    files = {"app/overlays/dev/kustomization.yaml": merged + "      - WEB_URL=http://web:81\n"}
    found = serious(check(write(tmp_path, {**base, **files})))
    assert found == [("app/overlays/dev/kustomization.yaml", 6, "service-port-mismatch", ("kustomize:app/overlays/dev",))]


def test_one_label_that_many_objects_get_is_one_finding(tmp_path: Path) -> None:
    labels = "labels:\n  - pairs: {env: two words}\n    includeSelectors: true\n"
    found = serious(check(write(tmp_path, {**BASE, **overlays("dev", dev=labels)})))
    assert [one[:3] for one in found] == [("app/overlays/dev/kustomization.yaml", 5, "label-invalid")]


def test_an_annotation_hides_what_is_found_in_its_object_when_it_is_built(tmp_path: Path) -> None:
    hidden = BASE["app/base/service.yaml"].replace(
        "  name: web\n", '  name: web\n  annotations:\n    svclint.dev/ignore: "selectors: an operator brings them"\n'
    )
    files = {**BASE, "app/base/service.yaml": hidden.replace("    app: web\n", "    app: webb\n"), **overlays("dev")}
    assert serious(check(write(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import sys; sys.stdout.write('x' * 30_000_000)", "it printed more than 20 MB"),
        ("import sys; sys.stderr.write('x' * 30_000_000)", "it printed more than 20 MB"),
        ("print(len(bytearray(3 << 30)))", "MemoryError"),
    ],
)
def test_a_program_is_given_so_much_memory_and_output_and_no_more(tmp_path: Path, script: str, told: str) -> None:
    if told == "MemoryError" and sys.platform != "linux":
        pytest.skip("only Linux can be told so")
    with pytest.raises(programs.Failed, match=told):
        programs.run([sys.executable, "-c", script], str(tmp_path), str(tmp_path))


def test_what_no_program_can_be_given_is_said_to_have_failed(tmp_path: Path) -> None:
    with pytest.raises(programs.Failed, match="null byte"):
        programs.run([sys.executable, "-c", "\0"], str(tmp_path), str(tmp_path))


@needs.helm
def test_values_that_no_file_can_be_called_are_no_files(tmp_path: Path) -> None:
    write(tmp_path, {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/templates/a.yaml": service()})
    source = 'source: {path: c, helm: {valueFiles: ["\\0"], releaseName: "\\0"}}'
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\n"
    write(tmp_path, {"app.yaml": f"{head}spec: {{{source}}}\n"})
    done = svclint("check", "-f", "concise", "--show-notes", cwd=tmp_path)
    assert done.returncode in (0, 1)
    assert "app.yaml:" in done.stdout
    assert "which is no file of this project" in done.stdout
