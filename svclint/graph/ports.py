"""Where a Service port lands in a pod: `FindPort` of the endpoint slice controller, and what is declared around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from svclint.facts import Container, ContainerPort, Path, Place, ServicePort, Workload

_NAME = re.compile(r"([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Landing(Struct, frozen=True):
    """A port of a container in a workload's pod template."""

    workload: Workload
    container: Container
    port: ContainerPort

    def at(self, field: str) -> Place:
        """The place of a field of the port."""
        return self.workload.at(*self.container.path, "ports", self.port.index, field)

    @property
    def host(self) -> int | None:
        """The port of the node that it takes; on the host network a container port takes its own (truth 33)."""
        return self.port.host_port or (self.port.number if self.workload.host_network else None)

    @property
    def allocated(self) -> bool:
        """Whether the API server counts its host port: it counts those of normal containers only."""
        return self.host is not None and self.container.role == "container"


def nameable(name: str) -> bool:
    """Whether a container port can have this name (truth 6)."""
    return len(name) <= 15 and _NAME.fullmatch(name) is not None


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


def landing(workload: Workload, port: ServicePort) -> Landing | None:
    """The container port where a Service port lands; None for a number that none declares, which is reached too (truth 1)."""
    if isinstance(port.target, str):
        return find(workload, port)
    wanted = (port.target, port.protocol)
    return next((one for one in declared(workload) if (one.port.number, one.port.protocol) == wanted), None)


def number(workload: Workload, port: ServicePort) -> int | None:
    """The pod port that a Service port reaches; a numeric target always resolves (truth 1)."""
    if isinstance(port.target, int) or port.target is None:
        return port.target
    landing = find(workload, port)
    return landing.port.number if landing else None


def crowded(workloads: Iterable[Workload]) -> Iterator[Workload]:
    """The workloads with a port number or name twice, or with ports of the host: few, and all that can collide."""
    for workload in workloads:
        ports = [port for container in workload.containers for port in container.ports]
        if not ports:
            continue
        names = [port.name for port in ports if port.name]
        if (
            workload.host_network
            or len({(port.number, port.protocol) for port in ports}) < len(ports)
            or len(set(names)) < len(names)
            or any(port.host_port for port in ports)
        ):
            yield workload


def name_pairs(workload: Workload) -> Iterator[tuple[Landing, Landing]]:
    """Ports of two containers with one name and protocol: the first, which a target port finds, and each later one."""
    first: dict[tuple[str, str], Landing] = {}
    for landing in declared(workload):
        if landing.port.name:
            earlier = first.setdefault((landing.port.name, landing.port.protocol), landing)
            if earlier.container is not landing.container:
                yield earlier, landing


def number_pairs(workload: Workload) -> Iterator[tuple[Landing, Landing]]:
    """Ports with one number and protocol that Kubernetes accepts: the first and each later one."""
    first: dict[tuple[int, str], Landing] = {}
    for landing in declared(workload):
        if landing.port.number is not None:
            earlier = first.setdefault((landing.port.number, landing.port.protocol), landing)
            if earlier is not landing and not _one_host_port(earlier, landing):
                yield earlier, landing


def refused_pairs(workload: Workload) -> Iterator[tuple[Landing, Landing, str]]:
    """Ports that the API server refuses beside an earlier one, and the field they share.

    A name may stand once in a container, whatever the protocol; a host port with its protocol and address once in all the
    normal containers of a pod, and once in each of its init containers and sidecars.
    """
    names: dict[tuple[Path, str], Landing] = {}
    hosts: dict[tuple[Path, int, str, str], Landing] = {}
    for landing in declared(workload, init=True):
        port = landing.port
        if port.name:
            earlier = names.setdefault((landing.container.path, port.name), landing)
            if earlier is not landing:
                yield earlier, landing, "name"
        if landing.host is not None:
            among = () if landing.container.role == "container" else landing.container.path
            earlier = hosts.setdefault((among, landing.host, port.protocol, port.host_ip), landing)
            if earlier is not landing:
                yield earlier, landing, "hostPort" if port.host_port else "containerPort"


def _one_host_port(one: Landing, other: Landing) -> bool:
    same = (one.host, one.port.host_ip) == (other.host, other.port.host_ip)
    return one.allocated and other.allocated and same
