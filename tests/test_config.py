"""What a config says, what it builds on, and what is told of a wrong one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from svclint.config import files, texts
from svclint.errors import ConfigError
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service

SLIP = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))


def told(path: Path) -> list[str]:
    """What is wrong with a config file, below its name."""
    with pytest.raises(ConfigError) as error:
        files.load(path)
    return [line.rpartition(path.name + ":")[2] for line in str(error.value).splitlines()]


def test_everything_that_is_wrong_is_told_at_once_and_where(tmp_path: Path) -> None:
    write(tmp_path, {".svclint.yaml": "ignor: [a]\nselect:\n  - ports\n  - portz\nrules:\n  port-unnamed:\n    severity: 3\n"})
    assert told(tmp_path / ".svclint.yaml") == [
        "1:1: unknown key `ignor`; did you mean `ignore`?",
        "4:5: select[1]: no rule or family `portz`; did you mean `ports`?",
        "7:15: rules.port-unnamed.severity: `3` is none of error, warning, note",
    ]


def test_places_in_pyproject_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\nname = "x"\n[tool.svclint]\nselect = ["portz"]\ncolour = 1\n[tool.svclint.rules.port-unnamed]\n'
        'severity = "bad"\n[[tool.svclint.ignores]]\nrules = ["ports"]\nreason = "x"\npaths = ["a"]\n'
        '[[tool.svclint.ignores]]\nrules = [\n  "ports",\n  "selector",\n]\npaths = ["a"]\nreason = " "\n'
    )
    assert told(path) == [
        "4: select[0]: no rule or family `portz`; did you mean `ports`?",
        "5: unknown key `colour`",
        "7: rules.port-unnamed.severity: `bad` is none of error, warning, note",
        "13: ignores[1].rules[1]: no rule or family `selector`; did you mean `selectors`?",
        "18: ignores[1].reason: must not be empty",
    ]
    path.write_text(
        '[tool.svclint]\nignores = [\n  {rules = ["ports"], paths = ["a"], reason = "x"},\n  {rules = ["ports"]},\n]\n'
    )
    assert told(path) == ["4: ignores[1]: `paths` or `objects` is missing", "4: ignores[1]: `reason` is missing"]
    path.write_text("[tool.svclint]\nselect = [\n")
    assert told(path)[0].startswith("2: no TOML: ")
    path.write_text("tool = 3\n")
    assert told(path) == [" `tool` is no table"]


def test_a_config_builds_on_another(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "base.yaml": "kubernetes-version: '1.33'\nexclude: [vendor, 'team/gen/**', 'other/**']\nextend-select: [ports]\n"
            "ignore: [dns]\nrules: {port-unnamed: {severity: note}, slices-at-scale: {slices: 5}}\n"
            "ignores: [{rules: [ports], paths: [team/a.yaml], reason: x}]\n",
            "team/.svclint.yaml": "extend: ../base.yaml\nignore: [scale]\nextend-select: [dns]\nextend-exclude: [docs/]\n"
            "rules: {port-unnamed: {severity: error}}\nignores: [{rules: [dns], paths: [b.yaml], reason: z}]\n",
        },
    )
    config = files.load(tmp_path / "team" / ".svclint.yaml").config
    assert config.kubernetes_version == "1.33"
    assert config.excluded == ("vendor", "../team/gen/**", "../other/**", "docs/")
    assert (config.extend_select, config.ignored) == (("ports", "dns"), ("scale",))
    assert config.rules == {"port-unnamed": {"severity": "error"}, "slices-at-scale": {"slices": 5}}
    assert [(one.paths, one.reason) for one in config.ignores] == [(("../team/a.yaml",), "x"), (("b.yaml",), "z")]


def test_a_base_in_a_folder_below_has_globs_of_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".svclint.yaml": "extend: shared/base.yaml\n",
            "shared/base.yaml": "exclude: [vendor, sub/*]\n",
            **{f"{path}/a.yaml": SLIP for path in ("sub", "shared/sub", "vendor")},
        },
    )
    assert svclint("--show-files", cwd=tmp_path).stdout == "sub/a.yaml\n"


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("../gone.yaml", "1:9: extend: there is no file `../gone.yaml`"),
        ("../../outside.yaml", "only files of the same repository can be built on"),
        ("link.yaml", "only files of the same repository can be built on"),
        ("https://example.com/base.yaml", "1:9: extend: `https://example.com/base.yaml` is no file of this repository, and"),
        (".svclint.yaml", "the files build on each other: "),
        ("../loop.yaml", "loop.yaml:1:9: extend: the files build on each other: "),
        ("..", "1:9: extend: ..: a folder, no file"),
        ("pipe.yaml", "not a regular file"),
        ("pyproject.toml", "extend: pyproject.toml has no [tool.svclint]"),
        ("bad.yaml", "bad.yaml:1:1: unknown key `x`"),
        ("worse.yaml", "worse.yaml:2:1: did not find expected"),
        ("'a\\0b'", "there is no file"),
    ],
)
def test_what_cannot_be_built_on_is_told(tmp_path: Path, base: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    write(
        repository,
        {
            "team/.svclint.yaml": f"extend: {base}\n",
            "loop.yaml": "extend: team/.svclint.yaml\n",
            "team/pyproject.toml": "[project]\n",
            "team/bad.yaml": "x: 1\n",
            "team/worse.yaml": "a: [\n",
        },
    )
    (tmp_path / "outside.yaml").write_text("{}\n")
    (repository / "team" / "link.yaml").symlink_to("../../outside.yaml")
    os.mkfifo(repository / "team" / "pipe.yaml")
    monkeypatch.chdir(repository / "team")
    done = svclint("config", "check", cwd=repository / "team")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_git_a_config_builds_on_files_below_only(tmp_path: Path) -> None:
    write(tmp_path, {"base.yaml": "{}\n", "team/.svclint.yaml": "extend: ../base.yaml\n"})
    assert "only files of the same repository" in told(tmp_path / "team" / ".svclint.yaml")[0]


def test_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SLIP, ".svclint.yaml": "select: [ports]\n", "ci.yaml": "select: [dns]\n"})
    assert svclint(cwd=tmp_path).returncode == 0
    assert svclint("--config", 'select = ["selectors"]', cwd=tmp_path).returncode == 1
    assert svclint("--config", "ci.yaml", "--config", 'extend-select = ["selectors"]', cwd=tmp_path).returncode == 1
    both = ("--config", "rules.selector-matches-nothing.severity = 'note'", "--config", 'select=["selectors"]')
    assert svclint(*both, cwd=tmp_path).returncode == 0
    assert svclint(*both, "--isolated", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--config", "selec = []"], "--config: unknown key `selec`; did you mean `select`?"),
        (["--config", "default-namespace=shop"], "a text stands in quotes"),
        (["--config", "gone.yaml"], "gone.yaml: no such file"),
        (["--config", "a.yaml", "--config", "b.yaml"], "--config: a.yaml and b.yaml: one file can be named"),
        (["--config", "a.yaml", "--isolated"], "--isolated reads no config file, and --config names a.yaml"),
        (["--kubernetes-version", "1.12"], "--kubernetes-version: kubernetes-version: `1.12` is none of 1.29"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = svclint(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_config_named_from_elsewhere_moves_no_root(tmp_path: Path) -> None:
    write(
        tmp_path, {"ci/svclint.yaml": "ignore: [dns]\nexclude: [gen/*]\n", "project/a.yaml": SLIP, "project/gen/b.yaml": SLIP}
    )
    (tmp_path / "project" / ".git").mkdir()
    done = svclint("--config", "../ci/svclint.yaml", "--show-files", cwd=tmp_path / "project")
    assert done.stdout == "a.yaml\ngen/b.yaml\n"


def test_the_nearest_config_holds_and_none_beyond_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {f"{folder}.svclint.yaml": "ignore: [dns]\n" for folder in ("", "repository/", "repository/team/")})
    (tmp_path / "repository" / ".git").mkdir()
    here = tmp_path / "repository" / "team" / "k8s"
    here.mkdir()
    for parent in (here.parent, here.parent.parent):
        assert svclint("--show-settings", cwd=here).stdout.startswith(f"# from {os.path.relpath(parent, here)}/.svclint.yaml\n")
        (parent / ".svclint.yaml").unlink()
    assert "ignore: []  # default\n" in svclint("--show-settings", cwd=here).stdout


def test_config_of_odd_texts(tmp_path: Path) -> None:
    path = tmp_path / ".svclint.yaml"
    for text in (b"", b"# nothing\n", b"---\n", b"\xef\xbb\xbfignore: [dns]\r\n", b"&a {ignore: [dns]}"):
        path.write_bytes(text)
        assert files.load(path).config.ignore in ((), ("dns",))
    for text in (b"\xff\xfe\x00", b"\x00", b"\xff", b"*a\n", b"a: &a [*a]\n", b"1: 2\n", b"a\n", b"? [a]\n: b\n", b"[" * 500):
        path.write_bytes(text)
        with pytest.raises(ConfigError, match=r"\.svclint\.yaml:"):
            files.load(path)


def test_settings_are_toml() -> None:
    assert texts.setting("rules.slices-at-scale.slices = 3").data == {"rules": {"slices-at-scale": {"slices": 3}}}


def test_the_schema_is_printed(tmp_path: Path) -> None:
    assert json.loads(svclint("config", "schema", cwd=tmp_path).stdout)["title"] == "svclint configuration"
