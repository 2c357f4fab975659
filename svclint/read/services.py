"""A core/v1 Service, from plain data to facts, with Kubernetes' defaults."""

from __future__ import annotations

from typing import Any

from svclint.facts import Service, ServiceOptions, ServicePort
from svclint.read.plain import Header, items, labels, mapping, text, whole, words

_COMMON = {"type", "selector", "ports"}


def service(_group: str, data: dict[str, Any], header: Header) -> Service:
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
    health = whole(spec.get("healthCheckNodePort")) or None if local else None
    selector = spec.get("selector")
    pairs = labels(selector) if isinstance(selector, dict) and selector else None
    return Service(
        *header,
        lacking,
        kind,
        headless,
        pairs,
        ports,
        health,
        null_selectors=tuple(key for key, value in selector.items() if value is None)
        if pairs and isinstance(selector, dict)
        else (),
        empty_selector=selector == {},
        options=_options(spec, mapping(data.get("metadata")).get("annotations")),
    )


def _port(index: int, entry: dict[str, Any]) -> ServicePort:
    port = whole(entry.get("port"))
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
        whole(entry.get("nodePort")) or None,
        text(entry.get("appProtocol")),
        name_written="name" in entry,
    )


def _options(spec: dict[str, Any], annotations: object) -> ServiceOptions | None:
    if not annotations and spec.keys() <= _COMMON:
        return None
    affinity = mapping(mapping(spec.get("sessionAffinityConfig")).get("clientIP"))
    return ServiceOptions(
        cluster_ip=_written(spec.get("clusterIP")),
        cluster_ips=words(spec["clusterIPs"]) if "clusterIPs" in spec else None,
        external_ips=words(spec.get("externalIPs")),
        external_name=_written(spec.get("externalName")),
        ip_families=words(spec.get("ipFamilies")),
        ip_family_policy=_written(spec.get("ipFamilyPolicy")),
        session_affinity=_written(spec.get("sessionAffinity")),
        affinity_config=bool(affinity),
        affinity_seconds=whole(affinity.get("timeoutSeconds")),
        external_traffic_policy=_written(spec.get("externalTrafficPolicy")),
        internal_traffic_policy=_written(spec.get("internalTrafficPolicy")),
        traffic_distribution=_written(spec.get("trafficDistribution")),
        load_balancer_ip=_written(spec.get("loadBalancerIP")),
        load_balancer_class=_written(spec.get("loadBalancerClass")),
        allocate_node_ports=spec["allocateLoadBalancerNodePorts"]
        if isinstance(spec.get("allocateLoadBalancerNodePorts"), bool)
        else None,
        source_ranges=words(spec["loadBalancerSourceRanges"]) if "loadBalancerSourceRanges" in spec else None,
        health_check_node_port=whole(spec.get("healthCheckNodePort")),
        publish_not_ready=spec.get("publishNotReadyAddresses") is True,
        annotations=labels(annotations),
    )


def _written(value: object) -> str | None:
    return value if isinstance(value, str) else None


KINDS = {("", "Service"): service}
