"""`--staged` looks at what a commit would hold: the index, whatever the files have become since, and what git does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import needs
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import Repository
from tests.trees import BASE, CHART

pytestmark = needs.git

GOOD = service(ports="{port: 80, targetPort: http}")
BAD = service(ports="{port: 80, targetPort: htpp}")
PODS = deployment(container=", ports: [{name: http, containerPort: 8080}]")
BROKEN = ["web.yaml target-port-name-missing"]


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    return Repository(tmp_path, {"web.yaml": GOOD, "pods.yaml": PODS})


def stage(shop: Repository, staged: dict[str, str], after: dict[str, str]) -> None:
    write(shop.path, staged)
    shop.git("add", *staged)
    write(shop.path, after)


def test_what_was_mended_and_not_staged_again_breaks_the_commit(shop: Repository) -> None:
    stage(shop, {"web.yaml": f"# the front\n{BAD}"}, {"web.yaml": GOOD})
    assert shop.shown("--staged") == BROKEN
    done = svclint("check", "--staged", cwd=shop.path)
    assert ("--> web.yaml:7:34" in done.stdout, "htpp" in done.stdout) == (True, True), done.stdout
    shop.git("add", "-A")
    assert shop.shown("--staged") == []


def test_what_was_broken_after_it_was_staged_is_no_part_of_the_commit(shop: Repository) -> None:
    stage(shop, {"web.yaml": f"# the front\n{GOOD}"}, {"web.yaml": BAD, "pods.yaml": "# nothing\n"})
    assert shop.shown("--staged") == []
    assert shop.shown() == BROKEN or shop.shown() == ["web.yaml selector-matches-nothing"]


def test_a_folder_of_the_repository_is_asked_from_within(shop: Repository) -> None:
    write(shop.path, {"a b/ü/.svclint.yaml": "{}\n"})
    stage(shop, {"a b/ü/web.yaml": BAD, "a b/ü/pods.yaml": PODS}, {"a b/ü/web.yaml": GOOD})
    done = svclint("check", "--staged", "-f", "concise", cwd=shop.path / "a b/ü")
    assert done.stdout.startswith("web.yaml:6:34: error[target-port-name-missing]"), done.stdout + done.stderr


def test_what_is_staged_as_deleted_is_gone_and_what_lacks_in_the_folder_alone_is_there(shop: Repository) -> None:
    shop.git("rm", "-q", "--cached", "pods.yaml")
    assert (shop.path / "pods.yaml").exists()
    assert shop.shown("--staged") == ["web.yaml selector-matches-nothing"]
    shop.git("reset", "-q", "--hard")
    stage(shop, {"web.yaml": f"# the front\n{GOOD}"}, {})
    (shop.path / "pods.yaml").unlink()
    assert shop.shown("--staged") == []
    assert shop.shown() == ["web.yaml selector-matches-nothing"]


def test_files_that_git_does_not_know_are_context(shop: Repository) -> None:
    stage(shop, {"other.yaml": service("other", "app: other")}, {"new.yaml": deployment("other", "app: other")})
    (shop.path / "pods.yaml").write_text(PODS + "# an edit\n")
    assert shop.shown("--staged") == []
    write(shop.path, {"bad.yaml": join(service("bad", "app: bad, a: b"), deployment("bad", "app: bad"))})
    shop.git("add", "-N", "bad.yaml")
    assert shop.shown("--staged") == [], "what is to be added later is no part of the commit"


def test_line_ends_and_filters_make_no_other_file(shop: Repository) -> None:
    shop.commit({".gitattributes": "*.yaml text\nsecret.yaml filter=vault\n"})
    stage(shop, {"web.yaml": BAD.replace("\n", "\r\n"), "secret.yaml": "sealed\n"}, {})
    write(shop.path, {"secret.yaml": join(service("s", "app: s, a: b"), deployment("s", "app: s"))})
    shop.git("config", "filter.vault.clean", f"touch {shop.path}/ran; cat")
    assert shop.shown("--staged") == ["secret.yaml selector-matches-nothing", *BROKEN]
    assert not (shop.path / "ran").exists(), "no filter is run, and what it would have kept is told by nothing but the file"


def test_a_fix_writes_into_no_file_that_holds_something_else(shop: Repository) -> None:
    stage(shop, {"web.yaml": BAD.replace("port: 80", "port: '80'")}, {"web.yaml": f"# mended\n{GOOD}"})
    done = svclint("check", "--staged", "--fix", cwd=shop.path)
    assert (done.returncode, (shop.path / "web.yaml").read_text()) == (2, f"# mended\n{GOOD}")
    assert "web.yaml: not fixed: it was changed" in done.stderr


@needs.helm
@needs.kustomize
def test_bases_and_values_are_rendered_as_they_are_staged(tmp_path: Path) -> None:
    shop = Repository(tmp_path, {**BASE, **CHART})
    service, values = "app/base/service.yaml", "charts/web/values.yaml"
    assert shop.shown() == []
    bad = {service: BASE[service].replace("targetPort: http", "targetPort: htpp"), values: "targetPort: htpp\n"}
    stage(shop, bad, {service: BASE[service], values: CHART[values]})
    assert shop.shown() == []
    assert shop.shown("--staged") == [f"{name} target-port-name-missing" for name in (service, values)]
    assert (tmp_path / values).read_text() == CHART[values]
