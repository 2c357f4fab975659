"""An ApplicationSet installs charts as the Applications that it makes do; what is not followed is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import project
from svclint.facts import Deployer
from svclint.project import reading
from svclint.read import Reader
from svclint.render import from_kustomizations
from svclint.render.deployers import MOST, deployers
from svclint.render.environment import Refused
from svclint.result import Result
from tests import needs
from tests.lint import folder, write
from tests.trees import CHART

SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: shops, namespace: argocd}}
spec:
  goTemplate: {go}
  generators:
    - {generator}
  template:
    metadata: {{name: '{name}'}}
    spec:
      destination: {{namespace: shop}}
      source:
        repoURL: https://git.example.com/platform
        path: '{path}'
        helm: {helm}
"""
LIST = "list: {elements: [{env: dev}, {env: prod, more: {tier: gold}}]}"


def check(root: Path, generator: str, *, name: str, path: str = "charts/web", helm: str = "{}", go: bool = False) -> Result:
    given = SET.format(generator=generator, name=name, path=path, helm=helm, go=str(go).lower())
    values = {"envs/dev.yaml": "{}\n", "envs/prod.yaml": "targetPort: wbe\n"}
    cart = {file.replace("/web/", "/cart/"): text.replace("name: web", "name: cart") for file, text in CHART.items()}
    return folder(write(root, {**CHART, **cart, **values, "apps/shops.yaml": given}), render=True)


def serious(result: Result) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.finding.rule, one.environments) for one in result.reports if one.finding.severity > 1]


def notes(result: Result) -> list[tuple[int, str]]:
    return [(one.at.line, one.finding.message) for one in result.reports if one.finding.rule == "not-rendered"]


@needs.helm
@pytest.mark.parametrize("go", [False, True])
def test_each_element_of_a_list_is_an_environment_with_its_values(go: bool, tmp_path: Path) -> None:
    env = "{{.env}}" if go else "{{ env }}"
    result = check(tmp_path, LIST, name=f"web-{env}", helm=f"{{valueFiles: ['../../envs/{env}.yaml']}}", go=go)
    assert serious(result) == [("target-port-name-missing", ("helm:charts/web[argo:apps/shops.yaml#web-prod]",))]
    assert (result.rendered, notes(result)) == (4, [])


@needs.helm
@pytest.mark.parametrize(
    ("path", "name", "go"),
    [
        ("{{path}}", "{{path.basename}}", False),
        ("{{ path }}", "{{path[1]}}", False),
        ("{{.path.path}}", "{{.path.basename}}", True),
        ("charts/{{ index .path.segments 1 }}", "{{ .path.basenameNormalized }}", True),
    ],
)
def test_each_directory_that_is_meant_is_an_environment(path: str, name: str, go: bool, tmp_path: Path) -> None:
    generator = "git: {directories: [{path: charts/*}, {path: charts/cart, exclude: true}, {path: '*'}]}"
    result = check(tmp_path, generator, name=name, path=path, helm="{valuesObject: {targetPort: wbe}}", go=go)
    assert serious(result) == [("target-port-name-missing", ("helm:charts/web[argo:apps/shops.yaml#web]",))]
    assert (result.rendered, notes(result)) == (3, [])


@needs.helm
@needs.kustomize
def test_a_directory_of_a_kustomization_that_another_takes_in_is_an_environment(tmp_path: Path) -> None:
    files = {
        "apps/web/base/kustomization.yaml": "configMapGenerator: [{name: a, literals: [b=c]}]\n",
        "apps/web/dev/kustomization.yaml": "resources: [../base]\n",
    }
    result = check(write(tmp_path, files), "git: {directories: [{path: apps/*/base}]}", name="a", path="{{path}}")
    assert {"kustomize:apps/web/base", "kustomize:apps/web/dev"} <= set(environments(tmp_path))
    assert notes(result) == []


def environments(root: Path) -> list[str]:
    facts = list(reading.read_all(Reader("1.37"), project.discover([str(root)], root, isolated=True)))
    known = [one for one in deployers(facts, ()) if isinstance(one, Deployer)]
    return [
        one.name
        for one in from_kustomizations(root, [one.kustomization for one in facts if one.kustomization], known).environments
    ]


@needs.helm
@pytest.mark.parametrize(
    ("generator", "path", "line", "told"),
    [
        ("clusters: {}", "charts/web", 7, "what its clusters generator gives is not in files"),
        ("git: {files: [{path: envs/*.yaml}]}", "charts/web", 7, "what its git generator of files gives is not in files"),
        ("matrix: {generators: []}", "charts/web", 7, "what its matrix generator gives is not in files"),
        ("list: {elements: [{env: dev}]}", "charts/{{name}}", 11, "its source has an expression that is not followed"),
    ],
)
def test_what_is_not_followed_is_said(generator: str, path: str, line: int, told: str, tmp_path: Path) -> None:
    result = check(tmp_path, generator, name="web", path=path)
    assert notes(result) == [(line, f"not all of ApplicationSet shops was followed: {told}")]
    assert serious(result) == []


def test_of_thousands_of_applications_some_are_followed_and_the_rest_is_said(tmp_path: Path) -> None:
    elements = ", ".join(f"{{env: '{number}'}}" for number in range(5_000))
    given = SET.format(
        generator=f"list: {{elements: [{elements}]}}", name="web-{{env}}", path="charts/web", helm="{}", go="false"
    )
    facts = Reader("1.35").read("apps/shops.yaml", given.encode())
    *made, rest = deployers([facts], ["charts/web"])
    assert [one.name for one in made if isinstance(one, Deployer)] == [f"web-{number}" for number in range(MOST)]
    assert isinstance(rest, Refused)
    assert (rest.partial, rest.detail) == (True, f"it makes more than {MOST}")
