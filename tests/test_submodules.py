"""A repository with another in it: its files count where they are checked out, and what it ignores does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import needs
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, service
from tests.repository import Repository, git

pytestmark = needs.git


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    """A Service whose pods, and another Service without any, come with a submodule."""
    library = {
        "web.yaml": deployment(),
        "api.yaml": service("api", "app: api, tier: x") + "---\n" + deployment("api", "app: api"),
    }
    Repository(tmp_path / "lib", {**library, ".gitignore": "ignored.yaml\n"})
    found = Repository(tmp_path / "shop", {"web.yaml": service(), "db.yaml": deployment("db", "app: db")})
    found.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tmp_path / "lib"), "vendor/lib")
    found.git("commit", "-q", "-m", "a submodule")
    write(found.path / "vendor/lib", {"ignored.yaml": service("ignored", "app: none")})
    return found


BROKEN = ["vendor/lib/api.yaml:5:24: error[selector-matches-nothing]"]


def lines(done: str) -> list[str]:
    return [f"{line.split(']')[0]}]" for line in done.splitlines()]


def test_the_files_of_a_submodule_are_read_and_what_it_ignores_is_not(shop: Repository) -> None:
    assert svclint("--show-files", cwd=shop.path).stdout.split() == [
        "db.yaml",
        "vendor/lib/api.yaml",
        "vendor/lib/web.yaml",
        "web.yaml",
    ]
    done = svclint("check", "-f", "concise", "--min-confidence", "possible", cwd=shop.path)
    assert [line for line in lines(done.stdout) if "note" not in line] == BROKEN
    assert svclint("check", "-q", "--extend-exclude", "vendor", cwd=shop.path).returncode == 0


def test_inside_of_a_submodule_it_is_the_project(shop: Repository) -> None:
    inside = shop.path / "vendor/lib"
    assert svclint("--show-files", cwd=inside).stdout.split() == ["api.yaml", "web.yaml"]
    write(inside, {"web.yaml": deployment(labels="app: wep")})
    done = svclint("check", "-f", "concise", "--since", "HEAD", cwd=inside)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_submodule_that_is_not_checked_out_is_an_empty_folder(shop: Repository, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(shop.path), "clone")
    done = svclint("check", "-f", "concise", cwd=tmp_path / "clone")
    assert (done.returncode, done.stdout) == (0, "")
    assert svclint("--show-files", cwd=tmp_path / "clone").stdout.split() == ["db.yaml", "web.yaml"]


def test_a_change_is_asked_of_the_repository_itself(shop: Repository) -> None:
    write(shop.path, {"web.yaml": service(ports="{port: '80'}")})
    shop.git("add", "-A")
    for words in (["--since", "HEAD"], ["--staged"]):
        done = svclint("check", "-f", "concise", *words, cwd=shop.path)
        assert lines(done.stdout) == ["web.yaml:6:18: error[quoted-port]"]


def test_a_submodule_that_moved_or_lost_its_repository_stops_no_run(shop: Repository) -> None:
    shop.git("mv", "vendor/lib", "lib")
    assert svclint("--show-files", cwd=shop.path).stdout.split() == ["db.yaml", "lib/api.yaml", "lib/web.yaml", "web.yaml"]
    for words in (["--since", "HEAD"], ["--staged"], []):
        assert svclint("check", "-q", *words, cwd=shop.path).returncode in (0, 1)
    shutil.rmtree(shop.path / ".git/modules")
    done = svclint("--show-files", cwd=shop.path)
    assert done.stderr.startswith("svclint: git does not say which files are ignored, so all are read: lib: ")
    assert {"lib/api.yaml", "lib/web.yaml", "lib/ignored.yaml"} < {*done.stdout.split()}


def test_a_link_for_a_submodule_is_not_followed(shop: Repository, tmp_path: Path) -> None:
    shutil.rmtree(shop.path / "vendor/lib")
    (shop.path / "vendor/lib").symlink_to(tmp_path / "lib")
    assert svclint("--show-files", cwd=shop.path).stdout.split() == ["db.yaml", "web.yaml"]


def test_a_link_above_a_submodule_is_not_followed(shop: Repository, tmp_path: Path) -> None:
    (shop.path / "vendor").rename(tmp_path / "elsewhere")
    (shop.path / "vendor").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/lib/.git").write_text(f"gitdir: {shop.path / '.git/modules/vendor/lib'}\n")
    assert svclint("--show-files", cwd=shop.path).stdout.split() == ["db.yaml", "web.yaml"]
