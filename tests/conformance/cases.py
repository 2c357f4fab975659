"""The small cases that stand beside the project: their verdicts, kept by object, as `verdicts.json` has them.

They were written down with fewer words than golden verdicts and without the exemptions, which stand here by case.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from msgspec import Struct

from tests.conformance.answers import differences, world
from tests.conformance.verdicts import VERDICTS, Said

CASES = Path(os.environ.get("SVCLINT_CASES", Path(__file__).parent.parent.parent.parent / "shared" / "cases"))
_IDLE = "replicas 0 and suspended Jobs count as pods"
_SHORT_LIVED = "Jobs, CronJobs and pods with `helm.sh/hook` only ever raise notes"
EXEMPT = {
    "ingress/good-externalname.yaml": "backend-port-missing: `use-annotation` and ExternalName are silent",
    "selector-matches-nothing/good-cronjob-suspended.yaml": _IDLE,
    "selector-matches-nothing/good-replicas-0.yaml": _IDLE,
    "selects-short-lived-pods/bad-job.yaml": _SHORT_LIVED,
    "selects-short-lived-pods/good-job-named-port-unresolved.yaml": _SHORT_LIVED,
    "unstable-selector/bad-pth.yaml": "Of the labels that controllers add (T17), hashes count as present",
}
"""Cases with a verdict that no rule answers, and the sentence of the rule book that says so."""

_NODE_PORT = ("provided port is", "HealthCheck NodePort", ".nodePort: Duplicate value")


class Case(Struct, frozen=True):
    """What Kubernetes says of one file, by object (`Kind/namespace/name`, "" for a document that is no object)."""

    name: str
    text: str
    said: Said
    unread: frozenset[str]
    skipped: tuple[str, ...]


def cases() -> list[Case]:
    """All cases; none where the folder is not there."""
    path = CASES / "verdicts.json"
    known: dict[str, dict[str, list[str]]] = json.loads(path.read_text()) if path.is_file() else {}
    return [_case(name, verdicts) for name, verdicts in known.items()]


def case_differences(case: Case) -> list[str]:
    """Where svclint and Kubernetes differ, by object; by file where Kubernetes could not read an object's name."""
    ours = world({case.name: case.text})
    named = set(case.said) <= set(ours.ids.values())
    mine: Said = {}
    theirs: Said = {}
    for source, verdicts in ours.said.items():
        _add(mine, ours.ids.get(source, "") if named else "", verdicts)
    for thing, verdicts in case.said.items():
        _add(theirs, thing if named else "", verdicts)
    unjudged: dict[str, tuple[str, ...]] = {
        thing: VERDICTS for thing in ours.ids.values() if thing.partition("/")[0] in case.skipped
    }
    unjudged |= {thing if named else "": VERDICTS[1:] for thing in case.unread}
    return differences({case.name: case.text}, theirs, unjudged, mine)


def _add(to: Said, thing: str, verdicts: dict[str, list[str]]) -> None:
    for verdict, reasons in verdicts.items():
        to.setdefault(thing, {}).setdefault(verdict, []).extend(reasons)


def _case(name: str, verdicts: dict[str, list[str]]) -> Case:
    found: Said = {}
    ported = {line.partition(": ")[0] for line in verdicts.get("node-port-refused", ())}
    for key, lines in verdicts.items():
        for line in lines:
            verdict, thing = _read(key, line)
            about_port = verdict == "refused" and thing in ported and any(part in line for part in _NODE_PORT)
            if verdict in VERDICTS and not about_port:
                found.setdefault(thing, {}).setdefault(verdict, []).append(line)
    text = (CASES / name).read_text(encoding="utf-8")
    unread = frozenset(_read("decode", line)[1] for line in verdicts.get("decode", ()) if line.startswith(("fatal", "yaml")))
    return Case(name, text, found, unread, tuple(line.partition(":")[0] for line in verdicts.get("skipped", ())))


def _read(key: str, line: str) -> tuple[str, str]:
    """The verdict and the object that a line of `verdicts.json` is about."""
    first, _, rest = line.partition(" ")
    if key == "decode":
        return ("" if first == "duplicateKey" else "refused"), rest.partition(" ")[0].strip()
    if key == "refused":
        return ("" if first == "duplicate" else "refused"), rest.partition(" ")[0]
    return key, first.rstrip(":")
