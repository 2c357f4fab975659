"""What Kubernetes says of each object of a world, as few words, out of a report of the oracle.

*refused* is what a user of `kubectl apply` meets: a value that cannot be decoded (400), an unknown field (kubectl's strict
validation), what validation refuses (422), also what the server would only reach once an earlier refusal is mended
(`masked`), an address that another Service has, an apiVersion that is no longer served, a workload whose pods are refused.
A refused node port has a verdict of its own. No refusal: equal keys, of which kubectl keeps the last (truth 19), and one
object twice, which `apply` overwrites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

VERDICTS = ("refused", "no-pods", "port-unresolved", "node-port-refused", "backend-missing")
SHORT_LIVED = ("Job/", "CronJob/")
_NODE_PORT = re.compile(r"provided port is (already allocated|not in the valid range)|HealthCheck NodePort|allocate a nodePort")
_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SET_NAME = 52
"""Above it a StatefulSet's pods are refused, unless the template's hash happens to be short: likely (the rule book)."""
_REFUSING = ("create", "masked", "allocate", "pod")

_HASH = frozenset(
    (
        "pod-template-hash",
        "controller-revision-hash",
        "pod-template-generation",
        "controller-uid",
        "batch.kubernetes.io/controller-uid",
    )
)
"""Of the labels that controllers add, hashes count as present (the rule book): no file shows them."""
_BRINGING_PODS = ("Rollout", "DeploymentConfig", "CloneSet", "Service")
"""Kinds outside of Kubernetes that bring pods (Knative's is a Service); the oracle does not know them."""
_POD_MAKERS = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ReplicationController", "StatefulSet")

Said = dict[str, dict[str, list[str]]]
"""By source (`file#document[item]`) and verdict, why."""


def said(report: dict[str, Any]) -> Said:
    """The verdicts of a report."""
    found: Said = {}
    for source, verdict, why in _all(report):
        reasons = found.setdefault(source, {}).setdefault(verdict, [])
        if why not in reasons:
            reasons.append(why)
    return found


def unjudged(report: dict[str, Any]) -> dict[str, list[str]]:
    """The verdicts that the oracle cannot give, by source: an object that it cannot read takes no part in its cluster,
    and holds no node port there until it is mended.

    Of kinds that it does not validate it can say that they are refused, not that they are accepted.
    """
    found: dict[str, set[str]] = {}
    refused = {source for source, _, _ in _refusals(report)}
    for one in report["skipped"]:
        if "not served" not in one["reason"]:
            found[one["source"]] = set(VERDICTS)
    unread = {one["source"] for one in report["decode"] if one["type"] == "fatal"}
    undecoded = {one["source"] for one in report["decode"]}
    lost = {
        (one["kind"], one.get("namespace")) for one in report["objects"] if one["source"] in unread or one.get("superseded")
    }
    unserved = {one.get("kind") for one in report["skipped"] if "not served" in one["reason"]}
    unserved |= {"Pod" for one in report["skipped"] if one.get("kind") in _BRINGING_PODS}
    for one in report["objects"]:
        own = found.setdefault(one["source"], set())
        if one["source"] in unread or one.get("superseded"):
            own.update(VERDICTS[1:])
        if one.get("decodedOnly") and one["source"] not in undecoded:
            own.add("refused")
        if one["kind"] == "StatefulSet" and len(one["name"]) > _SET_NAME and one["source"] not in refused:
            own.add("refused")
        if one["kind"] == "Service" and any((kind, one.get("namespace")) in lost or kind in unserved for kind in _POD_MAKERS):
            own.update(("no-pods", "port-unresolved"))
        if one["kind"] == "Ingress" and ("Service", one.get("namespace")) in lost:
            own.add("backend-missing")
    for one in report["endpoints"]:
        if _HASH.intersection(one.get("selector", ())) and not one["matchedWorkloads"]:
            found.setdefault(one["source"], set()).update(("no-pods", "port-unresolved"))
    holding = {one["source"] for one in report["nodePorts"]} if any(kind == "Service" for kind, _ in lost) else set()
    for source in {*_after_refused(report), *holding, *_by_chance(report)}:
        found.setdefault(source, set()).add("node-port-refused")
    return {source: sorted(own) for source, own in found.items() if own}


def _by_chance(report: dict[str, Any]) -> Iterator[str]:
    """Services whose own port without a number was given, by chance, the number of another port of theirs (truth 38)."""
    for one in report["nodePorts"]:
        asked = [port.get("requested") for port in one["ports"]]
        numbers = [number for number in asked if number]
        alone = len(set(numbers)) == len(numbers) and not any(port.get("outOfRange") for port in one["ports"])
        if one.get("portError") and not one.get("conflictsWith") and None in asked and alone:
            yield one["source"]


def names_lost(report: dict[str, Any]) -> bool:
    """Whether the cluster lacks names that the files give it, since a Service or a workload cannot be read."""
    unread = {one["source"] for one in report["decode"] if one["type"] in ("fatal", "yaml")}
    return any(one["source"] in unread for one in report["objects"])


def _after_refused(report: dict[str, Any]) -> Iterator[str]:
    """Services that ask for a number of a refused Service, which holds it only once it is mended."""
    asked: dict[int, list[dict[str, Any]]] = {}
    for one in report["nodePorts"]:
        for port in (*one["ports"], one.get("healthCheckNodePort") or {}):
            if port.get("requested"):
                asked.setdefault(port["requested"], []).append(one)
    for users in asked.values():
        if not all(one["accepted"] for one in users):
            yield from (one["source"] for one in users if not one.get("portError"))


def ids(report: dict[str, Any]) -> dict[str, str]:
    """The object of each source, as `Kind/namespace/name`."""
    return {one["source"]: one["id"] for one in report["objects"]}


def _all(report: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from _refusals(report)
    for one in report["endpoints"]:
        if one["controlled"] and not one["matchedWorkloads"]:
            yield one["source"], "no-pods", f"no pod carries {_labels(one['selector'])}"
        for port in one["ports"]:
            lasting = [owner for owner in port.get("unresolved", ()) if not owner.startswith(SHORT_LIVED)]
            if lasting:
                yield one["source"], "port-unresolved", f"{port['targetPort']}/{port['protocol']} on {', '.join(lasting)}"
    for one in report["nodePorts"]:
        if one.get("portError"):
            yield one["source"], "node-port-refused", _short(one["portError"])
    for one in report["ingress"]:
        if one.get("problem"):
            hint = f" ({one['hint']})" if one.get("hint") else ""
            yield one["source"], "backend-missing", f"{one['service']}:{one['port']} {one['problem']}{hint}"


def _refusals(report: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in report["skipped"]:
        if "not served" in one["reason"]:
            yield one["source"], "refused", one["reason"]
    for one in report["decode"]:
        if one["type"] != "duplicateKey":
            yield one["source"], "refused", _short(f"{one['type']}: {one['detail']}")
    refused_ports = {one["source"] for one in report["nodePorts"] if one.get("portError")}
    for one in report["validation"]:
        if one["stage"] not in _REFUSING:
            continue
        about_port = _NODE_PORT.search(one["detail"]) or (one["stage"] == "masked" and one["field"].endswith("nodePort"))
        if about_port and one["source"] in refused_ports:
            continue
        yield one["source"], "refused", _short(f"{one['stage']}: {one['field']}: {one['detail']}")


def _short(text: str) -> str:
    text = _RANDOM.sub("...", text)
    return text if len(text) <= 160 else text[:157] + "..."


def _labels(selector: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
