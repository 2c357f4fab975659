"""From what helm printed back to the lines that a person edits: editing the line that is told changes the field."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from svclint import project
from svclint.facts import Place
from svclint.read.yaml import documents
from svclint.render import Environment, Origin
from svclint.render.descend import descend
from svclint.render.marks import MARK, mark
from svclint.rule import Confidence, Severity
from svclint.texts import Texts
from tests import needs
from tests.lint import folder, write
from tests.manifests import deployment, service
from tests.origins import charts, fields
from tests.trees import APPLICATION, BASE, CHART, DEPLOYMENT_TEMPLATE, SERVICE_TEMPLATE, dependencies, overlays, pack

CORPUS = needs.CORPUS / "helm-templates"
CHARTS = sorted(path for path in CORPUS.glob("*") if path.is_dir())

HELPERS = """{{- define "web.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
tier: front
{{- end -}}
{{- define "web.port" -}}
http
{{- end -}}
"""
FULL = {
    "charts/web/Chart.yaml": dependencies("name: common, version: 1.x.x, repository: 'https://charts.example.com'"),
    "charts/web/charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.2.3\ntype: library\n",
    "charts/web/charts/common/templates/_pod.tpl": """{{- define "common.port" -}}
- name: http
  containerPort: {{ .port }}
{{- end -}}
""",
    "charts/web/values.yaml": """service:
  port: 80
  type: ClusterIP
extra:
  - {name: admin, port: 9090}
env: {MODE: fast, LEVEL: high}
resources:
  limits:
    memory: 1Gi
""",
    "charts/web/templates/_helpers.tpl": HELPERS,
    "charts/web/templates/service.yaml": """apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "web.labels" . | nindent 4 }}
  ports:
    - name: {{ include "web.port" . }}
      port: {{ .Values.service.port }}
      targetPort: http
    {{- range .Values.extra }}
    - name: {{ .name }}
      port: {{ .port }}
    {{- end }}
