"""Who asks for which node port; the allocator knows numbers only, no protocols and no namespaces (truth 35)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from svclint.facts import Object, Place, Service
from svclint.scope import Scope

Nearness = Literal["same file", "same folder", "further"]
_LOOKED_BACK = 16


class Claim(Struct, frozen=True):
    """One number that a Service asks for; `port` is None for a health check node port."""

    service: Service
    number: int
    place: Place
    port: int | None
    protocol: str


class Collision(Struct, frozen=True):
    """Two claims on one number by what can be applied together."""

    claim: Claim
    earlier: Claim
    nearness: Nearness


def claims(service: Service) -> Iterator[Claim]:
    """The numbers that the API server would allocate for a Service, before it looks at anything else of it (truth 39)."""
    if service.type not in ("NodePort", "LoadBalancer"):
        return
    for port in service.ports:
        if port.node_port is not None:
            yield Claim(service, port.node_port, service.at("spec", "ports", port.index, "nodePort"), port.port, port.protocol)
    if service.health_check_node_port:
        yield Claim(service, service.health_check_node_port, service.at("spec", "healthCheckNodePort"), None, "")


def collisions(scope: Scope, services: list[Service], namespace: Callable[[Service], str | None]) -> Iterator[Collision]:
    """Each claim that a former one forestalls, told once, with the nearest of the last few; one object twice is none."""
    taken: dict[int, list[Claim]] = {}
    for service in services:
        for claim in claims(service):
            former = taken.setdefault(claim.number, [])
            for earlier in reversed(former[-_LOOKED_BACK:]):
                if _collide(claim, earlier, namespace) and scope.visible(claim.service.file, earlier.service.file):
                    yield Collision(claim, earlier, nearness(scope, claim.service, earlier.service))
                    break
            former.append(claim)


def _collide(claim: Claim, earlier: Claim, namespace: Callable[[Service], str | None]) -> bool:
    one, other = claim.service, earlier.service
    if one is other:
        return claim.port is None or claim.port != earlier.port or _shared(one, claim.port) != claim.number
    return one.name != other.name or (namespace(one) != namespace(other) and None not in (namespace(one), namespace(other)))


def _shared(service: Service, number: int) -> int | None:
    """The node port that all entries with one port share: that of the first of them (truth 36)."""
    return next((port.node_port for port in service.ports if port.port == number), None)


def nearness(scope: Scope, one: Object, other: Object) -> Nearness:
    """How close the files of two objects stand: what is rendered is one file."""
    if one.file == other.file or scope.rendered:
        return "same file"
    low, high = scope.folder(one.file)
    return "same folder" if low <= scope.ordinals[other.file] < high else "further"
