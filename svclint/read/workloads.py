"""What carries a pod template, from plain data to facts, with Kubernetes' defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint.facts import Labels, Path, Selector, Strategy, Workload
from svclint.read.plain import Header, items, label_selector, labels, mapping, text, whole
from svclint.read.pods import containers, injected, options
from svclint.read.references import mounted

TEMPLATES: dict[tuple[str, str], Path] = {
    ("", "Pod"): (),
    ("", "ReplicationController"): ("spec", "template"),
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("extensions", "Deployment"): ("spec", "template"),
    ("extensions", "DaemonSet"): ("spec", "template"),
    ("extensions", "ReplicaSet"): ("spec", "template"),
    ("batch", "Job"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("argoproj.io", "Rollout"): ("spec", "template"),
    ("apps.openshift.io", "DeploymentConfig"): ("spec", "template"),
    ("serving.knative.dev", "Service"): ("spec", "template"),
    ("serving.knative.dev", "Configuration"): ("spec", "template"),
    ("apps.kruise.io", "CloneSet"): ("spec", "template"),
    ("apps.kruise.io", "DaemonSet"): ("spec", "template"),
    ("apps.kruise.io", "StatefulSet"): ("spec", "template"),
}
"""Where each kind that carries a pod template has it."""

MAX_INDEXES = 100_000
"""The most completions of an Indexed Job that the API server takes; those of one that does not say them yet."""
_METADATA: dict[Path, Path] = {path: (*path, "metadata") for path in TEMPLATES.values()}
_SELECTORLESS = {("serving.knative.dev", "Service"), ("serving.knative.dev", "Configuration"), ("", "Pod")}
_PLAIN_SELECTOR = {("", "ReplicationController"), ("apps.openshift.io", "DeploymentConfig")}
_SHORT_LIVED = {"Job", "CronJob"}
_SHIFTING = ("canaryService", "stableService", "pingService", "pongService", "activeService", "previewService")
_UNWRITTEN = Strategy()


def workload(group: str, data: dict[str, Any], header: Header) -> Workload:
    """A workload of one of the kinds in `TEMPLATES`, or a Pod."""
    kind = header[0]
    path = TEMPLATES[(group, kind)]
    template = data
    for step in path:
        template = mapping(template.get(str(step)))
    meta, pod = mapping(template.get("metadata")), mapping(template.get("spec"))
    own, found_labels = mapping(data.get("metadata")), labels(meta.get("labels"))
    spec = mapping(data.get("spec"))
    found = containers(pod, (*path, "spec"))
    beside = mapping(mapping(spec.get("jobTemplate")).get("spec")) if kind == "CronJob" else spec
    selector = _selector(group, kind, beside)
    lacking = tuple(_lacking(group, kind, path, selector, found_labels, pod))
    dns = mapping(pod.get("dnsConfig")) if "dnsConfig" in pod else {}
    replicas = whole(spec.get("replicas"))
    return Workload(
        *header,
        lacking,
        group,
        _METADATA[path],
        found_labels,
        found,
        selector,
        1 if replicas is None else replicas,
        whole(mapping(spec.get("ordinals")).get("start")) or 0 if "ordinals" in spec else 0,
        text(spec.get("serviceName")) if kind == "StatefulSet" else "",
        pod.get("hostNetwork") is True,
        text(pod.get("dnsPolicy")) or "ClusterFirst",
        _ndots(dns) if dns else None,
        _aliases(pod["hostAliases"]) if "hostAliases" in pod else (),
        injected(own, meta),
        kind not in _SHORT_LIVED and "helm.sh/hook" not in mapping(own.get("annotations")),
        beside.get("manualSelector") is True,
        pod=options(pod, meta),
        strategy=_strategy(kind, spec),
        suspended=spec.get("suspend") is True,
        volumes=tuple(mounted(pod["volumes"])) if "volumes" in pod else (),
        indexes=(whole(spec.get("completions")) or MAX_INDEXES) if kind == "Job" and _is_indexed(spec) else 0,
    )


def _is_indexed(spec: dict[str, Any]) -> bool:
    """https://kubernetes.io/docs/tasks/job/job-with-pod-to-pod-communication/"""
    return spec.get("completionMode") == "Indexed"


def _strategy(kind: str, spec: dict[str, Any]) -> Strategy:
    written = spec.get("updateStrategy" if kind in ("StatefulSet", "DaemonSet") else "strategy")
    if not isinstance(written, dict):
        return _UNWRITTEN
    rolling = mapping(written.get("rollingUpdate"))
    return Strategy(
        text(written.get("type")),
        _share(rolling.get("maxUnavailable")),
        _share(rolling.get("maxSurge")),
        tuple(_shifting(written)) if kind == "Rollout" else (),
    )


def _shifting(strategy: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for steps in (("canary",), ("canary", "pingPong"), ("blueGreen",)):
        node = strategy
        for step in steps:
            node = mapping(node.get(step))
        for field in _SHIFTING:
            if text(node.get(field)):
                yield ("spec", "strategy", *steps, field), node[field]


def _share(value: object) -> int | str | None:
    return value if isinstance(value, str) else whole(value)


def _selector(group: str, kind: str, spec: dict[str, Any]) -> Selector | None:
    written = spec.get("selector")
    if (group, kind) in _SELECTORLESS or "selector" not in spec:
        return None
    if not isinstance(written, dict):
        return Selector((), (), written is not None)
    if (group, kind) in _PLAIN_SELECTOR:
        return Selector(labels(written))
    return label_selector(written)


def _lacking(group: str, kind: str, path: Path, selector: Selector | None, found: Labels, pod: dict[str, Any]) -> list[str]:
    lacking = []
    demands_selector = group in ("apps", "extensions")
    if demands_selector and selector is None:
        lacking.append("selector")
    if not found and path and kind not in _SHORT_LIVED and group != "serving.knative.dev":
        lacking.append("labels")
    listed = items(pod.get("containers"))
    if not listed:
        lacking.append("containers")
    elif not any(isinstance(container, dict) and container.get("image") for container in listed):
        lacking.append("image")
    return lacking


def _ndots(dns: dict[str, Any]) -> int | None:
    for option in items(dns.get("options")):
        if isinstance(option, dict) and option.get("name") == "ndots" and text(option.get("value")).isdigit():
            return int(option["value"])
    return None


def _aliases(written: object) -> tuple[str, ...]:
    names: list[str] = []
    for alias in items(written):
        names += map(text, items(mapping(alias).get("hostnames")))
    return tuple(names)


KINDS = dict.fromkeys(TEMPLATES, workload)
