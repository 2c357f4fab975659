"""What a deployer of the project gives a chart is what is deployed of it; what nobody need deploy is possible at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.result import Report, Result
from svclint.rule import Confidence, Severity
from tests import needs
from tests.lint import folder, write
from tests.manifests import deployment
from tests.trees import APPLICATION, BASE, CHART

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


SWAP = "[{{target: {{kind: Service}}, patch: '- {{op: replace, path: /spec/ports/0/targetPort, value: {to}}}'}}]"
SOURCE = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  source:
    path: app/base
    kustomize:
      {kustomize}
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: web, namespace: flux-system}}
spec:
  path: ./app/base
  {rest}
"""
BROKEN = {**BASE, "app/base/service.yaml": BASE["app/base/service.yaml"].replace("targetPort: http", "targetPort: web")}


def argo(kustomize: str, name: str = "web") -> str:
    return SOURCE.format(kustomize=kustomize, name=name)


def built(root: Path, files: dict[str, str], **deploy: str) -> list[tuple[str, int, tuple[str, ...], str]]:
    given = {**files, **{f"deploy/{name}.yaml": text for name, text in deploy.items()}}
    result = folder(write(root, given), least=Confidence.POSSIBLE, render=True)
    return [(one.at.file, one.at.line, one.environments, str(one.finding.confidence)) for one in serious(result)]


@needs.kustomize
@pytest.mark.parametrize(
    "deployer",
    [
        argo(f"patches: {SWAP.format(to='http')}"),
        FLUX.format(rest=f"patches: {SWAP.format(to='http')}"),
        FLUX.format(
            rest="patchesJson6902: [{target: {version: v1, kind: Service, name: web}, "
            "patch: [{op: replace, path: /spec/ports/0/targetPort, value: http}]}]"
        ),
        FLUX.format(
            rest="patchesStrategicMerge: [{apiVersion: v1, kind: Service, metadata: {name: web}, "
            "spec: {ports: [{port: 80, targetPort: http}]}}]"
        ),
    ],
)
def test_what_a_deployer_patches_is_linted_as_it_is_deployed(deployer: str, tmp_path: Path) -> None:
    assert built(tmp_path, BROKEN, web=deployer) == []


@needs.kustomize
@pytest.mark.parametrize(
    ("deployer", "program", "line"),
    [
        (argo(f"patches:\n        - {SWAP.format(to='web')[1:-1]}"), "argo", 9),
        (FLUX.format(rest=f"patches:\n    - {SWAP.format(to='web')[1:-1]}"), "flux", 7),
    ],
)
def test_a_defect_of_a_deployers_patch_stands_on_its_line(deployer: str, program: str, line: int, tmp_path: Path) -> None:
    environment = f"kustomize:app/base[{program}:deploy/web.yaml#web]"
    assert built(tmp_path, BASE, web=deployer) == [("deploy/web.yaml", line, (environment,), "certain")]


@needs.kustomize
@pytest.mark.parametrize(
    "deployer",
    [
        argo("images: ['web=web:2']"),
        argo("namePrefix: eu-\n      namespace: shop\n      commonLabels: {a: b}\n      replicas: [{name: web, count: '3'}]"),
        FLUX.format(rest="targetNamespace: shop\n  postBuild: {substitute: {env: prod}}\n  images: [{name: web, newTag: '2'}]"),
    ],
)
def test_what_kustomize_itself_follows_and_images_lower_nothing(deployer: str, tmp_path: Path) -> None:
    ((file, line, _, confidence),) = built(tmp_path, BROKEN, web=deployer)
    assert (file, line, confidence) == ("app/base/service.yaml", 11, "certain")


@needs.kustomize
@pytest.mark.parametrize(
    "deployer",
    [
        argo("components: [../other]"),
        argo("patches: [{path: other.yaml}]"),
        argo("patches: [{patch: 'no: patch'}]"),
        argo("replicas: [{name: web, count: many}]"),
        FLUX.format(rest="components: [../other]"),
    ],
)
def test_what_is_not_followed_of_a_deployer_leaves_possible_findings(deployer: str, tmp_path: Path) -> None:
    write(tmp_path, {**BROKEN, "web.yaml": deployer})
    (one,) = serious(folder(tmp_path, least=Confidence.POSSIBLE, render=True))
    assert one.finding.confidence == Confidence.POSSIBLE
    assert "changes" in one.finding.why
    assert serious(folder(tmp_path, least=Confidence.LIKELY, render=True)) == []


@needs.kustomize
def test_each_application_of_a_kustomization_is_an_environment(tmp_path: Path) -> None:
    found = built(
        tmp_path,
        BASE,
        one=argo(f"patches: {SWAP.format(to='web')}", "one"),
        same=argo(f"patches: {SWAP.format(to='web')}", "same"),
        plain=argo("images: ['web=web:2']", "plain"),
    )
    assert [one[2] for one in found] == [("kustomize:app/base[argo:deploy/one.yaml#one]",)]


def test_plain_files_that_a_deployer_patches_leave_possible_findings(tmp_path: Path) -> None:
    caller = deployment("api", "app: api", container=", args: ['http://web:8080']")
    files = {"app/base/all.yaml": BASE["app/base/service.yaml"], "api.yaml": caller}
    assert {one[3] for one in built(tmp_path, files)} == {"likely", "possible"}
    deployer = FLUX.format(rest=f"patches: {SWAP.format(to='http')}")
    assert {one[3] for one in built(tmp_path, files, web=deployer)} == {"possible"}
