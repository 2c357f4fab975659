"""What svclint says of each object of a world, in the words of Kubernetes' verdicts, and where the two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from svclint import registry
from svclint.config import Config
from svclint.engine.asking import finished, run
from svclint.facts import Object, Place
from svclint.graph import Graph
from svclint.read import Reader
from svclint.read.yaml import chunks
from svclint.rule import Severity
from svclint.scope import Scope
from tests.conformance.verdicts import VERDICTS, Said
from tests.lint import whole

_CONFIG = Config(default_namespace="default")
_READER = Reader(_CONFIG.kubernetes_version)


class Exemption(Struct, frozen=True):
    """A verdict that no rule answers where its reason, or else the document, fits `pattern`: so says `sentence` of the
    rule book or the design."""

    verdict: str
    pattern: str
    sentence: str
    where: Literal["reason", "document"] = "reason"


_PLACEHOLDER = r"\$\{|\$\(|\{\{|\bx{3,}\b"
EXEMPTIONS = (
    Exemption(
        "refused",
        r"not configured (on this cluster|for dual-stack)",
        "ip-family-impossible: what depends on the cluster only with `ip-families` configured",
    ),
    Exemption("refused", _PLACEHOLDER, "No rule fires on a fragment or a placeholder", "document"),
    Exemption("port-unresolved", _PLACEHOLDER, "No rule fires on a fragment or a placeholder"),
    Exemption("port-unresolved", r"^\d+/", "One refusal, one finding: not-a-string and quoted-port before invalid-shape"),
    Exemption(
        "backend-missing",
        r":use-annotation |is an ExternalName\)",
        "backend-port-missing: `use-annotation` and ExternalName are silent",
    ),
    Exemption("backend-missing", r":(0|-\d+|[7-9]\d{4}|\d{6,}) portNumberMissing", "One refusal, one finding"),
    Exemption("backend-missing", r"^([^:]*[^a-z0-9:-][^:]*|[^:]{64,}|):\S+ serviceMissing", "One refusal, one finding"),
)


class World(Struct, frozen=True):
    """What svclint makes of a world: its findings by source and verdict, and what each look-up would cost.

    `lookups`: by source and `ns:HOST,dnsPolicy,ndots`, the wasted queries of glibc and musl, None where musl never finds it.
    """

    said: Said
    lookups: dict[tuple[str, str], tuple[int, int | None]]
    ids: dict[str, str]
    "The object of each source, as `Kind/namespace/name`."


def world(files: Mapping[str, str]) -> World:
    """Lint files as one rendered environment, in the default namespace, possible findings too."""
    facts = [_READER.read(name, text.encode()) for name, text in sorted(files.items())]
    graph = Graph(Scope(facts, rendered=True), _CONFIG.cluster())
    result = whole(finished(run(graph, registry.families(), {})))
    found: Said = {}
    for report in result.reports:
        rule = registry.rule_type(report.finding.rule)
        severity = report.finding.severity
        if rule.answers in VERDICTS and severity >= (Severity.ERROR if rule.answers == "refused" else Severity.NOTE):
            told = f"{rule.id} {severity} {report.finding.message}"
            found.setdefault(_source(report.object or report.finding.place), {}).setdefault(rule.answers, []).append(told)
    objects = [one for file in facts for one in file.objects]
    return World(found, dict(_lookups(graph)), {_source(one): _id(one) for one in objects})


def differences(files: Mapping[str, str], kubernetes: Said, unjudged: Mapping[str, Iterable[str]], ours: Said) -> list[str]:
    """Each object and verdict on which Kubernetes and the rules that answer it do not agree, exemptions left out."""
    found = []
    documents = {f"{name}#{i}": one.text for name, text in files.items() for i, one in enumerate(chunks(text))}
    for source in sorted({*kubernetes, *ours}):
        document = documents.get(source.partition("[")[0], "")
        for verdict in VERDICTS:
            theirs, mine = kubernetes.get(source, {}).get(verdict), ours.get(source, {}).get(verdict)
            if verdict in unjudged.get(source, ()):
                continue
            if theirs and not mine and not all(_exempt(verdict, why, document) for why in theirs):
                found.append(f"{source}: no rule says {verdict}: {'; '.join(theirs)}")
            elif mine and not theirs and not all(" note " in told for told in mine):
                found.append(f"{source}: Kubernetes does not say {verdict}: {'; '.join(mine)}")
    return found


def miscounted(
    kubernetes: Mapping[str, tuple[int | None, int | None]], ours: Mapping[tuple[str, str], tuple[int, int | None]]
) -> list[str]:
    """Each look-up whose wasted queries differ; that Kubernetes never answers one that svclint is sure of is a difference."""
    found = []
    for (source, spec), (glibc, musl) in sorted(ours.items()):
        theirs = kubernetes.get(spec)
        if theirs and theirs != (glibc, musl):
            found.append(f"{source}: {spec}: wasted queries (glibc, musl) are {theirs}, not {(glibc, musl)}")
    return found


def _exempt(verdict: str, why: str, document: str) -> bool:
    return any(
        one.verdict == verdict and re.search(one.pattern, why if one.where == "reason" else document) for one in EXEMPTIONS
    )


def _source(thing: Object | Place) -> str:
    base = thing.base if isinstance(thing, Object) else ()
    return f"{thing.file}#{thing.document}" + "".join(f"[{step}]" for step in base if isinstance(step, int))


def _id(thing: Object) -> str:
    whole = thing.kind in ("Namespace", "IngressClass")
    return f"{thing.kind}/{thing.name}" if whole else f"{thing.kind}/{thing.namespace or 'default'}/{thing.name}"


def _lookups(graph: Graph) -> Iterator[tuple[tuple[str, str], tuple[int, int | None]]]:
    """The look-ups of which svclint is sure that this world, or the one outside, answers them."""
    for workload, asked in graph.names.lookups():
        searches = " ".join(workload.pod.searches)
        for one in asked:
            if one.host.sure:
                ndots = one.host.resolver.ndots
                spec = f"{graph.namespace(workload)}:{one.host.reference.host},{workload.dns_policy},{ndots},{searches}"
                yield (_source(workload), spec.rstrip(",")), (one.cost.glibc, one.cost.musl)
