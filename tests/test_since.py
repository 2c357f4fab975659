"""`--since` and `--staged` in real git repositories: what a change touches and what it broke is shown, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import needs
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import Repository

pytestmark = needs.git

OLD_DEFECT = join(service("old", "app: old, tier: one"), deployment("old", "app: old, tier: two"))


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    return Repository(
        tmp_path,
        {
            "k8s/service.yaml": service(ports="{port: 80, targetPort: http}"),
            "k8s/deployment.yaml": deployment(container=", ports: [{name: http, containerPort: 8080}]"),
            "old/all.yaml": OLD_DEFECT,
        },
    )


def test_a_pull_request_that_breaks_nothing_shows_nothing_old(shop: Repository) -> None:
    assert shop.shown() == ["old/all.yaml selector-matches-nothing"]
    shop.branch({"new/all.yaml": join(service("new", "app: new"), deployment("new", "app: new"))})
    assert shop.shown("--since", "main") == []
    done = svclint("--since", "main", cwd=shop.path)
    assert "shown: only what has to do with 1 changed file\n" in done.stdout


def test_old_possible_findings_are_not_counted_as_news(tmp_path: Path) -> None:
    both = join(service("b"), deployment("b"))
    one = Repository(tmp_path, {"alone/service.yaml": service("far", "app: far"), "b.yaml": both})
    assert "1 possible finding" in svclint(cwd=one.path).stdout
    one.branch({"b.yaml": join(both, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")})
    assert "possible" not in svclint("--since", "main", cwd=one.path).stdout
    one.commit({"c/service.yaml": service("new", "app: new")})
    assert "1 possible finding" in svclint("--since", "main", cwd=one.path).stdout


def test_a_changed_deployment_shows_the_service_that_it_breaks(shop: Repository) -> None:
    text = (shop.path / "k8s/deployment.yaml").read_text()
    shop.branch({"k8s/deployment.yaml": text.replace("name: http", "name: web")})
    assert shop.shown("--since", "main") == ["k8s/service.yaml target-port-name-missing"]


def test_an_edit_of_a_file_shows_what_it_has_always_had(shop: Repository) -> None:
    shop.branch({"old/all.yaml": OLD_DEFECT + "# a comment\n"})
    assert shop.shown("--since", "main") == ["old/all.yaml selector-matches-nothing"]


def test_a_deleted_deployment_shows_the_service_that_lost_its_pods(shop: Repository) -> None:
    shop.git("checkout", "-q", "-b", "feature")
    shop.git("rm", "-q", "k8s/deployment.yaml")
    shop.git("commit", "-q", "-m", "gone")
    assert shop.shown() == ["old/all.yaml selector-matches-nothing"], "the last commit does not have it"
    assert shop.shown("--since", "main") == ["k8s/service.yaml selector-matches-nothing"]
    assert shop.shown("--since", "HEAD~1", "k8s") == ["k8s/service.yaml selector-matches-nothing"]
    assert shop.shown("--since", "main", "old") == []


def test_a_deleted_service_shows_the_ingress_that_names_it(tmp_path: Path) -> None:
    ingress = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: shop.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
"""
    one = Repository(
        tmp_path,
        {"a/ingress.yaml": ingress, "a/service.yaml": service(), "a/web.yaml": join(deployment(), service("webs"))},
    )
    assert one.shown() == []
    one.git("rm", "-q", "a/service.yaml")
    assert one.shown("--since", "HEAD") == ["a/ingress.yaml backend-service-missing"]


def test_what_is_not_committed_yet_counts_and_what_git_ignores_does_not(shop: Repository) -> None:
    write(shop.path, {"new/bad.yaml": OLD_DEFECT.replace("old", "new"), "build/x.yaml": OLD_DEFECT, ".gitignore": "build/\n"})
    assert shop.shown("--since", "HEAD") == ["new/bad.yaml selector-matches-nothing"]
    text = (shop.path / "k8s/deployment.yaml").read_text()
    write(shop.path, {"k8s/deployment.yaml": text.replace("name: http", "name: web")})
    assert "k8s/service.yaml target-port-name-missing" in shop.shown("--since", "HEAD")


