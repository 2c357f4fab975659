"""What a user of the command line sees: formats, exit statuses, selection, config."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.command import SVCLINT, document, svclint
from tests.lint import write
from tests.manifests import deployment, join, service

ROOT = Path(__file__).parent.parent
SLIP = join(
    service(selector="app: web, version: v2"),
    deployment(labels="app: web, version: v1", container=", env: [{name: URL, value: 'https://api.example.com'}]"),
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path, {"k8s/web.yaml": SLIP, "k8s/fine.yaml": join(service("db", "app: db"), deployment("db", "app: db"))})


def test_findings_exit_with_1_and_show_both_ends(shop: Path) -> None:
    done = svclint(cwd=shop)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "error[selector-matches-nothing]: selector app=web,version=v2 matches no pod: Deployment web has version: v1\n"
        "  --> k8s/web.yaml:5:24\n"
    )
    assert re.search(r"\n *\| +\^{11} no pod template carries this\n", done.stdout)
    assert re.search(
        r" ::: k8s/web.yaml:14:35\n(.*\n)*? *\| +-{11} closest: Deployment web, which no Service selects\n", done.stdout
    )
    assert "help: write `version: v1` in the selector" in done.stdout
    assert (
        "likely: a workload that no Service selects stands in the same file  ·  svclint rule selector-matches-nothing"
        in done.stdout
    )
    assert re.search(
        r"\n1 error in 2 files, 4 objects \(\d+\.\d\d s\)\nfixable: .*\nnot shown: 1 note \(--show-notes\)\n$",
        done.stdout,
    )
    assert done.stderr == ""


def test_a_clean_run_says_what_it_looked_at(shop: Path) -> None:
    done = svclint("k8s/fine.yaml", cwd=shop)
    assert done.returncode == 0
    assert re.fullmatch(r"No problems in 2 files, 4 objects \(2 Services, 2 workloads\) \(\d+\.\d\d s\)\n", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--exit-zero"], 0),
        (["--fail-level", "error"], 1),
        (["--ignore", "selectors"], 0),
        (["--ignore", "selectors", "--fail-level", "note"], 1),
        (["--select", "ports,exposure"], 0),
        (["--select", "ports", "--extend-select", "selector-matches-nothing"], 1),
        (["--min-confidence", "certain"], 0),
        (["-f", "json"], 1),
        (["-f", "concise"], 1),
        (["--statistics"], 1),
        (["--kubernetes-version", "1.29"], 1),
        (["--select", "selector-match-nothing"], 2),
        (["--output-format", "xml"], 2),
        (["--kubernetes-version", "1.12"], 2),
        (["nowhere"], 2),
        (["--no-such-option"], 2),
    ],
)
def test_exit_status(shop: Path, arguments: list[str], status: int) -> None:
    done = svclint("check", *arguments, cwd=shop)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert (status == 2) == ("svclint:" in done.stderr)
    assert status != 2 or done.stderr.count("\n") == 1


def test_errors_of_use_name_the_thing(shop: Path) -> None:
    assert svclint("--select", "selector-match-nothing", cwd=shop).stderr == (
        "svclint: select: no rule or family `selector-match-nothing`; did you mean `selector-matches-nothing`?\n"
    )
    assert svclint("nowhere.yaml", cwd=shop).stderr == "svclint: nowhere.yaml: no such file or folder\n"


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    done = svclint(cwd=write(tmp_path, {"values.yaml": "a: 1\n"}))
    assert (done.returncode, done.stderr) == (0, "svclint: nothing to check: no file with apiVersion and kind\n")
    assert svclint("--fail-on-empty", cwd=tmp_path).returncode == 2


def test_notes_are_rolled_up_in_concise_as_well(shop: Path) -> None:
    done = svclint("-f", "concise", cwd=shop)
    assert done.stdout.count("\n") == 1
    assert re.fullmatch(
        r"1 error in 2 files, 4 objects \(\S+ s\)\nfixable: .*\nnot shown: 1 note \(--show-notes\)\n",
        done.stderr,
    )
    assert "note[ndots-search-waste]" in svclint("-f", "concise", "--show-notes", cwd=shop).stdout
    assert "note[ndots-search-waste]" in svclint("-f", "concise", "--fail-level", "note", cwd=shop).stdout


def test_concise_is_one_line_a_finding(shop: Path) -> None:
    assert svclint("-f", "concise", "--ignore", "dns", cwd=shop).stdout == (
        "k8s/web.yaml:5:24: error[selector-matches-nothing] "
        "selector app=web,version=v2 matches no pod: Deployment web has version: v1\n"
    )
    assert svclint("--ignore", "dns", cwd=shop, SVCLINT_OUTPUT_FORMAT="concise").stdout.count("\n") == 1


SPAN = ["column", "end_column", "end_line", "file", "line"]


def test_json_says_what_was_found_and_looked_at(shop: Path) -> None:
    write(
        shop,
        {
            "k8s/word.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {on: x, a: yes}}\n",
            "k8s/é.yaml": "kind: [\napiVersion",
        },
    )
    found = document("--min-confidence", "possible", cwd=shop)
    counts = {
        "files": 4,
        "objects": 5,
        "errors": 3,
        "warnings": 1,
        "notes": 1,
        "hidden": 0,
        "ignored": 0,
        "unreadable": 1,
        "baseline": 0,
    }
    assert found["summary"] == counts | {"baseline": 0, "rendered": 0, "rendered_by": None, "fixed": 0}
    keys = [(one["file"], one["line"], one["column"], one["rule"]) for one in found["findings"]]
    assert keys == sorted(keys)
    assert any(one["file"] == "k8s/é.yaml" and one["object"] is None for one in found["findings"])


def test_json_places_are_exact(shop: Path) -> None:
    (one,) = document("--select", "selectors", cwd=shop)["findings"]
    assert {key: one[key] for key in SPAN} == {"file": "k8s/web.yaml", "line": 5, "column": 24, "end_line": 5, "end_column": 35}
    assert one["object"] == {"kind": "Service", "namespace": None, "name": "web"}
    assert one["related"] == [
        {
            "file": "k8s/web.yaml", "line": 14, "column": 35, "end_line": 14, "end_column": 46,
            "message": "closest: Deployment web, which no Service selects",
        }
    ]  # fmt: skip


def test_a_fix_is_a_stretch_of_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: c\r\n  labels: {a: 1_0}\r\n"})
    (one,) = document(cwd=tmp_path)["findings"]
    assert one["fix"] == {
        "title": "quote it",
        "safe": True,
        "edits": [{"file": "a.yaml", "line": 5, "column": 15, "end_line": 5, "end_column": 18, "text": '"1_0"'}],
    }


def test_paths_are_relative_to_where_one_stands(shop: Path) -> None:
    write(shop, {".svclint.yaml": "{}\n"})
    (one,) = document("--select", "selectors", cwd=shop / "k8s")["findings"]
    assert one["file"] == "web.yaml"
    (one,) = document("--select", "selectors", "web.yaml", cwd=shop / "k8s")["findings"]
    assert one["related"][0]["file"] == "web.yaml"


def test_naming_a_file_shows_what_touches_it(tmp_path: Path) -> None:
    files = {
        "service.yaml": service(selector="app: web, version: v2"),
        "deployment.yaml": deployment(labels="app: web, version: v1"),
    }
    write(
        tmp_path,
        {
            **files,
            "other/service.yaml": service(selector="app: web, version: v2"),
            "other/d.yaml": deployment(labels="app: web, version: v1"),
            ".svclint.yaml": "{}",
        },
    )
    for file in files:
        assert [one["file"] for one in document(file, cwd=tmp_path)["findings"]] == ["service.yaml"]
    assert [one["file"] for one in document("other", cwd=tmp_path)["findings"]] == ["other/service.yaml"]
    assert [one["file"] for one in document("--isolated", "service.yaml", cwd=tmp_path)["findings"]] == []


def test_show_files_names_them_from_where_one_stands(shop: Path) -> None:
    write(shop, {".svclint.yaml": "{}"})
    assert svclint("--show-files", cwd=shop).stdout == "k8s/fine.yaml\nk8s/web.yaml\n"
    assert svclint("--show-files", cwd=shop / "k8s").stdout == "fine.yaml\nweb.yaml\n"


def test_ignored_files_are_no_context_unless_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"web.yaml": SLIP, ".gitignore": "web.yaml\n", "b.yaml": join(service("b", "app: b"), deployment("b", "app: b"))},
    )
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert svclint("--show-files", cwd=tmp_path).stdout == "b.yaml\n"
    assert svclint(cwd=tmp_path).returncode == 0
    assert svclint("web.yaml", cwd=tmp_path).returncode == 1


def test_config(shop: Path) -> None:
    config = shop / ".svclint.yaml"
    config.write_text("ignore: [selector-matches-nothing]\n")
    assert svclint(cwd=shop).returncode == 0
    assert svclint("--isolated", cwd=shop).returncode == 1
    config.write_text("exclude: ['k8s/w*.yaml']\n")
    assert svclint("--show-files", cwd=shop).stdout == "k8s/fine.yaml\n"
    config.write_text("rules: {selector-matches-nothing: {severity: warning}}\n")
    assert svclint("--fail-level", "error", cwd=shop).returncode == 0
    config.write_text("rules: {selector-matches-nothing: {ignored-labels: [version]}}\n")
    assert svclint(cwd=shop).returncode == 0
    config.unlink()
    (shop / "pyproject.toml").write_text('[tool.svclint]\nselect = ["ports"]\n')
    assert svclint(cwd=shop).returncode == 0
    assert svclint("config", "check", cwd=shop).stdout == "pyproject.toml: fine\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kubernetes-versio: '1.37'\n", "1:1: unknown key `kubernetes-versio`; did you mean `kubernetes-version`?"),
        ("kubernetes-version: 1.30\n", '1:21: kubernetes-version: a text is wanted, not a number: write "1.30"\n'),
        ("kubernetes-version: '1.3'\n", "1:21: kubernetes-version: `1.3` is none of 1.29, 1.30,"),
        ("rules: {short-name-dn: {}}\n", "1:9: no rule `short-name-dn`; did you mean `short-name-dns`?"),
        ("rules: {selector-matches-nothing: {ignored-label: [x]}}\n", "did you mean `ignored-labels`?"),
        (
            "rules:\n  many-load-balancers: {load_balancer_budget: 1}\n",
            "2:25: unknown key `rules.many-load-balancers.load",
        ),
        ("rules: {port-unnamed: {severity: warn}}\n", "`warn` is none of error, warning, note; did you mean `warning`?"),
        ("ignore: short-name-dns\n", "1:9: ignore: a list is wanted, not `short-name-dns`"),
        ("select: short-name-dns\n", "1:9: select: a list is wanted, not `short-name-dns`"),
        ("select: [shortname-dns]\n", "1:10: select[0]: no rule or family `shortname-dns`; did you mean `short-name-dns`?"),
        ("ignore:\n- ports\n- selector\n", "3:3: ignore[1]: no rule or family `selector`; did you mean `selectors`?"),
        ("node-port-range: 30000\n", "1:18: node-port-range: a text is wanted, not `30000`; quote it"),
        ("node-port-range: 9-8\n", "1:18: node-port-range: `9-8` is no range"),
        ("node-port-range: a-b\n", "`a-b` is not of the form of `30000-32767`"),
        ("default-namespace: Shop\n", "`Shop` is not of the form of `shop`"),
        ("cluster-domain: ''\n", "1:17: cluster-domain: must not be empty"),
        ("exclude: ['!a']\n", "1:11: `!a`: a glob cannot take back"),
        ("ignores:\n- rules: [ports]\n  paths: [a]\n", "2:3: ignores[0]: `reason` is missing"),
        ("ignores:\n- rules: [ports]\n  reason: x\n", "2:3: ignores[0]: `paths` or `objects` is missing"),
        ("ignores:\n- {rules: [all], paths: [a], reason: x}\n", "ignores[0].rules[0]: no rule or family `all`"),
        ("ignores:\n- {rules: [ports], objects: [web], reason: x}\n", "`web` is not of the form of `shop/Service/web`"),
        ("ignores:\n- {rules: [ports], objects: [], reason: x}\n", "objects: must not be empty"),
        (
            "overrides:\n- paths: [a]\n  rules: {many-load-balancers: {load-balancer-budget: 9}}\n",
            "only `severity` can depend",
        ),
        ("rules:\n", "1:1: rules: a mapping is wanted, not nothing"),
        ("[]\n", "a mapping is wanted, not a list"),
        ("select: [ports]\nexclude: []\nselect: [dns]\n", "3:1: `select` stands here twice"),
        ("{}\n---\n{}\n", "2: a second document: a config file is one"),
        ("a: [\n", ".svclint.yaml:2:1: did not find expected node content"),
    ],
)
def test_a_wrong_config_is_one_clear_line(shop: Path, text: str, told: str) -> None:
    (shop / ".svclint.yaml").write_text(text)
    done = svclint(cwd=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_rule_pages() -> None:
    listed = svclint("rule", cwd=ROOT).stdout
    assert "selector-matches-nothing" in listed
    page = svclint("rule", "selector-matches-nothing", cwd=ROOT).stdout
    assert page.startswith("# selector-matches-nothing\n\nError · family `selectors`\n\n## What it does\n")
    assert "- `ignored-labels` (default `[]`): Keys of labels that something outside" in page
    assert svclint("rule", "--all", cwd=ROOT).stdout.count("\n## Source\n") == listed.count("\n  ")
    assert svclint("rule", "nope", cwd=ROOT).returncode == 2


def test_colour_is_asked_for_or_on_a_terminal(shop: Path) -> None:
    assert "\x1b[" not in svclint(cwd=shop).stdout
    assert "\x1b[31;1m" in svclint("--color", "always", cwd=shop).stdout
    assert "\x1b[31;1m" in svclint(cwd=shop, FORCE_COLOR="1").stdout
    assert "\x1b[" not in svclint(cwd=shop, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_nothing_in_the_repository_is_run(shop: Path) -> None:
    planted = "import os\nopen(os.path.join(os.path.dirname(__file__), 'ran'), 'w')\n"
    write(shop, dict.fromkeys(["click.py", "svclint.py", "msgspec.py", "sitecustomize.py"], planted))
    assert svclint(cwd=shop).returncode == 1
    assert not (shop / "ran").exists()


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "dir").symlink_to(".")
    (tmp_path / "binary.yaml").write_bytes(b"apiVersion: v1\nkind: \xff\xfe\n")
    found = document(cwd=tmp_path)
    assert [(one["rule"], one["file"], one["message"]) for one in found["findings"]] == [
        ("invalid-yaml", "binary.yaml", "not text: byte 21 is not valid UTF-8")
    ]


def test_a_file_that_is_too_large_is_named_if_it_is_a_manifest(tmp_path: Path) -> None:
    for name, head in (("big.yaml", b"apiVersion: v1\nkind: ConfigMap\n"), ("data.json", b"{}")):
        with (tmp_path / name).open("wb") as file:
            file.write(head)
            file.truncate(200_000_000)
    found = document(cwd=tmp_path)
    assert [(one["file"], one["line"], one["message"]) for one in found["findings"]] == [
        ("big.yaml", 1, "cannot be read: 200,000,000 bytes are more than the 5,242,880 that svclint reads of one file")
    ]


def test_equal_keys_in_json_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": '{"apiVersion": "v1", "kind": "ConfigMap",\n "data": {"a": "1", "a": "2"}}'})
    (one,) = document(cwd=tmp_path)["findings"]
    assert (one["rule"], one["line"], one["column"], one["related"][0]["column"]) == ("duplicate-key", 2, 21, 11)


def test_a_file_name_breaks_no_line(tmp_path: Path) -> None:
    write(tmp_path, {"a\n\x1b[1mb.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: 1}\nspec: {ports: [{port: 80}]}\n"})
    assert svclint("-f", "concise", cwd=tmp_path).stdout.startswith("a\\n\\x1b[1mb.yaml:3:18: error[not-a-string]")
    assert document(cwd=tmp_path)["findings"][0]["file"] == "a\n\x1b[1mb.yaml"


def test_a_closed_pipe_is_quiet(shop: Path) -> None:
    done = subprocess.run(f"{SVCLINT} check | true", shell=True, cwd=shop, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: {~: 1}\n", (4, 11)),
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: *b\n", (4, 6)),
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 'b\n---\nc: d\n", (4, 6)),
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n\ta: b\n", (4, 1)),
        ("apiVersion: v1\nkind: ConfigMap\n---\napiVersion: v1\nkind: [\n", (6, 1)),
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: [[1, 2], [3}, 4]\n", (4, 17)),
        ("apiVersion: v1\nkind: ConfigMap\ndata: " + "[" * 400 + "\n", (3, 306)),
    ],
)
def test_a_syntax_error_is_shown_where_it_is(tmp_path: Path, text: str, place: tuple[int, int]) -> None:
    write(tmp_path, {"a.yaml": text})
    (one,) = document(cwd=tmp_path)["findings"]
    assert (one["rule"], one["line"], one["column"]) == ("invalid-yaml", *place)


def test_a_tab_is_called_a_tab(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "apiVersion: v1\nkind: Service\nspec:\n\tports: []\n"})
    (one,) = document(cwd=tmp_path)["findings"]
    assert (one["line"], one["message"]) == (4, "a tab cannot indent YAML: use spaces")


def test_a_key_that_stands_three_times_is_one_finding(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: x\n  a: y\n  a: z\n"})
    (one,) = document(cwd=tmp_path)["findings"]
    assert (one["line"], one["related"][0]["line"]) == (6, 4)


def test_what_an_ignore_hides_is_counted(tmp_path: Path) -> None:
    hidden = service("b", "app: b").replace("selector:", "selector:  # svclint: ignore[selectors] an operator's\n   ")
    write(tmp_path, {"a.yaml": join(service(), deployment(), hidden)})
    done = svclint("--isolated", "--min-confidence", "possible", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 ignored" in done.stdout


def test_half_of_a_surrogate_pair_in_json_is_read_as_go_reads_it(tmp_path: Path) -> None:
    text = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a\\ud800"}, "spec": {"ports": [{"port": 80}]}}'
    write(tmp_path, {"a.json": text})
    (one,) = document("--select", "invalid-service-name", cwd=tmp_path)["findings"]
    assert one["object"]["name"] == "a\N{REPLACEMENT CHARACTER}"
