"""The hooks, run by the real pre-commit in real git repositories: a commit that breaks a Service is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import needs
from tests.hooks import PRE_COMMIT, Hooked, with_pre_commit
from tests.lint import write
from tests.manifests import deployment, service

pytestmark = with_pre_commit


@pytest.fixture
def shop(tmp_path: Path, environment: dict[str, str]) -> Hooked:
    write(
        tmp_path,
        {
            "k8s/service.yaml": service(ports="{port: 80, targetPort: http}"),
            "k8s/deployment.yaml": deployment(container=", ports: [{name: http, containerPort: 8080}]"),
            "k8s/db.yaml": service("db", "app: db") + "---\n" + deployment("db", "app: db"),
        },
    )
    repository = Hooked(tmp_path, environment)
    repository.git("init", "-q")
    repository.git("add", "-A")
    assert repository.commit().returncode == 0
    return repository


@pytest.mark.parametrize("hook", ["svclint", "svclint-changed"])
@pytest.mark.parametrize(
    ("was", "is_now", "rule"),
    [
        ("app: web", "app: webapp", "selector-matches-nothing"),
        ("app: web", "tier: x", "selector-matches-nothing"),
        ("name: http", "name: web", "target-port-name-missing"),
    ],
)
def test_a_commit_that_breaks_the_service_from_its_deployment_is_refused(
    shop: Hooked, source: Path, hook: str, was: str, is_now: str, rule: str
) -> None:
    shop.configure(source, hook)
    file = shop.path / "k8s" / "deployment.yaml"
    file.write_text(file.read_text().replace(was, is_now))
    shop.git("add", "-A")
    done = shop.commit()
    assert done.returncode == 1
    assert f"error[{rule}]" in done.stdout + done.stderr
    assert "k8s/service.yaml" in done.stdout + done.stderr


@pytest.mark.parametrize("hook", ["svclint", "svclint-changed"])
def test_a_commit_that_only_deletes_the_deployment_is_refused(shop: Hooked, source: Path, hook: str) -> None:
    shop.configure(source, hook)
    shop.git("rm", "-q", "k8s/deployment.yaml")
    done = shop.commit()
    assert done.returncode == 1
    assert "error[selector-matches-nothing]" in done.stdout + done.stderr
    assert "Deployment web" in done.stdout + done.stderr


def test_a_commit_that_deletes_one_document_of_a_file_is_refused(shop: Hooked, source: Path) -> None:
    shop.configure(source, "svclint-changed")
    write(shop.path, {"k8s/db.yaml": service("db", "app: db")})
    shop.git("add", "-A")
    assert shop.commit().returncode == 1


def test_a_commit_that_breaks_nothing_passes(shop: Hooked, source: Path) -> None:
    shop.configure(source, "svclint", "svclint-changed")
    shop.git("rm", "-q", "k8s/deployment.yaml", "k8s/service.yaml")
    write(shop.path, {"k8s/db.yaml": service("db", "app: db") + "---\n" + deployment("db", "app: db", container=", args: [x]")})
    shop.git("add", "-A")
    done = shop.commit()
    assert done.returncode == 0, done.stdout + done.stderr


OLD_DEFECT = service("old", "app: old, tier: one") + "---\n" + deployment("old", "app: old, tier: two")


def test_changed_files_answer_for_their_own_change_only(shop: Hooked, source: Path) -> None:
    shop.adopt({"old/all.yaml": OLD_DEFECT})
    shop.configure(source, "svclint-changed")
    write(shop.path, {"k8s/db.yaml": service("db", "app: db") + "---\n" + deployment("db", "app: db", container=", args: [x]")})
    shop.git("add", "k8s")
    write(shop.path, {"new.yaml": OLD_DEFECT.replace("old", "new")})
    done = shop.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    done = shop.run(PRE_COMMIT, "run", "--all-files")
    assert done.returncode == 1, "what pre-commit names is looked at, changed or not"
    assert "old/all.yaml" in done.stdout


def test_changed_files_of_a_pull_request(shop: Hooked, source: Path) -> None:
    shop.adopt({"old/all.yaml": OLD_DEFECT})
    shop.configure(source, "svclint-changed")
    shop.git("rm", "-q", "k8s/deployment.yaml")
    shop.git("commit", "-q", "--no-verify", "-m", "gone")
    done = shop.run(PRE_COMMIT, "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.returncode == 1
    assert "k8s/service.yaml" in done.stdout
    assert "old/all.yaml" not in done.stdout


@needs.helm
def test_a_value_that_breaks_a_template_is_refused(shop: Hooked, source: Path) -> None:
    chart = {
        "chart/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
        "chart/values.yaml": "port: http\ntag: one\n",
        "chart/templates/all.yaml": service("api", "app: api", ports="{port: 80, targetPort: {{ .Values.port | quote }}}")
        + "---\n"
        + deployment("api", "app: api", container=", ports: [{name: http, containerPort: 8080}]"),
    }
    write(shop.path, chart)
    shop.configure(source, "svclint-changed")
    write(shop.path, {"chart/values.yaml": "port: http\ntag: two\n"})
    shop.git("add", "-A")
    assert shop.commit().returncode == 0
    write(shop.path, {"chart/values.yaml": "port: web\ntag: two\n"})
    shop.git("add", "-A")
    done = shop.commit()
    assert done.returncode == 1
    assert "error[target-port-name-missing]" in done.stdout + done.stderr


@needs.kustomize
def test_a_patch_that_breaks_its_base_is_refused(shop: Hooked, source: Path) -> None:
    write(
        shop.path,
        {
            "k8s/kustomization.yaml": "resources: [service.yaml, deployment.yaml]\n",
            "prod/kustomization.yaml": "resources: [../k8s]\npatches: [{path: patch.yaml}]\n",
            "prod/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {a: b}}\n",
        },
    )
    shop.configure(source, "svclint-changed")
    write(shop.path, {"prod/patch.yaml": service(selector="app: webb")})
    shop.git("add", "-A")
    done = shop.commit()
    assert done.returncode == 1
    assert "error[selector-matches-nothing]" in done.stdout + done.stderr


@pytest.mark.parametrize("hook", ["svclint", "svclint-changed"])
def test_try_repo(shop: Hooked, source: Path, hook: str) -> None:
    file = shop.path / "k8s" / "deployment.yaml"
    file.write_text(file.read_text().replace("app: web", "app: webb"))
    shop.git("add", "-A")
    done = shop.run(PRE_COMMIT, "try-repo", source, hook)
    assert done.returncode == 1
    assert "error[selector-matches-nothing]" in done.stdout


def test_the_config_hook_refuses_a_misspelled_key(shop: Hooked, source: Path) -> None:
    shop.configure(source, "svclint-config")
    write(shop.path, {".svclint.yaml": "kubernetes-versio: '1.37'\n"})
    shop.git("add", "-A")
    done = shop.commit()
    assert done.returncode == 1
    assert "did you mean `kubernetes-version`?" in done.stdout + done.stderr
    write(shop.path, {".svclint.yaml": "kubernetes-version: '1.37'\n"})
    shop.git("add", "-A")
    assert shop.commit().returncode == 0