def test_main_going_on_is_no_change_of_the_branch(shop: Repository) -> None:
    shop.branch({"k8s/note.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"})
    shop.git("checkout", "-q", "main")
    shop.commit({"old/all.yaml": OLD_DEFECT + "# main went on\n"})
    shop.git("checkout", "-q", "feature")
    assert shop.shown("--since", "main") == []


def test_renamed_files_and_odd_names_are_found(tmp_path: Path) -> None:
    one = Repository(tmp_path, {"a b/ü.yaml": OLD_DEFECT, "fine.yaml": join(service(), deployment())})
    one.git("mv", "a b/ü.yaml", "a b/naïve \u2603.yaml")
    assert one.shown("--since", "HEAD") == ["a b/naïve \u2603.yaml selector-matches-nothing"]


def test_a_touched_file_with_the_same_bytes_has_not_changed(shop: Repository) -> None:
    os.utime(shop.path / "old/all.yaml", (1, 1))
    assert shop.shown("--since", "HEAD") == []
    assert "nothing has changed" in svclint("--since", "HEAD", cwd=shop.path).stderr


def test_a_project_below_the_root_of_the_repository(tmp_path: Path) -> None:
    one = Repository(tmp_path, {"apps/.svclint.yaml": "{}\n", "apps/old.yaml": OLD_DEFECT, "other.yaml": OLD_DEFECT})
    write(tmp_path, {"apps/old.yaml": OLD_DEFECT + "# x\n", "other.yaml": OLD_DEFECT + "# x\n"})
    assert one.shown("--since", "HEAD", "apps") == ["apps/old.yaml selector-matches-nothing"]


def test_what_git_cannot_tell_is_one_line_and_exit_2(shop: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    def refused(*arguments: str, cwd: Path = shop.path) -> str:
        done = svclint(*arguments, cwd=cwd)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        return done.stderr

    assert refused("--since", "nope") == "svclint: --since: there is no commit `nope` here\n"
    assert refused("--since", "--help") == "svclint: --since: there is no commit `--help` here\n"
    assert refused("--since", "main", "--isolated").startswith("svclint: --since asks git")
    outside = write(tmp_path_factory.mktemp("outside"), {"a.yaml": OLD_DEFECT})
    assert refused("--since", "main", cwd=outside) == f"svclint: --since: {outside} is in no git repository\n"

    shop.branch({"more.yaml": OLD_DEFECT})
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    shop.git("clone", "-q", "--depth", "1", "--branch", "feature", f"file://{shop.path}", str(clone))
    told = refused("--since", "main", cwd=clone)
    assert "there is no commit `main` here; this clone is shallow: fetch the whole history" in told
    assert "fetch-depth: 0" in told
    full = clone.with_name("full")
    shop.git("clone", "-q", "--branch", "feature", f"file://{shop.path}", str(full))
    assert "did you mean `origin/main`?" in refused("--since", "main", cwd=full)
    assert Repository(full).shown("--since", "origin/main") == ["more.yaml selector-matches-nothing"]

    both = clone.with_name("both")
    shop.git("clone", "-q", "--depth", "1", "--no-single-branch", "--branch", "feature", f"file://{shop.path}", str(both))
    told = refused("--since", "origin/main", cwd=both)
    assert "have no commit in common in this clone, which is shallow" in told


KUSTOMIZED = {
    "base/kustomization.yaml": "resources: [service.yaml, deployment.yaml]\n",
    "base/service.yaml": service(ports="{port: 80, targetPort: http}"),
    "base/deployment.yaml": deployment(container=", ports: [{name: http, containerPort: 8080}]"),
    "prod/kustomization.yaml": "resources: [../base]\nimages: [{name: registry.example.com/web, newTag: '1'}]\n",
}
PATCH = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: main, ports: [{containerPort: 8080, name: web}]}]}}}
"""


@needs.kustomize
def test_a_patch_shows_the_finding_on_the_base_that_it_causes(tmp_path: Path) -> None:
    one = Repository(tmp_path, KUSTOMIZED)
    one.branch(
        {"prod/kustomization.yaml": KUSTOMIZED["prod/kustomization.yaml"] + "patches: [{path: p.yaml}]\n", "prod/p.yaml": PATCH}
    )
    assert one.shown("--since", "main") == ["base/service.yaml target-port-name-missing"]
    assert one.shown("prod/p.yaml") == ["base/service.yaml target-port-name-missing"]
    assert one.shown("prod") == ["base/service.yaml target-port-name-missing"]


CART = {
    "base/kustomization.yaml": "resources: [service.yaml, deployment.yaml]\n",
    "base/service.yaml": service("cart", "app: cart", ports="{port: 80, targetPort: http}"),
    "base/deployment.yaml": deployment("cart", "app: cart", container=", ports: [{name: http, containerPort: 8080}]"),
    "overlays/dev/kustomization.yaml": "resources: [../../base]\n",
    "overlays/prod/kustomization.yaml": "resources: [../../base]\n",
}
RENAMING = """resources: [../../base]
patches:
  - target: {kind: Deployment}
    patch: |-
      - {op: replace, path: /spec/template/spec/containers/0/ports/0/name, value: web}
