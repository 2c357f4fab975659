"""The site builds with no broken link and needs no other host, and what its pages show is what svclint does."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner

from svclint.cli import cli
from svclint.config import files
from tests import needs
from tests.command import BIN
from tests.lint import write
from tests.repository import commit
from tests.snippets import DOCS, PAGES, ROOT, Snippet, snippets

ZENSICAL = BIN / "zensical"


@pytest.mark.skipif(not ZENSICAL.exists(), reason="needs zensical (make test installs it)")
def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    for name in ("zensical.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run([ZENSICAL, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "build" / "site"
    elsewhere = re.compile(r"<(?:script|img|iframe|link rel=\"?(?:stylesheet|preconnect))[^>]*(?:src|href)=\"?(?:https?:)?//")
    for page in DOCS.rglob("*.md"):
        named = page.relative_to(DOCS).with_suffix("")
        html = site / (named.parent if named.name == "index" else named) / "index.html"
        text = html.read_text(encoding="utf-8")
        assert not elsewhere.search(text), page
        assert 'data-md-component="source"' not in text, "repo_url lets every page ask GitHub for stars"
    assert "0.1.0" in (site / "changelog" / "index.html").read_text(encoding="utf-8")
    assert not list(site.rglob("*.py"))


def test_every_page_is_in_the_navigation() -> None:
    listed = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    pages = {page.relative_to(DOCS).as_posix() for page in PAGES if page.is_relative_to(DOCS)}
    assert {page for page in pages if f'"{page}"' not in listed} == set()


def told(command: str, cwd: Path) -> str:
    """What a command of a page prints, on both streams, with the time it took made equal."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return re.sub(r"\(\d+\.\d\d s\)", "(0.01 s)", done.stdout).rstrip()


STORIES = {page.stem: [*told] for page, told in groupby(snippets(), lambda one: one.page)}


@needs.git
@pytest.mark.parametrize("page", [page for page, story in STORIES.items() if any(one.language == "console" for one in story)])
def test_commands_print_what_the_page_shows(page: str, tmp_path: Path) -> None:
    """The blocks of a page are one story, told in a repository that holds the examples and the files that the page names."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    commit(tmp_path)
    for snippet in STORIES[page]:
        if snippet.title:
            write(tmp_path, {snippet.title: snippet.text})
        if snippet.language != "console":
            continue
        first, *steps = re.split(r"^\$ ", snippet.text, flags=re.MULTILINE)
        assert not first, f"{snippet} begins with no command"
        for step in steps:
            command, _, shown = step.partition("\n")
            assert told(command, tmp_path) == shown.rstrip(), f"{snippet}: {command}"


def lines(snippet: Snippet) -> list[list[str]]:
    """The svclint commands of a block."""
    found = [line.partition(" | ")[0] for line in snippet.text.splitlines() if line.startswith("svclint")]
    return [shlex.split(line, comments=True)[1:] for line in found]


@pytest.mark.parametrize("snippet", snippets("sh"), ids=str)
def test_commands_have_the_options_that_a_page_names(snippet: Snippet) -> None:
    for arguments in lines(snippet):
        done = CliRunner().invoke(cli, [*arguments, "--help"])
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("snippet", [*snippets(title=files.FILE_NAME), *snippets(title="pyproject.toml")], ids=str)
def test_a_config_on_a_page_is_one(snippet: Snippet, tmp_path: Path) -> None:
    (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
    files.load(tmp_path / snippet.title)


@pytest.mark.skipif(not (BIN / "pre-commit").exists(), reason="needs pre-commit (make test installs it)")
@pytest.mark.parametrize("snippet", snippets(title=".pre-commit-config.yaml"), ids=str)
def test_a_configuration_of_pre_commit_names_hooks_that_are_there(snippet: Snippet, tmp_path: Path) -> None:
    (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
    subprocess.run([BIN / "pre-commit", "validate-config", snippet.title], cwd=tmp_path, check=True)
    there = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"- id: (\S+)", snippet.text)
    assert named
    assert set(named) <= set(there)
