"""A team with old manifests writes a baseline, and sees what is new, and what is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import needs
from tests.command import document, svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import Repository

NAME = ".svclint-baseline.json"
SHOP = {
    "k8s/web.yaml": join(service(selector="app: web, tier: one"), deployment(labels="app: web, tier: two")),
    "k8s/api.yaml": join(
        service("api", "app: api", ports="{name: a, port: 80, targetPort: a}, {name: b, port: 81, targetPort: http}"),
        deployment("api", "app: api", container=", ports: [{name: http, containerPort: 8080}]"),
    ),
    ".svclint.yaml": "ignore: [readiness]\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with two defects, which its baseline knows."""
    write(tmp_path, SHOP)
    done = svclint("--write-baseline", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"svclint: 2 findings in {NAME}\n")
    return tmp_path


def edit(root: Path, file: str, was: str, now: str) -> None:
    text = (root / file).read_text()
    assert was in text
    write(root, {file: text.replace(was, now, 1)})


def shown(root: Path, *arguments: str) -> list[str]:
    return [f"{one['file']} {one['rule']}" for one in document(*arguments, cwd=root)["findings"]]


def test_what_is_old_is_hidden_and_counted(shop: Path) -> None:
    done = svclint(cwd=shop)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No problems in 2 files")
    assert "not shown: 2 in the baseline (--no-baseline)\n" in done.stdout
    assert svclint("--no-baseline", cwd=shop).returncode == 1
    assert document(cwd=shop)["summary"]["baseline"] == 2


def test_the_file_is_sorted_one_entry_a_line_and_always_the_same(shop: Path) -> None:
    text = (shop / NAME).read_text()
    entries = [line for line in text.splitlines() if line.startswith("    {")]
    assert entries == sorted(entries)
    assert [json.loads(line.rstrip(","))["pointer"] for line in entries] == [
        "/spec/ports/[a]/targetPort",
        "/spec/selector/tier",
    ]
    assert json.loads(text)["schema_version"] == 1
    assert "line" not in json.loads(text)["findings"][0]
    svclint("--write-baseline", cwd=shop)
    assert (shop / NAME).read_text() == text


def test_what_is_new_is_shown(shop: Path) -> None:
    edit(shop, "k8s/api.yaml", "targetPort: http", "targetPort: htpp")
    assert shown(shop) == ["k8s/api.yaml target-port-name-missing"]
    assert svclint(cwd=shop).returncode == 1


def test_edits_around_a_finding_do_not_bring_it_back(shop: Path) -> None:
    edit(shop, "k8s/api.yaml", "apiVersion", "# a comment\n\napiVersion")
    edit(shop, "k8s/api.yaml", "ports: [{name: a,", "ports: [{name: first, port: 79, targetPort: http}, {name: a,")
    write(shop, {"k8s/web.yaml": service("new", "app: api", ports="{port: 8080}") + "---\n" + SHOP["k8s/web.yaml"]})
    assert shown(shop) == []


def test_a_second_finding_of_the_same_kind_is_new(shop: Path) -> None:
    write(shop, {"k8s/api.yaml": SHOP["k8s/api.yaml"] + "---\n" + SHOP["k8s/api.yaml"].split("---\n")[0]})
    assert "k8s/api.yaml target-port-name-missing" in shown(shop)


def test_what_is_mended_is_told_as_stale_and_taken_out(shop: Path) -> None:
    edit(shop, "k8s/web.yaml", "tier: one", "tier: two")
    done = svclint(cwd=shop)
    assert done.returncode == 0
    assert done.stderr == (
        f"svclint: {NAME}:5: stale: k8s/web.yaml has no selector-matches-nothing of Service web any more "
        "(--write-baseline takes it out)\n"
    )
    assert svclint("--write-baseline", cwd=shop).stderr == f"svclint: 1 finding in {NAME}; 1 stale entry is gone\n"
    assert svclint(cwd=shop).stderr == ""


def test_a_deleted_file_leaves_stale_entries(shop: Path) -> None:
    (shop / "k8s/web.yaml").unlink()
    assert "stale: k8s/web.yaml" in svclint(cwd=shop).stderr


