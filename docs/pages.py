"""Rules to their pages in Markdown: docstring, example, options and source under the same headings for each.

A docstring's first paragraph says what the rule does; one that begins with `Silent` says when it says nothing; the
rest says why it matters.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import msgspec

from docs import examples
from docs.examples import Example, Piece
from docs.fields import said
from svclint import registry
from svclint.docs import summary
from svclint.report import concise, full
from svclint.report.view import View
from svclint.result import Result
from svclint.rule import Rule

_SILENT = re.compile(r"Silent\b[:,]?\s*")


class Told(msgspec.Struct, frozen=True):
    """A rule's docstring, taken apart."""

    what: str
    why: str
    silent: str


def told(rule: str) -> Told:
    """What a rule's docstring says."""
    first, *rest = inspect.cleandoc(registry.rule_type(rule).__doc__ or "").split("\n\n")
    silent = [_SILENT.sub("", one, count=1) for one in rest if _SILENT.match(one)]
    why = [one for one in rest if not _SILENT.match(one)]
    return Told(first, "\n\n".join(why), "\n\n".join(one[:1].upper() + one[1:] for one in silent))


def page(rule: str) -> str:
    """The page of a rule."""
    kind, words, bad = registry.rule_type(rule), told(rule), examples.example(rule)
    asked = [one for one in (bad.way.name, "" if kind.default else f"with `--extend-select {rule}`") if one]
    sections = {
        "What it does": words.what,
        "Why it matters": words.why,
        "Example": f"{_shown(bad.pieces)}\n\n{' '.join(('svclint says', *asked))}:\n\n```text\n{_printed(bad)}```",
        "Instead": _shown(examples.instead(rule, bad)),
        "When it is silent": words.silent,
        "Options": _options(rule),
        "Source": f"<{kind.source}>" if kind.source.startswith("http") else kind.source,
    }
    parts = [f"# {rule}", _head(kind, rule), *(f"## {heading}\n\n{text}" for heading, text in sections.items())]
    return "\n\n".join(parts) + "\n"


def _head(kind: type[Rule], rule: str) -> str:
    told = [str(kind.severity).capitalize(), f"family `{registry.families()[rule]}`"]
    told += ["refused by Kubernetes"] if kind.answers.endswith("refused") else []
    told += [] if kind.default else ["off by default"]
    return " · ".join(told)


def _printed(bad: Example) -> str:
    """The first finding in full, and a line for each other."""
    first, *others = bad.result.reports
    texts, view = bad.result.texts, View(Path.cwd(), notes=True)
    told = next(iter(full.report(Result([first], texts=texts), view))).rstrip() + "\n"
    rest = "".join(concise.report(Result(others, texts=texts), view))
    return f"{told}\n{rest}" if rest else told


def _shown(pieces: Iterable[Piece]) -> str:
    """Documents as blocks of code, one a file, each under its name where the fixture is a folder."""
    files: dict[str, list[str]] = {}
    for piece in pieces:
        files.setdefault(piece.file, []).append(piece.text)
    blocks = []
    for file, texts in files.items():
        text = "---\n".join(texts)
        block = f"```{'json' if file.endswith('.json') else 'yaml'}\n{text}```"
        blocks.append(block if file.startswith("example.") else f"`{file}`:\n\n{block}")
    return "\n\n".join(blocks)


def _options(rule: str) -> str:
    kind = registry.rule_type(rule)
    lines = [f"- `severity` (default `{kind.severity}`): what its findings count as, `error`, `warning` or `note`."]
    lines += [f"- `{name}` (default `{default}`): {text}" for name, default, text in _fields(kind)]
    return f"In the configuration, under `rules: {rule}:`\n\n" + "\n".join(lines)


def _fields(kind: type[Rule]) -> Iterator[tuple[str, str, str]]:
    """(name, default, what its docstring says) of each option."""
    told = said(kind)
    for field in msgspec.structs.fields(kind):
        default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        yield field.encode_name.replace("_", "-"), msgspec.json.encode(default).decode(), told.get(field.name, "")


FEARS: tuple[tuple[str, str, str], ...] = (
    ("a Service whose selector leads nowhere", "selectors", ""),
    ("ports that do not line up", "ports", r"target port|container port|service-port"),
    ("headless Services and StatefulSets", "stateful", r"headless|per-pod|StatefulSet"),
    ("node ports", "", r"node.?port|[Nn]odePort"),
    ("names that do not resolve, and what each look-up costs: DNS, search lists, ndots", "dns", r"\bDNS\b|-dns|ndots"),
    ("traffic to pods that are not ready, not yet or no longer there", "readiness", r"readiness|unready"),
    ("EndpointSlices and Endpoints", "", r"EndpointSlice|\bEndpoints\b|^endpoints-|^slices-"),
    ("session affinity", "", r"[Ss]ession.?[Aa]ffinity"),
    ("kube-proxy and clusters with thousands of Services", "scale", r"kube-proxy|service-links"),
    ("what load balancers cost, and whom they let in", "", r"load-balancer"),
    ("topology: traffic that should stay on a node or in a zone", "", r"[Tt]opology|[Tt]raffic.?[DdPp]|-local-|distribution"),
    ("Ingresses, Gateway routes, policies, monitors and webhooks", "routing", ""),
    ("service meshes and gRPC", "", r"\bmesh|Istio|VirtualService|DestinationRule|grpc|gRPC"),
)
"""What users fear, the family that is all about it, and words by which rules of other families are told, in the id or the
first paragraph: no rule has to be entered."""


def feared() -> dict[str, list[str]]:
    """The rules that answer each fear."""
    return {
        fear: [
            rule
            for rule, family in registry.families().items()
            if family == own or (words and re.search(words, f"{rule} {summary(rule)}"))
        ]
        for fear, own, words in FEARS
    }


def index() -> str:
    """All rules: by what users fear, and by family."""
    families = registry.families()
    parts = [
        "# The rules",
        "`svclint rule ID` prints the same pages, `svclint rule` lists them. An *error* is refused by Kubernetes or makes\n"
        "traffic fail, a *warning* breaks or hurts under a named condition, a *note* is advice.",
        "## What do you fear?",
        "| fear | rules |\n|---|---|\n"
        + "\n".join(f"| {fear} | {', '.join(map(_link, rules))} |" for fear, rules in feared().items() if rules),
    ]
    for family in sorted(set(families.values())):
        rows = [
            f"| {_link(rule)} | {_severity(rule)} | {_cell(summary(rule))} |" for rule, own in families.items() if own == family
        ]
        about = inspect.getdoc(import_module(f"svclint.rules.{family}")) or ""
        parts += [f"## {family}", about, "| rule | | what it does |\n|---|---|---|\n" + "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _severity(rule: str) -> str:
    kind = registry.rule_type(rule)
    return f"{kind.severity}" + ("" if kind.default else ", off by default")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _link(rule: str) -> str:
    return f"[{rule}]({rule}.md)"
