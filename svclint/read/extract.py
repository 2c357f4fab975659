"""Objects of the kinds we know, from plain data to facts, with Kubernetes' defaults; tolerant of any shape.

A value of the wrong type is read as unset: `shape` has said so already.
"""

from __future__ import annotations

from typing import Any

from svclint.facts import Labels, Object, Path, Router, Selector, Service, ServicePort, Workload
from svclint.read.pods import containers, injected

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

ROUTERS = {
    ("networking.k8s.io", "Ingress"),
    *(("gateway.networking.k8s.io", f"{kind}Route") for kind in ("HTTP", "GRPC", "TCP", "TLS", "UDP")),
}
_SELECTORLESS = {("serving.knative.dev", "Service"), ("serving.knative.dev", "Configuration"), ("", "Pod")}
_PLAIN_SELECTOR = {("", "ReplicationController"), ("apps.openshift.io", "DeploymentConfig")}
Header = tuple[str, str, "str | None", str, int, Path, Labels]
"""What every object begins with: kind, name, namespace, file, document, base, labels."""
_SHORT_LIVED = {"Job", "CronJob"}


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """The value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def items(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def number(value: object) -> int | None:
    """The value if it is a whole number, else None."""
    return value if type(value) is int else None


def labels(value: object) -> Labels:
    """A label map as sorted pairs. A null value is "" as the API server decodes it (truth 15); a wrong type is left out."""
    if not isinstance(value, dict) or not value:
        return ()
    if len(value) == 1:
        ((name, only),) = value.items()
        return ((name, only),) if isinstance(only, str) else ((name, ""),) if only is None else ()
    return tuple(sorted((k, v or "") for k, v in value.items() if isinstance(v, str) or v is None))


def service(data: dict[str, Any], header: Header) -> Service:
    """A core/v1 Service."""
    spec = mapping(data.get("spec"))
    kind = text(spec.get("type")) or "ClusterIP"
    headless = spec.get("clusterIP") == "None" and kind != "ExternalName"
    entries = [(index, entry) for index, entry in enumerate(items(spec.get("ports"))) if isinstance(entry, dict)]
    ports = tuple(_port(index, entry) for index, entry in entries)
    needless = headless or kind == "ExternalName" or bool(spec.get("ports"))
    lacking: tuple[str, ...] = () if needless else ("ports",)
    if any("port" not in entry for _, entry in entries):
        lacking = ("ports",)
    local = kind == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
    health = number(spec.get("healthCheckNodePort")) or None if local else None
    selector = spec.get("selector")
    pairs = labels(selector) if isinstance(selector, dict) and selector else None
    return Service(*header, lacking, kind, headless, pairs, ports, health)


def _port(index: int, entry: dict[str, Any]) -> ServicePort:
    port = number(entry.get("port"))
    target = entry.get("targetPort")
    if type(target) is not int and not isinstance(target, str):
        target = None
    written = target is not None
    return ServicePort(
        index,
        text(entry.get("name")),
        port,
        target or port,
        written,
        text(entry.get("protocol")) or "TCP",
        number(entry.get("nodePort")) or None,
    )


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
    replicas = number(spec.get("replicas"))
    return Workload(
        *header,
        lacking,
        group,
        (*path, "metadata"),
        found_labels,
        found,
        selector,
        1 if replicas is None else replicas,
        number(mapping(spec.get("ordinals")).get("start")) or 0 if "ordinals" in spec else 0,
        text(spec.get("serviceName")) if kind == "StatefulSet" else "",
        pod.get("hostNetwork") is True,
        text(pod.get("dnsPolicy")) or "ClusterFirst",
        _ndots(dns) if dns else None,
        _aliases(pod["hostAliases"]) if "hostAliases" in pod else (),
        injected(own, meta),
        kind not in _SHORT_LIVED and "helm.sh/hook" not in mapping(own.get("annotations")),
        beside.get("manualSelector") is True,
    )


def _selector(group: str, kind: str, spec: dict[str, Any]) -> Selector | None:
    written = spec.get("selector")
    if (group, kind) in _SELECTORLESS or "selector" not in spec:
        return None
    if not isinstance(written, dict):
        return Selector((), (), written is not None)
    if (group, kind) in _PLAIN_SELECTOR:
        return Selector(labels(written))
    pairs = labels(written.get("matchLabels"))
    unread = len(pairs) != len(mapping(written.get("matchLabels")))
    if "matchExpressions" not in written:
        return Selector(pairs, (), unread)
    expressions = tuple(
        (text(entry.get("key")), text(entry.get("operator")), tuple(map(text, items(entry.get("values")))))
        for entry in items(written["matchExpressions"])
        if isinstance(entry, dict)
    )
    return Selector(pairs, expressions, unread)


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


def router(data: dict[str, Any], header: Header) -> Router:
    """An Ingress (v1) or a Gateway API route, with every backend it names."""
    found: list[tuple[str, str | None, int | str | None]] = []

    def walk(node: object, depth: int) -> None:
        if depth > 12:
            return
        if isinstance(node, list):
            for item in node:
                walk(item, depth + 1)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key in ("backend", "defaultBackend") and isinstance(value, dict):
                    named = mapping(value.get("service"))
                    port = mapping(named.get("port"))
                    found.append((text(named.get("name")), None, number(port.get("number")) or text(port.get("name")) or None))
                elif key == "backendRefs" and isinstance(value, list):
                    found.extend(
                        (text(ref.get("name")), ref.get("namespace"), number(ref.get("port")))
                        for ref in map(mapping, value)
                        if ref.get("kind", "Service") == "Service"
                    )
                else:
                    walk(value, depth + 1)

    walk(data.get("spec"), 0)
    return Router(*header, (), tuple(backend for backend in found if backend[0]))


def extract(group: str, kind: str, data: dict[str, Any], header: Header) -> Object | None:
    """The facts of one object, None for a kind that carries none."""
    if kind == "Service" and group == "":
        return service(data, header)
    if (group, kind) in TEMPLATES:
        return workload(group, data, header)
    return router(data, header) if (group, kind) in ROUTERS else None