@pytest.mark.parametrize(
    "arguments",
    [["k8s/api.yaml"], ["--select", "ports"], ["--ignore", "selectors"], ["--min-confidence", "certain"]],
)
def test_a_run_that_does_not_look_calls_nothing_stale(shop: Path, arguments: list[str]) -> None:
    if "certain" not in arguments:
        edit(shop, "k8s/web.yaml", "tier: one", "tier: two")
    assert svclint(*arguments, cwd=shop).stderr == ""
    svclint("--write-baseline", *arguments, cwd=shop)
    assert "selector-matches-nothing" in (shop / NAME).read_text()


@needs.git
def test_a_change_and_a_baseline(shop: Path) -> None:
    one = Repository(shop, {})
    edit(shop, "k8s/web.yaml", "tier: one", "tier: three")
    edit(shop, "k8s/api.yaml", "targetPort: http", "targetPort: htpp")
    assert shown(shop, "--since", "HEAD") == ["k8s/api.yaml target-port-name-missing"]
    assert one.git("status", "--short", NAME) == ""


def test_another_place(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, ".svclint.yaml": "baseline: lint/known.json\n"})
    assert "lint/known.json" in svclint(cwd=tmp_path).stderr, "a config that names what is not there"
    (tmp_path / "lint").mkdir()
    assert svclint("--write-baseline", cwd=tmp_path).returncode == 0
    assert svclint(cwd=tmp_path / "k8s").returncode == 0
    write(tmp_path, {".svclint.yaml": "{}\n"})
    assert svclint(cwd=tmp_path).returncode == 1
    assert svclint("--baseline", "lint/known.json", cwd=tmp_path).returncode == 0
    assert svclint("--baseline", "nowhere.json", cwd=tmp_path).returncode == 2
    assert svclint("--isolated", "k8s", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"schema_version": 1,\n "findings": [\n', f"{NAME}:3: no baseline: "),
        (
            '{"schema_version": 1,\n "findings": [\n  {"file": "a", "object": 1, "rule": "x", "pointer": ""}]}',
            f"{NAME}:3: no base",
        ),
        ('{"schema_version": 2, "findings": []}', f"{NAME}:1: it has schema_version 2, and this svclint knows 1"),
        ("apiVersion: v1\n", f"{NAME}:1: no baseline: "),
    ],
)
def test_a_broken_baseline_is_one_line_with_a_place(shop: Path, text: str, told: str) -> None:
    write(shop, {NAME: text})
    for arguments in ((), ("--write-baseline",)):
        done = svclint(*arguments, cwd=shop)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
        assert done.stderr.count("\n") == 1
    assert (shop / NAME).read_text() == text, "what is no baseline is never written over"


@pytest.mark.parametrize("option", ["--diff", "--fix-only", "--since=HEAD", "--staged", "--no-baseline"])
def test_a_baseline_is_written_of_whole_runs_only(shop: Path, option: str) -> None:
    done = svclint("--write-baseline", option, cwd=shop)
    assert done.returncode == 2
    assert "--write-baseline writes down what a whole run finds" in done.stderr


@needs.helm
def test_findings_of_charts_survive_edits_of_templates(tmp_path: Path) -> None:
    chart = {
        "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "web/values.yaml": "port: nowhere\n",
        "web/templates/all.yaml": join(
            service(ports="{port: 80, targetPort: {{ .Values.port }}}"),
            deployment(container=", ports: [{name: http, containerPort: 8080}]"),
        ),
    }
    write(tmp_path, {**chart, ".svclint.yaml": "ignore: [readiness]\n"})
    assert "1 finding in" in svclint("--write-baseline", cwd=tmp_path).stderr
    assert shown(tmp_path) == []
    edit(tmp_path, "web/templates/all.yaml", "apiVersion", "# moved\n# down\napiVersion")
    assert shown(tmp_path) == []
    assert "stale" not in svclint("--render", "never", cwd=tmp_path).stderr, "what was not rendered is not called stale"


