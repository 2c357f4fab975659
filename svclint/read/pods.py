"""Pod specs to containers, ports and the host names they are given."""

from __future__ import annotations

from typing import Any

from svclint.facts import Container, ContainerPort, Path
from svclint.read.references import has_port_variable, references

_INJECTORS = (
    ("sidecar.istio.io/inject", "true"),
    ("linkerd.io/inject", "enabled"),
    ("linkerd.io/inject", "ingress"),
    ("dapr.io/enabled", "true"),
    ("consul.hashicorp.com/connect-inject", "true"),
    ("vault.hashicorp.com/agent-inject", "true"),
)


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
    talks = "env" in entry or "args" in entry or "command" in entry
    return Container(
        named,
        role,
        path,
        tuple(_port(index, port) for index, port in enumerate(ports) if isinstance(port, dict))
        if isinstance(ports, list)
        else (),
        tuple(references(entry)) if talks else (),
        talks and has_port_variable(entry),
    )


def _port(index: int, entry: dict[str, Any]) -> ContainerPort:
    name, number, protocol = entry.get("name"), entry.get("containerPort"), entry.get("protocol")
    return ContainerPort(
        index,
        name if isinstance(name, str) else "",
        number if type(number) is int else None,
        protocol if isinstance(protocol, str) and protocol else "TCP",
    )


def injected(own: dict[str, Any], template: dict[str, Any]) -> bool:
    """Whether annotations or labels of the workload or its template ask for a sidecar that no file shows."""
    for meta in (own, template):
        for field in ("annotations", "labels"):
            written = meta.get(field)
            if isinstance(written, dict) and any(written.get(key) == value for key, value in _INJECTORS):
                return True
    return False
