"""What a config says of some files or objects only, as a user sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import needs
from tests.command import document, svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import commit
from tests.trees import BASE

WRONG = join(service(ports="{port: 80, targetPort: x}"), deployment())
"""A target port that no container has."""
PORT = "target-port-name-missing"


def found(root: Path, *arguments: str) -> list[tuple[str, int, str]]:
    """(file, line, rule) of the errors and warnings."""
    findings = document(*arguments, cwd=root)["findings"]
    return [(one["file"], one["line"], one["rule"]) for one in findings if one["severity"] != "note"]


def exempt(*, reason: str = "later", **entry: Any) -> str:
    keys = "".join(f"  {key}: {value}\n" for key, value in entry.items())
    return f"ignores:\n- reason: {reason}\n{keys}"


@pytest.mark.parametrize(
    ("entry", "hides"),
    [
        ({"rules": [PORT], "paths": ["a/**"]}, True),
        ({"rules": ["ports"], "paths": ["a/web.yaml"]}, True),
        ({"rules": [PORT], "paths": ["web.yaml"]}, True),
        ({"rules": [PORT], "paths": ["b"]}, False),
        ({"rules": ["port-unnamed"], "paths": ["a"]}, False),
        ({"rules": [PORT], "objects": ["shop/Service/web"]}, True),
        ({"rules": [PORT], "objects": ["*/Service/*"]}, True),
        ({"rules": [PORT], "objects": ["shop/Service/w?"]}, False),
        ({"rules": [PORT], "objects": ["shop/Deployment/web"]}, False),
        ({"rules": [PORT], "objects": ["shop/service/web"]}, False),
        ({"rules": [PORT], "objects": ["shop/Service/web"], "paths": ["b"]}, False),
        ({"rules": [PORT], "objects": ["shop/Service/db", "shop/Service/web"], "paths": ["b", "a"]}, True),
    ],
)
def test_an_exemption_hides_what_it_speaks_of(tmp_path: Path, entry: dict[str, Any], hides: bool) -> None:
    write(tmp_path, {".svclint.yaml": exempt(**entry), "a/web.yaml": WRONG})
    left = [] if hides else [(".svclint.yaml", 3, "unused-ignore"), ("a/web.yaml", 5, PORT)]
    assert [(file, line if file[0] == "." else 5, rule) for file, line, rule in found(tmp_path)] == left
    assert document(cwd=tmp_path)["summary"]["ignored"] == (1 if hides else 0)


@pytest.mark.parametrize(
    ("namespace", "default", "wanted", "hides"),
    [
        ("shop", "", "shop", True),
        ("prod", "", "shop", False),
        ("", "", "shop", True),
        ("", "prod", "shop", False),
        ("", "prod", "prod", True),
    ],
)
def test_a_namespace_that_nothing_gives_agrees_with_any(
    tmp_path: Path, namespace: str, default: str, wanted: str, hides: bool
) -> None:
    text = WRONG.replace("name: web", f"name: web, namespace: {namespace}") if namespace else WRONG
    config = exempt(rules=[PORT], objects=[f"{wanted}/Service/web"]) + (f"default-namespace: {default}\n" if default else "")
    write(tmp_path, {".svclint.yaml": config, "web.yaml": text})
    assert (PORT in [rule for _, _, rule in found(tmp_path)]) is not hides


def test_useless_names_of_an_exemption_are_found_where_they_stand(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".svclint.yaml": f"ignores:\n- rules:\n  - {PORT}\n  - port-duplicate\n  paths: [a.yaml]\n  reason: later\n",
            "a.yaml": WRONG,
            "b.yaml": "{}",
        },
    )
    assert found(tmp_path) == [(".svclint.yaml", 4, "unused-ignore")]
    assert svclint(cwd=tmp_path).returncode == 1
    assert found(tmp_path, "a.yaml") == []
    assert found(tmp_path, "--ignore", "port-duplicate") == []
    (tmp_path / ".svclint.yaml").unlink()
    entry = f'rules = ["{PORT}", "port-duplicate"]\npaths = ["a.yaml"]\nreason = "later"\n'
    write(tmp_path, {"pyproject.toml": f"[project]\nname = 'x'\n\n[[tool.svclint.ignores]]\n{entry}"})
    assert found(tmp_path) == [("pyproject.toml", 5, "unused-ignore")]


def test_of_a_base_that_others_build_on_nothing_useless_is_told(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "base.yaml": exempt(rules=[PORT], objects=["shop/Service/web"]),
            "one/.svclint.yaml": "extend: ../base.yaml\n",
            "one/a.yaml": WRONG,
            "two/.svclint.yaml": "extend: ../base.yaml\n",
            "two/a.yaml": join(service(), deployment()),
        },
    )
    assert found(tmp_path / "one") == found(tmp_path / "two") == []
    assert found(tmp_path / "one", "--config", "ignores = []") == []


def test_an_exemption_is_a_suppression_in_sarif(tmp_path: Path) -> None:
    import json

    write(tmp_path, {".svclint.yaml": exempt(rules=[PORT], paths=["a.yaml"], reason="an operator's"), "a.yaml": WRONG})
    results = json.loads(svclint("-f", "sarif", cwd=tmp_path).stdout)["runs"][0]["results"]
    (one,) = (one for one in results if one["ruleId"] == PORT)
    assert one["suppressions"] == [{"kind": "external", "justification": "an operator's"}]


OVERLAYS = {
    **BASE,
    "app/base/service.yaml": BASE["app/base/service.yaml"].replace("targetPort: http", "targetPort: x"),
    **{
        f"app/overlays/{name}/kustomization.yaml": f"namespace: {name}\nresources: [../../base]\n"
        for name in ("staging", "prod")
    },
}


@needs.kustomize
def test_an_exemption_speaks_of_the_namespace_as_it_is_rendered(tmp_path: Path) -> None:
    write(tmp_path, {**OVERLAYS, ".svclint.yaml": exempt(rules=[PORT], objects=["staging/Service/web"])})
    (one,) = (one for one in document(cwd=tmp_path)["findings"] if one["rule"] in (PORT, "unused-ignore"))
    assert (one["file"], one["environments"]) == ("app/base/service.yaml", ["kustomize:app/overlays/prod"])
    write(tmp_path, {".svclint.yaml": exempt(rules=[PORT], objects=["staging/Service/web", "prod/*/*"])})
    assert found(tmp_path) == []
    write(tmp_path, {".svclint.yaml": exempt(rules=[PORT], objects=["test/Service/web"])})
    assert sorted(rule for _, _, rule in found(tmp_path)) == [PORT, "unused-ignore"]


@needs.helm
def test_an_exemption_by_path_speaks_of_templates(tmp_path: Path) -> None:
    chart = {"chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 0.1.0\n", "chart/templates/web.yaml": WRONG}
    write(tmp_path, {**chart, ".svclint.yaml": exempt(rules=[PORT], paths=["chart/templates/"])})
    assert found(tmp_path) == []


def test_where_something_is_not_rendered_an_exemption_is_only_possibly_useless(tmp_path: Path) -> None:
    chart = {"chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 0.1.0\n", "chart/templates/web.yaml": WRONG}
    write(tmp_path, {**chart, ".svclint.yaml": exempt(rules=[PORT], paths=["chart"]), "a.yaml": join(service(), deployment())})
    assert found(tmp_path, "--render", "never") == []
    assert [rule for _, _, rule in found(tmp_path, "--render", "never", "--min-confidence", "possible")] == ["unused-ignore"]


def test_overrides_add_up_and_the_last_has_its_way(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/x.yaml": WRONG,
            "b/x.yaml": WRONG.replace("web", "db"),
            "c/x.yaml": WRONG.replace("web", "c"),
            ".svclint.yaml": "overrides:\n"
            "- {paths: [a, b], rules: {target-port-name-missing: {severity: note}}}\n"
            "- {paths: [b], rules: {target-port-name-missing: {severity: warning}}}\n"
            "- {paths: [c], ignore: [ports]}\n"
            "- {paths: [c], ignore: [port-unnamed]}\n",
        },
    )
    findings = document("--select", PORT, cwd=tmp_path)
    assert [(one["file"], one["severity"]) for one in findings["findings"]] == [("a/x.yaml", "note"), ("b/x.yaml", "warning")]
    assert findings["summary"]["ignored"] == 0


def test_a_folder_can_stand_for_a_namespace(tmp_path: Path) -> None:
    """A Service in one file, its pods in another: they meet in one namespace only."""
    write(
        tmp_path,
        {
            "prod/web.yaml": join(
                service(),
                deployment(
                    container=", env: [{name: URL, value: 'http://db.staging:80'}, {name: B, value: 'http://db.prod:80'}]"
                ),
            ),
            "staging/db.yaml": join(service("db", "app: db"), deployment("db", "app: db")),
        },
    )
    config = "overrides:\n- {paths: [staging], default-namespace: staging}\n- {paths: [prod], default-namespace: prod}\n"
    write(tmp_path, {".svclint.yaml": config})
    findings = document(
        "--select", "unknown-service-host,short-name-other-namespace", "--min-confidence", "possible", cwd=tmp_path
    )
    assert [one["message"] for one in findings["findings"] if "db.staging" in one["message"]] == []
    assert [one["object"]["namespace"] for one in findings["findings"] if one["rule"] == "unknown-service-host"] == ["prod"]


@needs.kustomize
def test_a_kustomization_in_a_folder_lands_in_its_namespace(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            **{name: text for name, text in OVERLAYS.items() if "overlays" not in name},
            "staging/kustomization.yaml": "resources: [../app/base]\n",
            ".svclint.yaml": "overrides: [{paths: [staging], default-namespace: staging}]\n"
            + exempt(rules=[PORT], objects=["staging/Service/web"]),
        },
    )
    assert found(tmp_path) == []
    write(tmp_path, {".svclint.yaml": exempt(rules=[PORT], objects=["staging/Service/web"]) + "default-namespace: x\n"})
    assert sorted(rule for _, _, rule in found(tmp_path)) == [PORT, "unused-ignore"]


def test_a_useless_exemption_is_told_where_it_stands_now(tmp_path: Path) -> None:
    """What was found before is said again from the cache only where the config stands as it stood."""
    text = exempt(rules=["port-duplicate"], paths=["a.yaml"])
    write(tmp_path, {"a.yaml": join(service(), deployment()), "cache/x": ""})
    places = []
    for config in (text, text, f"# moved\n{text}"):
        (tmp_path / ".svclint.yaml").write_text(config)
        done = svclint("-f", "concise", "--ignore", "dns,readiness", cwd=tmp_path, SVCLINT_CACHE_DIR=str(tmp_path / "cache"))
        places.append([line.partition(": ")[0] for line in done.stdout.splitlines()])
    assert places == [[".svclint.yaml:3:11"], [".svclint.yaml:3:11"], [".svclint.yaml:4:11"]]


def test_ignores_that_were_useless_before_a_change_are_no_news(tmp_path: Path) -> None:
    text = exempt(rules=["port-duplicate"], paths=["a.yaml"])
    comment = "# svclint: ignore-file[port-duplicate] later\n"
    write(tmp_path, {".svclint.yaml": text, "a.yaml": comment + join(service(), deployment()), "b.yaml": "{}\n"})
    commit(tmp_path)
    write(tmp_path, {"b.yaml": WRONG.replace("web", "b")})
    assert [(file, rule) for file, _, rule in found(tmp_path, "--since", "HEAD")] == [("b.yaml", PORT)]
    write(tmp_path, {".svclint.yaml": f"# x\n{text}"})
    assert (".svclint.yaml", 4, "unused-ignore") in found(tmp_path, "--since", "HEAD")
