"""Whatever a message, a name or a file is made of, every format stays what it is and loses nothing of it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svclint.facts import Object, Place
from svclint.read.locate import Locator
from svclint.report import FORMATS, printed
from svclint.report.text import printable
from svclint.report.view import View
from svclint.result import Hidden, Identity, Report, Result, Sight
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Severity
from svclint.texts import Located

AWKWARD = (
    *("]]>", "|", "`", "```", "<b>", "&amp;", "%0A", "::error::", "##[error]", "\x1b[31m", "\x00", "\r\n", "\n", "\u2028"),
    *("\u202e", "\ufffe", "𐐀", "é", "[x](1)", "\\", '"', "'", "$x$", ":+1:", "@me", "#1", "*a*", "_a_", "~~a~~", "<!--", " "),
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
texts = st.lists(st.sampled_from(AWKWARD) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).map("".join)
names = texts.map(lambda one: one.replace("/", "").replace("\0", "").strip(".") or "a")


@st.composite
def results(draw: st.DrawFn) -> Result:
    reports = []
    for number, file in enumerate(sorted(draw(st.lists(names, max_size=3)))):
        message, more = draw(texts), draw(texts)
        at = Located(file, 1, 1, 1, 2, (0, 1), more)
        place = Place(file, 0, ("spec",))
        fix = Fix(more, True, (Edit(place, ""),)) if draw(st.booleans()) else None
        severity, related = draw(st.sampled_from(Severity)), (Related(place, more),)
        finding = Finding("port-invalid", severity, Confidence.LIKELY, message, place, more, more, more, related, fix)
        about = Object("Service", more, None, file, 0, (), (), ()) if draw(st.booleans()) else None
        identity = Identity(file, "", "port-invalid", str(number))
        edits = ((at, more),) if fix else ()
        reports.append(Report(finding, "ports", at, about, (at,), edits, (Sight(more, "", ""),), identities=(identity,)))
    hidden = [Hidden(one, "inSource", one.finding.message) for one in reports[:1]]
    return Result(reports[1:], hidden, texts={one.at.file: Locator("éa\n") for one in reports})


def written(name: str, result: Result) -> str:
    return "".join(printed(name, result, View(Path("/shop"), notes=True)))


@unhurried
@given(results())
def test_json_is_json(result: Result) -> None:
    for name in ("json", "sarif", "gitlab", "rdjson"):
        assert written(name, result).encode()
        json.loads(written(name, result))
    messages = [one.finding.message for one in result.reports]
    assert [one["message"] for one in json.loads(written("json", result))["findings"]] == messages
    assert [json.loads(line)["message"] for line in written("json-lines", result).split("\n")[:-1]] == messages
    assert [one["description"] for one in json.loads(written("gitlab", result))] == [one.told for one in result.reports]
    assert [one["message"] for one in json.loads(written("rdjson", result))["diagnostics"]] == [
        one.told for one in result.reports
    ]


def shown(text: str) -> str:
    """A text as XML shows it: characters that XML has not are escaped."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", lambda one: printable(one[0]), text)


@unhurried
@given(results())
def test_xml_is_xml(result: Result) -> None:
    told = [shown(one.told) for one in result.reports]
    assert [one.attrib["message"] for one in ET.fromstring(written("checkstyle", result)).iter("error")] == told
    messages = [shown(one.finding.message) for one in result.reports]
    cases = ET.fromstring(written("junit", result)).iter("testcase")
    assert [one[0].attrib["message"] for one in cases if len(one)] == messages


@unhurried
@given(results())
def test_lines_are_lines(result: Result) -> None:
    assert len(written("concise", result).split("\n")) == len(result.reports) + 1
    for name in ("full", "concise", "grouped", "markdown"):
        assert not [char for char in written(name, result) if char != "\n" and not char.isprintable()]
    commands = written("github", result).split("\n")[:-1]
    assert len(commands) == len(result.reports)
    for command in commands:
        assert re.fullmatch(r"::(error|warning|notice) file=[^:,]*(,\w+=[^:,]*)*::.*", command)


@unhurried
@given(results())
def test_markdown_shows_text(result: Result) -> None:
    markdown: Any = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    tokens = markdown.parse(written("markdown", result))
    assert sum(one.type == "tr_open" for one in tokens) == len(result.reports) + bool(result.reports)
    inner = [child for one in tokens if one.type == "inline" for child in one.children]
    assert {one.type for one in inner} <= {"text", "text_special", "link_open", "link_close", "html_inline", "softbreak"}
    assert {one.content for one in inner if one.type == "html_inline"} <= {"<br>"}
    told = "".join(one.content for one in inner if one.type.startswith("text"))
    for report in result.reports:
        assert printable(" ".join(report.finding.message.split())) in told


@unhurried
@given(results(), st.sampled_from(FORMATS))
def test_the_same_result_is_written_the_same(result: Result, name: str) -> None:
    assert written(name, result) == written(name, result)


def many(number: int) -> Result:
    """As many notes, and one error in the end."""
    reports = []
    for index in range(number):
        severity = Severity.ERROR if index == number - 1 else Severity.NOTE
        place = Place(f"{index:05}.yaml", 0, ("spec",))
        finding = Finding("port-invalid", severity, Confidence.CERTAIN, f"number {index} " + "x" * 400, place)
        identity = Identity(place.file, "", "port-invalid", "spec")
        reports.append(Report(finding, "ports", Located(place.file, 1, 1, 1, 2, (0, 1)), None, (), (), identities=(identity,)))
    return Result(reports)


def test_what_is_too_much_for_code_scanning_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.report.sarif._MOST", 5)
    view = View(Path("/shop"))
    (run,) = json.loads("".join(printed("sarif", many(8), view)))["runs"]
    assert [one["level"] for one in run["results"]] == ["error", *["note"] * 4]
    told = "the SARIF leaves out 3 findings, as GitHub takes 5"
    assert view.warnings == [told]
    assert run["invocations"][0]["toolExecutionNotifications"] == [{"level": "warning", "message": {"text": told}}]


def test_a_summary_is_no_larger_than_a_step_may_write() -> None:
    told = written("markdown", many(3000))
    assert len(told.encode()) < 1024 * 1024
    assert told.index("| error ") < told.index("| note ")
    shown = told.count("\n| note ") + told.count("\n| error ")
    assert 1000 < shown < 3000
    assert f"\n{3000 - shown:,} more findings did not fit in here.\n" in told
