"""Which paths a glob means."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.project import globs


@pytest.mark.parametrize(
    ("glob", "path", "meant"),
    [
        ("vendor", "a/vendor/b.yaml", True),
        ("vendor", "a/vendored/b.yaml", False),
        ("docs/**", "docs/a/b.yaml", True),
        ("docs", "docs/a/b.yaml", True),
        ("k8s/w*.yaml", "k8s/web.yaml", True),
        ("k8s/w*.yaml", "k8s/w/b.yaml", False),
        ("*.json", "a/b.json", True),
        ("/a.yaml", "a.yaml", True),
        ("/a.yaml", "b/a.yaml", False),
        ("./a.yaml", "b/a.yaml", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("**/x.yaml", "x.yaml", True),
        ("v/", "v", False),
        ("v/", "x/v/a", True),
        ("v?", "v1", True),
        ("v?", "v/", False),
        ("[!a]b", "cb", True),
        ("[!a]b", "ab", False),
        ("[a[]b", "[b", True),
        ("a.yaml", "aayaml", False),
        ("a[", "a[", True),
        ("../team/x/", "x/a", True),
        ("../other/**", "x/a", False),
        ("../*/x", "x/a", True),
    ],
)
def test_a_glob_means_what_gitignore_would(glob: str, path: str, meant: bool) -> None:
    assert globs.Globs(Path("/repo/team"), [glob]).match(path) is meant


def test_a_glob_of_another_folder_is_moved_and_a_name_is_not() -> None:
    assert [globs.anchored(one, "..") for one in ("vendor", "docs/**", "/x", "team/v/")] == [
        "vendor", "../docs/**", "../x", "../team/v/",
    ]  # fmt: skip
    assert [globs.anchored(one, "shared") for one in ("vendor", "docs/**", "/x", "../team/v/")] == [
        "vendor", "/shared/docs/**", "/shared/x", "/team/v/",
    ]  # fmt: skip


def test_what_is_no_glob_is_said() -> None:
    assert [bool(globs.check(one)) for one in ("", "/", "!a", "[z-a]", "a", "[a", "\\")] == [True] * 4 + [False] * 3
