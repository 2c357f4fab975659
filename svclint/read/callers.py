"""Webhooks, aggregated APIs, Istio's routing and monitors, from plain data to facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Call, Caller, DestinationRule, Monitor, MonitorEndpoint, Path, Subset
from svclint.read.plain import Header, items, label_selector, labels, mapping, text, whole, words

_HTTPS = 443
_HOST = r"(?i)([a-z0-9-]+)(?:\.([a-z0-9-]+)\.svc\.([a-z0-9.-]+?)\.?)?"
"""A host that Istio takes for a Service: its bare name, or the whole one. `name.namespace` is a host like any other to it."""


def webhooks(_group: str, data: dict[str, Any], header: Header) -> Caller:
    """A ValidatingWebhookConfiguration or MutatingWebhookConfiguration."""
    calls: list[Call] = []
    for index, webhook in enumerate(items(data.get("webhooks"))):
        path: Path = ("webhooks", index, "clientConfig", "service")
        calls += _service(mapping(mapping(webhook).get("clientConfig")).get("service"), path)
    return Caller(*header, (), tuple(calls))


def api_service(_group: str, data: dict[str, Any], header: Header) -> Caller:
    """An APIService; one without a service is served by the API server itself."""
    return Caller(*header, (), tuple(_service(mapping(data.get("spec")).get("service"), ("spec", "service"))))


def definition(_group: str, data: dict[str, Any], header: Header) -> Caller:
    """A CustomResourceDefinition, by its conversion webhook."""
    webhook = conversion(data)
    path: Path = ("spec", "conversion", "webhook", "clientConfig", "service")
    return Caller(*header, (), tuple(_service(mapping(webhook.get("clientConfig")).get("service"), path)))


def conversion(data: dict[str, Any]) -> dict[str, Any]:
    """The conversion webhook of a CustomResourceDefinition, empty where it has none."""
    written = mapping(mapping(data.get("spec")).get("conversion"))
    return mapping(written.get("webhook")) if written.get("strategy") == "Webhook" else {}


def _service(written: object, path: Path) -> Iterator[Call]:
    service = mapping(written)
    if text(service.get("name")):
        port = whole(service.get("port"))
        at = (*path, "name" if port is None else "port")
        yield Call((*path, "name"), at, service["name"], text(service.get("namespace")) or None, port or _HTTPS)


def virtual_service(_group: str, data: dict[str, Any], header: Header) -> Caller:
    """An Istio VirtualService: the destinations of its routes and mirrors."""
    calls: list[Call] = []
    spec = mapping(data.get("spec"))
    for kind in ("http", "tls", "tcp"):
        for index, route in enumerate(items(spec.get(kind))):
            written = mapping(route)
            at: Path = ("spec", kind, index)
            for field in ("route", "mirrors"):
                for number, entry in enumerate(items(written.get(field))):
                    calls += _destination(mapping(entry).get("destination"), (*at, field, number, "destination"))
            calls += _destination(written.get("mirror"), (*at, "mirror"))
    return Caller(*header, (), tuple(calls), words(spec.get("hosts")))


def _destination(written: object, path: Path) -> Iterator[Call]:
    destination = mapping(written)
    port = whole(mapping(destination.get("port")).get("number"))
    yield from _host(
        text(destination.get("host")), (*path, "host"), port, (*path, "port", "number"), text(destination.get("subset"))
    )


def _host(host: str, path: Path, port: int | None, port_path: Path, subset: str = "") -> Iterator[Call]:
    match = re.fullmatch(_HOST, host)
    if match:
        name, namespace, domain = match.groups()
        yield Call(path, port_path, name.lower(), namespace, port, subset, (domain or "").lower())


def destination_rule(_group: str, data: dict[str, Any], header: Header) -> DestinationRule:
    """An Istio DestinationRule: its host, once for each port it has settings for, and its subsets."""
    spec = mapping(data.get("spec"))
    settings = items(mapping(spec.get("trafficPolicy")).get("portLevelSettings"))
    ports = [(whole(mapping(mapping(one).get("port")).get("number")), index) for index, one in enumerate(settings)]
    at: Path = ("spec", "trafficPolicy", "portLevelSettings")
    calls: list[Call] = []
    for port, index in ports or [(None, 0)]:
        calls += _host(text(spec.get("host")), ("spec", "host"), port, (*at, index, "port", "number"))
    subsets = tuple(
        Subset(index, text(one.get("name")), labels(one.get("labels")))
        for index, one in enumerate(map(mapping, items(spec.get("subsets"))))
    )
    return DestinationRule(*header, (), tuple(calls), subsets=subsets)


def monitor(_group: str, data: dict[str, Any], header: Header) -> Monitor:
    """A ServiceMonitor or PodMonitor."""
    spec = mapping(data.get("spec"))
    spaces = mapping(spec.get("namespaceSelector"))
    field = "endpoints" if header[0] == "ServiceMonitor" else "podMetricsEndpoints"
    return Monitor(
        *header,
        () if isinstance(spec.get("selector"), dict) else ("selector",),
        label_selector(mapping(spec.get("selector"))),
        None if spaces.get("any") is True else words(spaces.get("matchNames")),
        tuple(
            MonitorEndpoint(("spec", field, index), text(one.get("port")), _target(one))
            for index, one in enumerate(map(mapping, items(spec.get(field))))
        ),
    )


def _target(endpoint: dict[str, Any]) -> int | str | None:
    written = endpoint.get("targetPort", endpoint.get("portNumber"))
    return written if isinstance(written, str) and written else whole(written)


KINDS = {
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): webhooks,
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): webhooks,
    ("apiregistration.k8s.io", "APIService"): api_service,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): definition,
    ("networking.istio.io", "VirtualService"): virtual_service,
    ("networking.istio.io", "DestinationRule"): destination_rule,
    ("monitoring.coreos.com", "ServiceMonitor"): monitor,
    ("monitoring.coreos.com", "PodMonitor"): monitor,
}
