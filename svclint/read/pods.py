"""Pod specs to containers, ports and the host names they are given."""

from __future__ import annotations

from typing import Any

from svclint.facts import Container, ContainerPort, Path, PodOptions, Probe
from svclint.read.plain import items, labels, mapping, text, whole, words
from svclint.read.references import Told

_INJECTORS = (
    ("sidecar.istio.io/inject", "true"),
    ("linkerd.io/inject", "enabled"),
    ("linkerd.io/inject", "ingress"),
    ("dapr.io/enabled", "true"),
    ("consul.hashicorp.com/connect-inject", "true"),
    ("vault.hashicorp.com/agent-inject", "true"),
)
_PROBES = (("readinessProbe", "readiness"), ("livenessProbe", "liveness"), ("startupProbe", "startup"))
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_TIMES = ("Seconds", "Threshold")
_RARE = {
    "hostname", "subdomain", "setHostnameAsFQDN", "enableServiceLinks", "terminationGracePeriodSeconds", "nodeSelector",
    "affinity", "tolerations", "dnsConfig", "dnsPolicy", "hostnameOverride", "readinessGates", "topologySpreadConstraints",
}  # fmt: skip
_TELLING = {"env", "envFrom", "args", "command", "readinessProbe", "livenessProbe", "startupProbe", "lifecycle"}
_NONE = PodOptions()
_ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")


def containers(pod: dict[str, Any], path: Path) -> tuple[Container, ...]:
    """All containers in the order in which a target port looks for its name: normal ones, then sidecars (truth 3)."""
    found: list[Container] = []
    listed = pod.get("containers")
    if isinstance(listed, list):
        for index, entry in enumerate(listed):
            if isinstance(entry, dict):
                found.append(_container(entry, "container", (*path, "containers", index)))
    listed = pod.get("initContainers")
    if isinstance(listed, list):
        for index, entry in enumerate(listed):
            if isinstance(entry, dict):
                role = "sidecar" if entry.get("restartPolicy") == "Always" else "init"
                found.append(_container(entry, role, (*path, "initContainers", index)))
    return tuple(found)


def _container(entry: dict[str, Any], role: Any, path: Path) -> Container:
    name, ports = entry.get("name"), entry.get("ports")
    named = name if isinstance(name, str) else ""
    told = Told(entry) if not entry.keys().isdisjoint(_TELLING) else None
    return Container(
        named,
        role,
        path,
        tuple(_port(index, port) for index, port in enumerate(ports) if isinstance(port, dict))
        if isinstance(ports, list)
        else (),
        tuple(told.references) if told else (),
        told.port_variable if told else False,
        tuple(_probe(kind, entry[field]) for field, kind in _PROBES if isinstance(entry.get(field), dict)),
        text(entry.get("image")),
        tuple(told.sources) if told else (),
        tuple(told.assembled) if told else (),
        tuple(told.numbers) if told else (),
    )


def _port(index: int, entry: dict[str, Any]) -> ContainerPort:
    name, number, protocol = entry.get("name"), entry.get("containerPort"), entry.get("protocol")
    return ContainerPort(
        index,
        name if isinstance(name, str) else "",
        number if type(number) is int else None,
        protocol if isinstance(protocol, str) and protocol else "TCP",
        whole(entry.get("hostPort")) if "hostPort" in entry else None,
        text(entry.get("hostIP")) if "hostIP" in entry else "",
    )


def _probe(kind: Any, written: dict[str, Any]) -> Probe:
    handlers = tuple(name for name in _HANDLERS if written.get(name) is not None)
    handlers = handlers or tuple(name for name in written if name not in _HANDLERS and not name.endswith(_TIMES))[:1]
    handler = mapping(written[handlers[0]]) if handlers else {}
    port = handler.get("port")
    return Probe(
        kind,
        handlers,
        port if isinstance(port, str) else whole(port),
        text(handler.get("path") or handler.get("service")) or " ".join(words(handler.get("command"))),
        text(handler.get("host")),
        whole(written.get("failureThreshold")) or 3,
        whole(written.get("periodSeconds")) or 10,
        whole(written.get("initialDelaySeconds")) or 0,
        whole(written.get("successThreshold")) or 1,
        whole(written.get("terminationGracePeriodSeconds")),
        isinstance(written.get("exec"), dict) and not handler.get("command") and handlers == ("exec",),
    )


def options(pod: dict[str, Any], meta: dict[str, Any]) -> PodOptions:
    """The rarer fields of a pod spec, and the annotations of its template."""
    if "annotations" not in meta and pod.keys().isdisjoint(_RARE):
        return _NONE
    dns = mapping(pod.get("dnsConfig"))
    return PodOptions(
        hostname=text(pod.get("hostname")),
        subdomain=text(pod.get("subdomain")),
        fqdn=pod.get("setHostnameAsFQDN") is True,
        service_links=pod.get("enableServiceLinks") is not False,
        grace=whole(pod.get("terminationGracePeriodSeconds")),
        node_selector=labels(pod.get("nodeSelector")),
        affinity=bool(pod.get("affinity")),
        gates=bool(pod.get("readinessGates")),
        zone_spread=any(mapping(one).get("topologyKey") in _ZONES for one in items(pod.get("topologySpreadConstraints"))),
        tolerates_all=_tolerates_all(items(pod.get("tolerations"))),
        nameservers=words(dns.get("nameservers")),
        searches=words(dns.get("searches")),
        dns_config="dnsConfig" in pod,
        dns_policy_written="dnsPolicy" in pod,
        hostname_override=text(pod["hostnameOverride"]) if "hostnameOverride" in pod else None,
        annotations=labels(meta.get("annotations")),
    )


def _tolerates_all(tolerations: list[Any]) -> bool:
    effects = {
        text(one.get("effect")) for one in map(mapping, tolerations) if one.get("operator") == "Exists" and not one.get("key")
    }
    return "" in effects or {"NoSchedule", "NoExecute"} <= effects


def injected(own: dict[str, Any], template: dict[str, Any]) -> bool:
    """Whether annotations or labels of the workload or its template ask for a sidecar that no file shows."""
    for meta in (own, template):
        for field in ("annotations", "labels"):
            written = meta.get(field)
            if isinstance(written, dict) and any(written.get(key) == value for key, value in _INJECTORS):
                return True
    return False
