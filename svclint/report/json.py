"""The result as one JSON document, whose shape is a contract: `schemas/report.json` is generated from these types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from svclint import registry
from svclint.report.paths import Paths
from svclint.report.text import indented
from svclint.report.view import View
from svclint.result import Report, Result
from svclint.rule import Severity
from svclint.texts import Located

Number = Annotated[int, Meta(ge=0)]
Position = Annotated[int, Meta(ge=1)]


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of a file. Lines and columns count from 1, columns in code points; the end is exclusive."""

    file: Annotated[str, Meta(description="As seen from the working directory, with forward slashes.")]
    line: Position
    column: Position
    end_line: Position
    end_column: Position


class RelatedPlace(Span, frozen=True, kw_only=True):
    """Another place that a finding is about, and what is there."""

    message: str


class Edit(Span, frozen=True, kw_only=True):
    """The text to put in place of a stretch; an empty stretch is an insertion."""

    text: str


class Fix(Struct, frozen=True):
    """A repair. Safe: it can change nothing but what it says."""

    title: str
    safe: bool
    edits: list[Edit]


class KubernetesObject(Struct, frozen=True):
    """The object that a finding lies in; a namespace or name that is not written is null."""

    kind: str
    namespace: str | None
    name: str | None


class Finding(Span, frozen=True, kw_only=True):
    """One defect at one place. Every key is there; what is not known is null."""

    rule: str
    family: str
    severity: Literal["error", "warning", "note"]
    confidence: Literal["certain", "likely", "possible"]
    message: str
    object: KubernetesObject | None
    environments: Annotated[list[str], Meta(description="The rendered kustomizations and charts that show it.")]
    precision: Annotated[
        Literal["exact", "derived", "call", "object", "file"],
        Meta(description="How exactly the place of a rendered finding is known."),
    ]
    related: list[RelatedPlace]
    help: str | None
    url: Annotated[str, Meta(description="The rule's page.")]
    fix: Fix | None


class Summary(Struct, frozen=True):
    """What was found and looked at, in numbers."""

    files: Number
    objects: Number
    errors: Number
    warnings: Number
    notes: Number
    hidden: Annotated[int, Meta(ge=0, description="Findings that are less sure than was asked for.")]
    ignored: Annotated[int, Meta(ge=0, description="Findings that a comment or an annotation hides.")]
    baseline: Annotated[int, Meta(ge=0, description="Findings that the baseline hides.")]
    fixed: Annotated[int, Meta(ge=0, description="Findings that this run mended, or would mend.")]
    unreadable: Annotated[int, Meta(ge=0, description="Files with something in them that could not be read.")]
    rendered: Annotated[int, Meta(ge=0, description="Kustomizations and charts that were rendered.")]
    rendered_by: Annotated[str | None, Meta(description="The programs that rendered them, with their versions.")]


class Document(Struct, frozen=True):
    """What `svclint check -f json` prints; a line of `-f json-lines` is one Finding.

    Findings are sorted by file, line, column and rule. A new key leaves `schema_version` as it is.
    """

    schema_version: Literal[1]
    findings: list[Finding]
    summary: Summary


def report(result: Result, view: View) -> Iterator[str]:
    """The document, indented; notes are all there."""
    yield indented(Document(1, [finding(one, view.here) for one in result.reports], summary(result)))


def summary(result: Result) -> Summary:
    """What was found and looked at."""
    return Summary(
        files=result.files,
        objects=result.objects,
        errors=result.count(Severity.ERROR),
        warnings=result.count(Severity.WARNING),
        notes=result.count(Severity.NOTE),
        hidden=result.possible,
        ignored=result.ignored,
        baseline=result.baselined,
        fixed=len(result.fixed),
        unreadable=result.unreadable,
        rendered=result.rendered,
        rendered_by=", ".join(one.by for one in result.built) or None,
    )


def finding(one: Report, paths: Paths) -> Finding:
    """A finding with every key."""
    found, about, fix = one.finding, one.object, one.finding.fix
    return Finding(
        rule=found.rule,
        family=one.family,
        severity=str(found.severity),  # type: ignore[arg-type]
        confidence=str(found.confidence),  # type: ignore[arg-type]
        message=found.message,
        object=KubernetesObject(about.kind, about.namespace, about.name or None) if about else None,
        environments=list(one.environments),
        precision=one.precision,  # type: ignore[arg-type]
        related=[RelatedPlace(**_span(other, paths), message=other.message) for other in one.related],
        help=found.help or None,
        url=registry.page(found.rule),
        fix=Fix(fix.title, fix.safe, [Edit(**_span(at, paths), text=text) for at, text in one.edits]) if fix else None,
        **_span(one.at, paths),
    )


def _span(at: Located, paths: Paths) -> dict[str, Any]:
    return {
        "file": paths.shown(at.file),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }
