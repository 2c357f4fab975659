"""What a deployer of the project gives a chart is what is deployed of it; what nobody need deploy is possible at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.result import Report, Result
from svclint.rule import Confidence, Severity
from tests import needs
from tests.lint import folder, write
from tests.trees import APPLICATION, CHART

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: web, namespace: shop}}
spec:
  interval: 1m
  chart: {{spec: {{chart: ./charts/web, sourceRef: {{kind: {source}, name: platform}}{files}}}}}
  {rest}
"""
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops, namespace: argocd}
spec:
  generators: [{clusters: {}}]
  template:
    metadata: {name: 'web-{{name}}'}
    spec:
      source: {repoURL: https://git.example.com/platform, path: charts/web, helm: {valueFiles: ['{{name}}.yaml']}}
"""
WRONG = "targetPort: web\n"


def serious(result: Result) -> list[Report]:
    return [one for one in result.reports if one.finding.severity > Severity.NOTE]


def confidences(root: Path, **files: str) -> list[tuple[str, str, str]]:
    given = {**CHART, **{name.replace("__", "/").replace("_", "-") + ".yaml": text for name, text in files.items()}}
    found = folder(write(root, given), least=Confidence.POSSIBLE, render=True)
    return [(", ".join(one.environments), str(one.finding.confidence), one.finding.why) for one in serious(found)]


def release(rest: str = "values: {app: web}", files: str = "", source: str = "GitRepository") -> str:
    return RELEASE.format(rest=rest, files=f", valuesFiles: {files}" if files else "", source=source)


@needs.helm
@pytest.mark.parametrize("deployer", [APPLICATION.format(helm="values: 'app: web'"), release(), SET])
def test_what_only_a_guess_shows_is_possible_where_the_chart_is_installed_otherwise(deployer: str, tmp_path: Path) -> None:
    given = {"charts__web__values_eu": WRONG, "deploy__web": deployer}
    ((environment, confidence, why),) = confidences(tmp_path, **given)
    assert (environment, confidence) == ("helm:charts/web[values-eu.yaml]", "possible")
    assert why.endswith(" installs this chart with other values")


@needs.helm
def test_a_guess_is_certain_where_nothing_installs_the_chart(tmp_path: Path) -> None:
    ((environment, confidence, _),) = confidences(tmp_path, charts__web__values_eu=WRONG)
    assert (environment, confidence) == ("helm:charts/web[values-eu.yaml]", "certain")


@needs.helm
@pytest.mark.parametrize(
    "deployer",
    [
        APPLICATION.format(helm="valueFiles: [values-eu.yaml, values-prod.yaml]"),
        release(files="[./charts/web/values.yaml, charts/web/values-eu.yaml, ./charts/web/values-prod.yaml]"),
    ],
)
def test_a_layer_of_values_is_no_environment_alone(deployer: str, tmp_path: Path) -> None:
    given = {"charts__web__values_eu": WRONG, "charts__web__values_prod": "targetPort: http\n", "deploy__web": deployer}
    assert confidences(tmp_path, **given) == []


@needs.helm
def test_what_is_deployed_is_certain_though_a_guess_shows_it_too(tmp_path: Path) -> None:
    given = {"charts__web__values": WRONG, "deploy__web": APPLICATION.format(helm="values: 'app: web'")}
    ((environments, confidence, why),) = confidences(tmp_path, **given)
    assert (environments, confidence, why) == (
        "helm:charts/web[argo:deploy/web.yaml#shop], helm:charts/web", "certain", ""
    )  # fmt: skip


@needs.helm
def test_an_application_without_values_is_the_chart_with_its_own(tmp_path: Path) -> None:
    given = {"charts__web__values": WRONG, "deploy__web": APPLICATION.format(helm="releaseName: front")}
    ((environments, confidence, _),) = confidences(tmp_path, **given)
    assert (environments, confidence) == ("helm:charts/web[argo:deploy/web.yaml#shop]", "certain")


@needs.helm
@pytest.mark.parametrize(
    ("given", "found"),
    [
        (release("values: {targetPort: web}"), [("helm:charts/web[flux:deploy/web.yaml#web]", "certain")]),
        (release("valuesFrom: [{kind: ConfigMap, name: web}]"), []),
        (release("values: {targetPort: web}", source="HelmRepository"), []),
        (release("values: {targetPort: web}", files="[charts/web/prod.yaml]"), []),
    ],
)
def test_a_helm_release_is_an_environment_where_files_tell_all_values(
    given: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert [one[:2] for one in confidences(tmp_path, deploy__web=given)] == found


@needs.helm
def test_a_finding_stands_on_the_line_of_the_helm_release_that_gives_the_value(tmp_path: Path) -> None:
    write(tmp_path, {**CHART, "web.yaml": release("values:\n    targetPort: web")})
    (one,) = serious(folder(tmp_path, render=True))
    assert (one.at.file, one.at.line) == ("web.yaml", 8)