""",
    "charts/web/templates/deployment.yaml": """{{- if .Values.service }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  {{- with .Values.service }}
  replicas: {{ .port -}}
  {{- end }}
  selector:
    matchLabels: {{- include "web.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "web.labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
          {{- if .Values.env }}
          env:
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          {{- end }}
          ports:
            {{- include "common.port" (dict "port" 8080) | nindent 12 }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
""",
}

Found = tuple[Environment, int, tuple[str | int, ...], object, Origin]


def origins(root: Path, texts: Texts) -> Iterator[Found]:
    """The origin of every scalar of everything that the charts of a project render to."""
    for one in fields(charts(root), texts):
        yield one.environment, one.document, one.path, one.value, one.origin


def edited(root: Path, copy: Path, texts: Texts, found: Found) -> bool | None:
    """Whether the field changes when the line that its origin tells is edited; None where that line cannot be edited so."""
    one, index, path, value, origin = found
    at = texts.locate(origin.place)
    shutil.copytree(root, copy, symlinks=True)
    try:
        lines = (copy / at.file).read_text().split("\n")
        line, key = lines[at.line - 1], re.escape(str(path[-1]))
        new = "59999" if isinstance(value, int) else "changed"
        if origin.place.part != "line":
            text = (copy / at.file).read_text()
            lines = (text[: at.offsets[0]] + new + text[at.offsets[1] :]).split("\n")
        elif origin.precision == "call":
            lines[at.line - 1] = ""
        else:
            head = re.match(rf"""(.*?(?:^|[\s{{,"'-]){key}["']?\s*:)|(\s*- )|(\s*["']?\{{\{{.*?\}}\}}["']?\s*:)""", line)
            if head is None or line.count("{{") != line.count("}}") or re.search(r"\{\{-?\s*(end|else)", line[head.end() :]):
                return None
            lines[at.line - 1] = f"{head[0]} {new}"
        (copy / at.file).write_text("\n".join(lines))
        again = next((other for other in charts(copy).environments if other.name == one.name), None)
        if again is None:
            return None
        kind = next(other.value for other in documents(one.text) if other.index == index)
        alike = [other.value for other in documents(again.text) if named(other.value) == named(kind) or path[-1] == "name"]
        return not any(descend(other, path).complete and descend(other, path).value == value for other in alike) or bool(
            [other for other in alike if str(descend(other, path).value) == new]
        )
    finally:
        shutil.rmtree(copy)


def named(value: object) -> tuple[object, object] | None:
    return (value.get("kind"), value["metadata"].get("name")) if isinstance(value, dict) else None


@needs.helm
def test_changing_the_line_that_is_told_changes_the_field(tmp_path: Path) -> None:
    root = write(tmp_path / "project", FULL)
    texts = Texts(project.discover([str(root)], root, isolated=True))
    counts = {"exact": 0, "call": 0}
    for number, found in enumerate(origins(root, texts)):
        path, origin = found[2], found[4]
        assert origin.precision in counts, (path, origin)
        counts[origin.precision] += 1
        if path[0] in ("spec", "metadata") and path[:2] != ("spec", "replicas"):
            assert edited(root, tmp_path / f"copy{number}", texts, found) is not False, (path, origin)
    assert counts["exact"] >= 25
    assert counts["call"] >= 2


@needs.helm
@needs.corpus
def test_real_charts_are_told_as_exactly_as_was_measured(tmp_path: Path) -> None:
    """94 % exact or the call's line, and a sample of the exact ones holds under editing."""
    every = exact = known = 0
    for root in CHARTS:
        texts = Texts(project.discover([str(root)], root, isolated=True))
        for number, found in enumerate(one for one in origins(root, texts) if "[" not in one[0].name):
            every += 1
            exact += found[4].precision == "exact"
            known += found[4].precision in ("exact", "call")
            if found[4].precision == "exact" and number % 401 == 0 and found[2][0] == "spec":
                assert edited(root, tmp_path / f"{root.name}{number}", texts, found) is not False, found[2:]
    assert known >= 0.94 * every
    assert exact >= 0.8 * every


@needs.helm
def test_a_finding_stands_on_the_line_of_the_template_and_the_values_file_is_beside_it(tmp_path: Path) -> None:
    port = SERVICE_TEMPLATE.replace("{{ .Values.targetPort }}", "{{ .Values.service.target | quote }}")
    more = port.replace("port: 80", "port: {{ 79 | add1 }}").replace("| quote", "| lower")
    files = {**CHART, "charts/web/values.yaml": "service:\n  # where it goes\n  target: web\n"}
    for template, place, beside in (
        (port, ("charts/web/values.yaml", 3), ("charts/web/templates/service.yaml", 11)),
        (more, ("charts/web/templates/service.yaml", 11), ("charts/web/values.yaml", 3)),
    ):
        root = write(tmp_path, {**files, "charts/web/templates/service.yaml": template})
        (one,) = [one for one in folder(root, render=True).reports if one.finding.rule == "target-port-name-missing"]
        assert (one.at.file, one.at.line) == place
        assert beside in [(other.file, other.line) for other in one.related]
        assert one.precision == "exact"


@needs.helm
@pytest.mark.parametrize(
    ("helm", "line"),
    [
        ("valuesObject:\n        targetPort: web\n", 14),
        ("values: |\n        # where it goes\n        targetPort: web\n", 15),
        ("parameters:\n        - {name: app, value: web}\n        - name: targetPort\n          value: web\n", 16),
        ("valuesObject: {targetPort: http}\n      parameters: [{name: targetPort, value: web}]\n", 14),
    ],
)
def test_what_an_application_sets_is_told_on_its_line(tmp_path: Path, helm: str, line: int) -> None:
    application = APPLICATION.format(helm="").replace("{}\n", "\n      " + helm)
    root = write(tmp_path, {**CHART, "apps/shop.yaml": application})
    (one,) = [one for one in folder(root, render=True).reports if one.finding.severity == Severity.ERROR]
    assert (one.at.file, one.at.line, one.precision) == ("apps/shop.yaml", line, "exact")
    assert ("charts/web/templates/service.yaml", 11) in [(other.file, other.line) for other in one.related]
    assert one.environments == ("helm:charts/web[argo:apps/shop.yaml#shop]",)


@needs.helm
@needs.kustomize
def test_a_repository_that_mixes_all_has_each_finding_where_it_is_edited(tmp_path: Path) -> None:
    typo = service("front", "app: front", ports="{port: 80, targetPort: web}")
    files = {
        **CHART,
        **BASE,
        **overlays("dev", "production", production="patches: [{path: port.yaml}]\n"),
        "app/overlays/production/port.yaml": "kind: Service\napiVersion: v1\nmetadata: {name: web}\n"
        "spec: {ports: [{port: 80, targetPort: web}]}\n",
        "one/svc/front.yaml": typo,
        "one/deploy/front.yaml": deployment("front", "app: front"),
        "clusters/apps.yaml": APPLICATION.format(helm="valuesObject: {targetPort: wbe}")
        + "---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: bare, namespace: flux}\n"
        "spec: {path: ./bare/base, interval: 1m, prune: true, sourceRef: {kind: GitRepository, name: platform}}\n",
        "bare/base/kustomization.yaml": "resources: [all.yaml]\n",
        "bare/base/all.yaml": typo.replace("front", "back") + "---\n" + deployment("back", "app: back"),
        "bare/mended/kustomization.yaml": "resources: [../base]\npatches: [{path: port.yaml}]\n",
        "bare/mended/port.yaml": "kind: Service\napiVersion: v1\nmetadata: {name: back}\n"
        "spec: {ports: [{port: 80, targetPort: 80}]}\n",
    }
    reports = folder(write(tmp_path, files), least=Confidence.LIKELY, render=True).reports
    assert [(one.at.file, one.at.line, one.environments) for one in reports if one.finding.severity > Severity.NOTE] == [
        ("app/overlays/production/port.yaml", 4, ("kustomize:app/overlays/production",)),
        ("bare/base/all.yaml", 6, ("kustomize:bare/base",)),
        ("clusters/apps.yaml", 12, ("helm:charts/web[argo:clusters/apps.yaml#shop]",)),
        ("one/svc/front.yaml", 6, ()),
    ]


@needs.helm
def test_a_line_of_a_vendored_library_is_shown_where_it_is_called(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/Chart.yaml": FULL["charts/web/Chart.yaml"],
        "charts/web/charts/common/Chart.yaml": FULL["charts/web/charts/common/Chart.yaml"],
        "charts/web/charts/common/templates/_port.tpl": '{{- define "common.target" }}\ntargetPort: web\n{{- end }}\n',
        "charts/web/templates/service.yaml": SERVICE_TEMPLATE.replace(
            "targetPort: {{ .Values.targetPort }}", '{{- include "common.target" . | nindent 6 }}'
        ),
    }
    (one,) = [one for one in folder(write(tmp_path, files), render=True).reports if "target-port" in one.finding.rule]
    assert (one.at.file, one.at.line, one.precision) == ("charts/web/templates/service.yaml", 11, "call")
    assert ("charts/web/charts/common/templates/_port.tpl", 2) in [(other.file, other.line) for other in one.related]
    assert one.finding.severity == Severity.ERROR


@needs.helm
def test_a_line_of_a_library_in_an_archive_is_shown_where_it_is_called(tmp_path: Path) -> None:
    files = {
        **CHART,
        "charts/web/Chart.yaml": FULL["charts/web/Chart.yaml"],
        "charts/web/templates/service.yaml": SERVICE_TEMPLATE.replace(
            "targetPort: {{ .Values.targetPort }}", '{{- include "common.target" . | nindent 6 }}'
        ),
    }
    root = write(tmp_path, files)
    pack(root / "charts/web/charts/common-1.2.3.tgz", "common", '{{- define "common.target" }}\ntargetPort: web\n{{- end }}\n')
    (one,) = [one for one in folder(root, render=True).reports if "target-port" in one.finding.rule]
    assert (one.at.file, one.at.line, one.precision) == ("charts/web/templates/service.yaml", 11, "call")
    assert one.finding.severity == Severity.ERROR


@needs.helm
def test_where_marks_fail_the_line_is_told_only_where_texts_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.render.helm.mark", lambda text, _: text + "\n{{ fail }}\n")
    root = write(tmp_path, {**CHART, "charts/web/templates/deployment.yaml": DEPLOYMENT_TEMPLATE})
    texts = Texts(project.discover([str(root)], root, isolated=True))
    found = {(index, path): origin for _, index, path, _, origin in origins(root, texts)}
    assert found[0, ("spec", "ports", 0, "port")].place == Place("charts/web/templates/service.yaml", 0, (10,), "line", "80")
    assert found[0, ("spec", "ports", 0, "targetPort")].place == Place("charts/web/values.yaml", 0, ("targetPort",))
    assert found[0, ("spec", "selector", "app")].place.path == (7,)
    assert {origin.precision for origin in found.values()} <= {"exact", "object"}


@needs.helm
def test_a_helper_that_prints_one_bad_value_is_told_once_where_it_prints_it(tmp_path: Path) -> None:
    template = SERVICE_TEMPLATE.replace("{{ .Values.targetPort }}", '{{ include "web.target" . | quote }}')
    files = {
        **CHART,
        "charts/web/templates/_helpers.tpl": HELPERS + '{{- define "web.target" -}}\nweb\n{{- end -}}\n',
        "charts/web/templates/service.yaml": template,
        "charts/web/templates/other.yaml": template.replace("{{ .Release.Name }}", "other"),
    }
    (one,) = [one for one in folder(write(tmp_path, files), render=True).reports if "target-port" in one.finding.rule]
    assert (one.at.file, one.at.line) == ("charts/web/templates/_helpers.tpl", 9)
    assert ("charts/web/templates/other.yaml", 11) in [(other.file, other.line) for other in one.related]


@needs.helm
def test_a_comment_above_what_only_steers_hides_the_object_below(tmp_path: Path) -> None:
    said = "# svclint: ignore[target-port-name-missing] comes later\n{{- if .Values.targetPort }}\n{{- $a := 1 }}\n"
    template = f"{said}{SERVICE_TEMPLATE.replace('{{ .Values.targetPort }}', 'web')}{{{{- end }}}}\n"
    result = folder(write(tmp_path, {**CHART, "charts/web/templates/service.yaml": template}), render=True)
    assert [one for one in result.reports if one.finding.rule in ("target-port-name-missing", "unused-ignore")] == []
    assert result.ignored == 1


@needs.helm
@pytest.mark.parametrize("line", ["apiVersion: v1", "targetPort: web"])
def test_a_comment_in_a_template_hides_what_stands_there(tmp_path: Path, line: str) -> None:
    template = SERVICE_TEMPLATE.replace("{{ .Values.targetPort }}", "web")
    said = "# svclint: ignore[target-port-name-missing] comes later"
    told = re.sub(rf"(?m)^( *){line}$", rf"\1{said}\n\1{line}", template)
    result = folder(write(tmp_path, {**CHART, "charts/web/templates/service.yaml": told}), render=True)
    assert [
        one.finding.rule for one in result.reports if one.finding.rule in ("target-port-name-missing", "unused-ignore")
    ] == []
    assert result.ignored == 1


@pytest.mark.parametrize(
    ("template", "marked"),
    [
        ("a: b\n", "a: b #@7.1@\n"),
        ("- {{ . }}\r\n", "- {{ . }} #@7.1@\r\n"),
        ("a: {{ .b -}}\n", 'a: {{ .b }} #@7.1@{{- "" -}}\n'),
        ("{{- if .a }}\n# told\n---\n\n{{- end }}\n", "{{- if .a }}\n# told\n---\n\n{{- end }}\n"),
        ('{{ printf "}}\n" }}\n', '{{ printf "}}\n" }} #@7.2@\n'),
        ('{{ define "name" }}\n{{ .a }}-b\n{{ end }}\n', '{{ define "name" }}\n{{ .a }}-b\n{{ end }}\n'),
        (
            '{{ define "labels" }}\na: b\n{{ .c }}\n{{ end }}\n',
            '{{ define "labels" }}\na: b #@7.2@\n{{ .c }} #@7.3@\n{{ end }}\n',
        ),
        ("{{/* a: b\nc: d */}}\n{{ $x := 1 }}\n", "{{/* a: b\nc: d */}}\n{{ $x := 1 }}\n"),
    ],
)
def test_marks(template: str, marked: str) -> None:
    assert mark(template, 7) == marked
    if "-}}" not in template:
        assert MARK.sub("", marked) == template
