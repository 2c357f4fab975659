"""What the API server refuses of an Ingress beyond its shape, as it validates one on creation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Object, Path, Problem
from svclint.placeholder import is_placeholder
from svclint.read.plain import items, mapping, text, whole
from svclint.read.routing import INGRESS_CLASS, written_backends
from svclint.read.shape import dotted

_RULE = "ingress-invalid"
_SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_LONGEST = 253
_PLAIN = r"[\w./-]+"
"""Paths that YAML takes without quotes."""
_IN_NO_PATH = ("//", "/./", "/../", "%2f", "%2F")
_ENDS_NO_PATH = ("/..", "/.")


def flaws(found: Object, data: dict[str, Any]) -> Iterator[Problem]:
    """Everything that the API server refuses of a networking.k8s.io/v1 Ingress and its JSON Schema lets pass.

    Names of Services and of their ports are left to rules of their own, which judge them elsewhere too.
    """
    if data.get("apiVersion") != "networking.k8s.io/v1":
        return
    spec = mapping(data.get("spec"))
    if spec.get("rules") in (None, []) and spec.get("defaultBackend") is None and "backend" not in spec:
        told = f"{found} has neither rules nor a default backend"
        place = found.at("spec", "rules", part="key")
        yield Problem(_RULE, place, told, help="add a rule, or a `defaultBackend`", missing=True)
    yield from _class(found, spec, mapping(mapping(data.get("metadata")).get("annotations")))
    for index, rule in enumerate(map(mapping, items(spec.get("rules")))):
        yield from _rule(found, ("spec", "rules", index), rule)
    for index, one in enumerate(map(mapping, items(spec.get("tls")))):
        for number, host in enumerate(items(one.get("hosts"))):
            yield from _host(found, ("spec", "tls", index, "hosts", number), "" if host is None else host)
        yield from _name(found, ("spec", "tls", index, "secretName"), one.get("secretName") or None, "Secret")
    for path, backend in written_backends(spec):
        if path[-1] != "backend" or len(path) > 2:
            yield from _backend(found, path, backend)


def _class(found: Object, spec: dict[str, Any], annotations: dict[str, Any]) -> Iterator[Problem]:
    name, annotation = spec.get("ingressClassName"), annotations.get(INGRESS_CLASS)
    yield from _name(found, ("spec", "ingressClassName"), name, "IngressClass")
    if not isinstance(name, str) or not _is_subdomain(name) or is_placeholder(f"{name} {annotation}"):
        return
    if INGRESS_CLASS in annotations and name != (annotation or ""):
        place = found.at("metadata", "annotations", INGRESS_CLASS)
        told = f"the annotation {INGRESS_CLASS} says {annotation or 'nothing'}, and ingressClassName says {name}"
        also = found.at("spec", "ingressClassName")
        yield Problem(_RULE, place, told, help="drop the annotation: it is deprecated", also=also)


def _rule(found: Object, path: Path, rule: dict[str, Any]) -> Iterator[Problem]:
    yield from _host(found, (*path, "host"), rule.get("host") or None, of_rule=True)
    http = mapping(rule.get("http"))
    if http.get("paths") == []:
        place = found.at(*path, "http", "paths", part="key")
        yield Problem(_RULE, place, f"{dotted(path)}.http has no path", help="add a path, or drop `http`")
    for index, one in enumerate(items(http.get("paths"))):
        yield from _path(found, (*path, "http", "paths", index), one)


def _host(found: Object, path: Path, host: object, *, of_rule: bool = False) -> Iterator[Problem]:
    """A host of a rule or of TLS; only a rule's may not be an address."""
    if not isinstance(host, str) or is_placeholder(host):
        return
    rest = host.removeprefix("*.")
    if of_rule and _is_address(host):
        told = f"the host {host} is an IP address, not a DNS name"
        yield _flaw(found, path, told, "leave the host out to take requests to any")
    elif "*" in rest:
        told = f'the host "{host}" has a wildcard that is not its first label'
        yield _flaw(found, path, told, "leave the host out to take any" if host == "*" else "write `*.` and a DNS name")
    elif not _is_subdomain(rest) or len(host) > _LONGEST:
        yield _flaw(found, path, f'the host "{host}" is no lower-case DNS name{_hint(host)}', "write the bare host name")


def _hint(host: str) -> str:
    if "://" in host:
        return " but a URL"
    return " but has a port" if re.fullmatch(r"[^:]+:\d+", host) else ""