"""


@needs.kustomize
def test_a_defect_that_dev_has_long_had_is_new_where_prod_gets_it(tmp_path: Path) -> None:
    one = Repository(tmp_path, {**CART, "overlays/dev/kustomization.yaml": RENAMING})
    one.branch(
        {"overlays/dev/note.txt": "x", "overlays/prod/kustomization.yaml": CART["overlays/prod/kustomization.yaml"] + "\n"}
    )
    assert one.shown("--since", "main") == [], "what dev has is old"
    one.commit({"overlays/prod/kustomization.yaml": RENAMING})
    assert one.shown("--since", "main") == ["base/service.yaml target-port-name-missing"]
    assert "kustomize:overlays/prod" in svclint("--since", "main", cwd=tmp_path).stdout
    one.git("checkout", "-q", "-b", "next")
    one.commit({"overlays/prod/kustomization.yaml": RENAMING + "# x\n"})
    assert one.shown("--since", "feature") == [], "now prod has it, too"


@needs.kustomize
def test_a_new_tag_shows_no_old_finding_of_the_overlay(tmp_path: Path) -> None:
    broken = {**KUSTOMIZED, "base/service.yaml": service(ports="{port: 80, targetPort: web}")}
    one = Repository(tmp_path, broken)
    assert one.shown() == ["base/service.yaml target-port-name-missing"]
    one.branch({"prod/kustomization.yaml": KUSTOMIZED["prod/kustomization.yaml"].replace("'1'", "'2'")})
    assert one.shown("--since", "main") == []
    assert one.shown("prod/kustomization.yaml") == ["base/service.yaml target-port-name-missing"]


@needs.kustomize
def test_a_deployment_that_leaves_a_base_is_missed_in_the_overlay(tmp_path: Path) -> None:
    one = Repository(tmp_path, KUSTOMIZED)
    one.git("checkout", "-q", "-b", "feature")
    one.git("rm", "-q", "base/deployment.yaml")
    one.commit({"base/kustomization.yaml": "resources: [service.yaml]\n"})
    assert one.shown("--since", "main") == ["base/service.yaml selector-matches-nothing"]
    assert one.shown() == [], "the last commit knows nothing of the Deployment"
    one.git("reset", "-q", "--soft", "main")
    assert one.shown() == ["base/service.yaml selector-matches-nothing"]


CHART = {
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/values.yaml": "port: http\ntag: '1'\n",
    "web/templates/service.yaml": service(ports="{port: 80, targetPort: {{ .Values.port }}}"),
    "web/templates/deployment.yaml": deployment(
        container=', ports: [{name: {{ include "web.port" . }}, containerPort: 8080}]'
    ).replace("registry.example.com/web", "registry.example.com/web:{{ .Values.tag }}"),
    "web/templates/_helpers.tpl": '{{ define "web.port" }}http{{ end }}\n',
}


@needs.helm
def test_a_value_shows_the_finding_on_the_template_that_it_causes(tmp_path: Path) -> None:
    one = Repository(tmp_path, CHART)
    assert one.shown() == []
    one.branch({"web/values.yaml": "port: web\ntag: '1'\n"})
    (found,) = one.shown("--since", "main")
    assert found.endswith("target-port-name-missing")
    one.commit({"web/values.yaml": "port: web\ntag: '2'\n"})
    assert one.shown("--since", "HEAD~1") != [], "the file itself changed, and the value stands in it"


@needs.helm
def test_a_helper_shows_the_finding_that_it_causes_and_a_tag_none(tmp_path: Path) -> None:
    one = Repository(tmp_path, CHART)
    one.branch({"web/templates/_helpers.tpl": '{{ define "web.port" }}web{{ end }}\n'})
    broken = one.shown()
    assert [found.split()[1] for found in broken] == ["target-port-name-missing"]
    assert one.shown("--since", "main") == broken
    assert one.shown("web/templates/_helpers.tpl") == broken
    one.git("checkout", "-q", "-b", "next")
    one.commit({"web/values.yaml": "port: http\ntag: '2'\n", "web/templates/extra.yaml": "# nothing\n"})
    assert one.shown("--since", "feature", "web/templates/extra.yaml") == []


@needs.kustomize
def test_a_generators_input_shows_what_is_made_from_it(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: c, envs: [app.env]}]\n"
    overlay = {"prod/kustomization.yaml": f"resources: [../base]\nnamespace: shop\n{generator}"}
    one = Repository(tmp_path, {**KUSTOMIZED, **overlay, "prod/app.env": "API=http://web.shop.svc.cluster.local\n"})
    assert one.shown() == []
    write(tmp_path, {"prod/app.env": "API=http://webb.shop.svc.cluster.local\n"})
    assert one.shown("--since", "HEAD") == ["prod/app.env unknown-service-host"]
    assert one.shown("prod/app.env") == ["prod/app.env unknown-service-host"]
    one.commit({"prod/other.env": "A=b\n"})
    write(tmp_path, {"prod/kustomization.yaml": overlay["prod/kustomization.yaml"].replace("app.env", "app.env, other.env")})
    assert one.shown("--since", "HEAD") == [], "another key of the ConfigMap gives it another hash"


def test_what_is_staged(shop: Repository) -> None:
    text = (shop.path / "k8s/deployment.yaml").read_text()
    write(shop.path, {"k8s/deployment.yaml": text.replace("name: http", "name: web"), "new.yaml": OLD_DEFECT})
    assert shop.shown("--staged") == []
    shop.git("add", "k8s")
    assert shop.shown("--staged") == ["k8s/service.yaml target-port-name-missing"]
    assert shop.shown("--staged", "k8s/deployment.yaml") == ["k8s/service.yaml target-port-name-missing"]
    assert "new.yaml selector-matches-nothing" in shop.shown("--staged", "new.yaml")


def test_the_first_commit_of_all(tmp_path: Path) -> None:
    one = Repository(tmp_path)
    one.git("init", "-q")
    write(tmp_path, {"a.yaml": OLD_DEFECT})
    assert svclint("--since", "HEAD", cwd=tmp_path).returncode == 2
    one.git("add", "-A")
    assert one.shown("--staged") == ["a.yaml selector-matches-nothing"]
