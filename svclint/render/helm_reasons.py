"""Why helm failed: its last words to one sentence, what helps, and the line of the chart that they speak of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from svclint.facts import Place
from svclint.render.charts import Chart, Installation
from svclint.render.environment import Read
from svclint.render.inline import line_of_values
from svclint.render.parts import Part
from svclint.render.reasons import Known, Reason, recognised

_AT = re.compile(r"(?:template: |error at \()(?P<path>[^\s:()]+):(?P<line>\d+)|YAML parse error on (?P<whole>\S+?):")
GIVEN = "the text in `values`"
"""What the values that an Application holds are called."""
_VALUES = "set it in values.yaml, in a `values-*.yaml` beside the chart or in a `ci/*-values.yaml`"
_HELM = (
    Known(
        re.compile(r"execution error at \([^)]*\): (?P<what>.+)"),
        "a template stops with `{what}`",
        _VALUES,
        breaks=False,
    ),
    Known(
        re.compile(r'template: no template "(?P<name>[^"]+)" associated|template "(?P<name2>[^"]+)" not defined'),
        "a template includes {name}, which nothing here defines",
        "define it, or bring the chart that does under `charts/`",
    ),
    Known(
        re.compile(r"<(?P<value>[^>]+)>: nil pointer evaluating \S+( \{\})?\.(?P<field>\w+)"),
        "`{value}` looks into a value that is not set",
        f"{_VALUES}, or let the template do without it",
        breaks=False,
    ),
    Known(
        re.compile(r"<(?P<value>[^>]+)>: can't evaluate field (?P<field>\w+) in type (?P<type>.+)"),
        "`{value}` looks for {field} in a value that is no mapping",
        "make that value a mapping, or look for it elsewhere",
        breaks=False,
    ),
    Known(
        re.compile(r"parse error at \([^)]*\): (?P<what>.+)"),
        "helm cannot read a template: {what}",
        "correct the template",
    ),
    Known(
        re.compile(r"YAML parse error on \S+: error converting YAML to JSON: yaml: line (?P<line>\d+): (?P<what>.+)"),
        "what a template prints is no YAML: {what}, at line {line} of what it prints",
        "see it with `helm template --debug`",
        breaks=False,
    ),
    Known(
        re.compile(
            r"(?:cannot load|failed to parse) (?P<file>.+?): (?:error converting YAML to JSON: )?"
            r"yaml: (?:line (?P<line>\d+): )?(?P<what>.+)"
        ),
        "{file} is no YAML: {what}",
        "correct the file",
    ),
    Known(
        re.compile(r"chart requires kubeVersion: (?P<wanted>.+?) which is incompatible with Kubernetes v(?P<version>\d+\.\d+)"),
        "it is for Kubernetes {wanted}, and what is checked is {version}",
        "name a Kubernetes that it is for with `--kubernetes-version` or in the config, or widen its kubeVersion",
        breaks=False,
    ),
    Known(
        re.compile(r"validation: chart\.metadata\.(?P<field>\w+) is (?:required|invalid)"),
        "its Chart.yaml has no {field} that helm takes",
        "give it one",
    ),
    Known(
        re.compile(r"executing \"[^\"]*\" at <(?P<value>[^>]+)>: (?P<what>(?!error calling include).+)"),
        "`{value}` fails: {what}",
        "correct the template",
        breaks=False,
    ),
)
"""In the order in which they are tried. The words are those of Helm 3."""


def helm(complaint: str, chart: Chart, parts: Mapping[str, Part], one: Installation, read: Read) -> Reason:
    """What helm's failure to install a chart means. `parts` are those of the chart, `read` gives the text of a file.

    What a deployer says is all that its chart is given, so whatever fails with that fails when it is deployed.
    """
    place = _line(complaint, parts)
    found = recognised(complaint, _HELM, -1)
    if found is None:
        return Reason("", "see what `helm template` says of this chart", place)
    known, words = found
    if one.inside and words.get("file") == GIVEN:
        place = line_of_values(one.inside, int(words.get("line", 1)), read)
    elif "file" in words:
        inside = words["file"] in ("values.yaml", *one.beside)
        file = posixpath.join(chart.folder, words["file"]) if inside else words["file"]
        place = Place(file, 0, (int(words.get("line", 1)),), "line")
    elif "wanted" in words:
        place = Place(chart.file, 0, ("kubeVersion",))
    breaks = known.breaks or (one.inside is not None and "wanted" not in words)
    cure = known.cure.replace(_VALUES, "set it where the chart is installed") if one.inside else known.cure
    return Reason(known.detail.format(**words), cure.format(**words), place, breaks)


def _line(complaint: str, parts: Mapping[str, Part]) -> Place | None:
    """The line of the innermost template that is named and is a file of the project."""
    for match in reversed(list(_AT.finditer(complaint))):
        path, _, template = (match["path"] or match["whole"]).rpartition("/templates/")
        part = parts.get(path)
        if part and not part.archived:
            return Place(f"{part.home}/templates/{template}".lstrip("/"), 0, (int(match["line"] or 1),), "line")
    return None