@pytest.fixture
def overlays(tmp_path: Path) -> Path:
    """A cart that is broken in dev alone, as its baseline knows."""
    from tests.test_since import CART, RENAMING

    write(tmp_path, {**CART, "overlays/dev/kustomization.yaml": RENAMING, ".svclint.yaml": "ignore: [readiness]\n"})
    done = svclint("--write-baseline", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, f"svclint: 1 finding in {NAME}\n")
    assert shown(tmp_path) == []
    return tmp_path


@needs.kustomize
def test_a_defect_that_dev_is_known_for_is_new_where_prod_gets_it(overlays: Path) -> None:
    dev = (overlays / "overlays/dev/kustomization.yaml").read_text()
    write(overlays, {"overlays/prod/kustomization.yaml": dev})
    done = svclint(cwd=overlays)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error[target-port-name-missing]" in done.stdout
    assert "kustomize:overlays/prod" in done.stdout
    assert svclint("--write-baseline", cwd=overlays).stderr == f"svclint: 1 finding in {NAME}\n"
    assert shown(overlays) == []
    (entry,) = json.loads((overlays / NAME).read_text())["findings"]
    assert entry["environments"] == ["kustomize:overlays/dev", "kustomize:overlays/prod"]


@needs.kustomize
def test_what_is_mended_in_one_environment_is_stale_there(overlays: Path) -> None:
    dev = (overlays / "overlays/dev/kustomization.yaml").read_text()
    write(overlays, {"overlays/prod/kustomization.yaml": dev})
    svclint("--write-baseline", cwd=overlays)
    write(overlays, {"overlays/dev/kustomization.yaml": "resources: [../../base]\n"})
    done = svclint(cwd=overlays)
    assert (done.returncode, done.stderr) == (
        0,
        f"svclint: {NAME}:4: stale: base/service.yaml has no target-port-name-missing of Service cart "
        "in kustomize:overlays/dev any more (--write-baseline takes it out)\n",
    )
    assert svclint("--write-baseline", cwd=overlays).stderr == f"svclint: 1 finding in {NAME}\n"
    assert svclint(cwd=overlays).stderr == ""
    write(overlays, {"overlays/prod/kustomization.yaml": "resources: [../../base]\n"})
    assert "of Service cart any more" in svclint(cwd=overlays).stderr


@needs.kustomize
def test_an_environment_of_another_name_is_another(overlays: Path) -> None:
    (overlays / "overlays/dev").rename(overlays / "overlays/test")
    done = svclint(cwd=overlays)
    assert done.returncode == 1
    assert "kustomize:overlays/test" in done.stdout
    assert ":4: stale: " in done.stderr


@needs.kustomize
def test_an_edit_of_what_a_generator_reads_does_not_bring_findings_back(tmp_path: Path) -> None:
    conf = "upstream cart {\n  server card.shop.svc.cluster.local:8080;\n}\n"
    kustomization = "namespace: shop\nresources: [cart.yaml]\nconfigMapGenerator: [{name: nginx, files: [nginx.conf]}]\n"
    cart = join(service("cart", "app: cart"), deployment("cart", "app: cart"))
    write(tmp_path, {"kustomization.yaml": kustomization, "cart.yaml": cart, "nginx.conf": conf})
    assert "nginx.conf unknown-service-host" in shown(tmp_path)
    svclint("--write-baseline", cwd=tmp_path)
    assert '"ConfigMap shop/nginx"' in (tmp_path / NAME).read_text()
    write(tmp_path, {"nginx.conf": conf + "# x\n"})
    assert shown(tmp_path) == []
    assert svclint(cwd=tmp_path).stderr == ""
    write(tmp_path, {"nginx.conf": conf.replace("card", "kart")})
    assert "nginx.conf unknown-service-host" in shown(tmp_path)


@needs.helm
def test_that_something_is_not_checked_is_never_hidden(tmp_path: Path) -> None:
    broken = {"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "web/templates/all.yaml": "{{ fail }}\n"}
    write(tmp_path, {**SHOP, **broken})
    assert svclint("--write-baseline", cwd=tmp_path).stderr == f"svclint: 2 findings in {NAME}\n"
    assert "not-rendered" not in (tmp_path / NAME).read_text()
    done = svclint("--show-notes", cwd=tmp_path)
    assert "[not-rendered]" in done.stdout
    assert done.stderr == ""
