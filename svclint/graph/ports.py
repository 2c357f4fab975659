"""Where a Service port lands in a pod: `FindPort` of the endpoint slice controller, and what is declared around it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from svclint.facts import Container, ContainerPort, ServicePort, Workload


class Landing(Struct, frozen=True):
    """A port of a container in a workload's pod template."""

    workload: Workload
    container: Container
    port: ContainerPort


def declared(workload: Workload, *, init: bool = False) -> Iterator[Landing]:
    """Every port that a Service can reach, in the order in which it looks: of normal containers, then of sidecars (truth 3).

    With `init` those of run-to-completion containers too.
    """
    for container in workload.containers:
        if init or container.role != "init":
            for port in container.ports:
                yield Landing(workload, container, port)


def find(workload: Workload, port: ServicePort) -> Landing | None:
    """The container port that a named target port means: name and protocol must agree, the first wins (truths 2 and 4)."""
    for landing in declared(workload):
        if landing.port.name == port.target and landing.port.protocol == port.protocol:
            return landing
    return None


def number(workload: Workload, port: ServicePort) -> int | None:
    """The pod port that a Service port reaches; a numeric target always resolves (truth 1)."""
    if isinstance(port.target, int) or port.target is None:
        return port.target
    landing = find(workload, port)
    return landing.port.number if landing else None