def _path(found: Object, path: Path, written: object) -> Iterator[Problem]:
    if written is None:
        yield _flaw(found, path, f"{dotted(path)} is null", "write a path with its pathType and backend")
    if not isinstance(written, dict):
        return
    if written.get("backend", ...) is None:
        yield _flaw(found, (*path, "backend"), f"{dotted(path)}.backend is null", "add `service` with its name and port")
    kind, value = written.get("pathType"), written.get("path")
    if kind not in ("Exact", "Prefix", "ImplementationSpecific") or not isinstance(value, str | None):
        return
    value, place = value or "", (*path, "path")
    if is_placeholder(value) or (kind == "ImplementationSpecific" and not value):
        return
    if not value.startswith("/"):
        told = f'the path "{value}" is not absolute' if value else f"a path of pathType {kind} is needed"
        fixed = f"/{value}" if re.fullmatch(_PLAIN, value) else ""
        yield Problem(_RULE, found.at(*place), told, value=fixed, help=f"write `/{value}`")
    elif kind != "ImplementationSpecific":
        bad = next((one for one in _IN_NO_PATH if one in value), "")
        ending = next((one for one in _ENDS_NO_PATH if value.endswith(one)), "")
        if bad or ending:
            trouble = f"holds {bad}" if bad else f"ends in {ending}"
            told = f'the path "{value}" {trouble}, which pathType {kind} does not take'
            yield _flaw(found, place, told, "write the path that requests have, without it")


def _backend(found: Object, path: Path, written: dict[str, Any]) -> Iterator[Problem]:
    service, resource = written.get("service"), written.get("resource")
    if service is not None and resource is not None:
        told = f"{dotted(path)} names both a Service and a resource"
        yield Problem(_RULE, found.at(*path, "resource", part="key"), told, help="keep one of them")
    elif isinstance(resource, dict):
        for field in ("kind", "name"):
            yield from _segment(found, (*path, "resource", field), resource.get(field))
        yield from _name(found, (*path, "resource", "apiGroup"), resource.get("apiGroup"), "API group")
    elif isinstance(service, dict):
        yield from _service_port(found, path, service)
    elif service is None and written.keys().isdisjoint(("serviceName", "servicePort")):
        told = f"{dotted(path)} names neither a Service nor a resource"
        yield _flaw(found, path, told, "add `service` with its name and port")


def _service_port(found: Object, path: Path, service: dict[str, Any]) -> Iterator[Problem]:
    written = service.get("port")
    if not isinstance(written, dict | None):
        return
    port = written or {}
    name, number = port.get("name") or None, port.get("number") or None
    at = (*path, "service", "port")
    if isinstance(name, str) and number is not None:
        told = f"the backend port is written by name ({name}) and by number ({number})"
        yield Problem(_RULE, found.at(*at, "number", part="key"), told, help="keep one of them")
    elif name is None and number is None and "name" in service:
        told = f"the backend Service {text(service.get('name'))} has neither a port name nor a port number"
        yield _flaw(found, at, told, "add `number` or `name`: the Service's own port")
    elif whole(number) is not None and not 1 <= int(str(number)) <= 65535:
        yield _flaw(found, (*at, "number"), f"the port number {number} is outside 1 to 65535", "write the Service's own port")


def _segment(found: Object, path: Path, value: object) -> Iterator[Problem]:
    if isinstance(value, str) and (value in ("", ".", "..") or "/" in value or "%" in value) and not is_placeholder(value):
        yield _flaw(found, path, f'{dotted(path)} is "{value}", which no object can be called', "write what the resource has")


def _name(found: Object, path: Path, value: object, what: str) -> Iterator[Problem]:
    if isinstance(value, str) and not _is_subdomain(value) and not is_placeholder(value):
        told = f'{dotted(path)} is "{value}", which no {what} can be called'
        yield _flaw(found, path, told, f"write the name of the {what}" + ("" if value else ", or leave it out"))


def _flaw(found: Object, path: Path, told: str, remedy: str) -> Problem:
    return Problem(_RULE, found.at(*path), told, help=remedy)


def _is_subdomain(text: str) -> bool:
    return len(text) <= _LONGEST and re.fullmatch(_SUBDOMAIN, text) is not None


def _is_address(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdecimal() and part.isascii() and int(part) <= 255 for part in parts)
