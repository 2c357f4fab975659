"""Addresses that somebody wrote by hand: an EndpointSlice, or a v1 Endpoints that the control plane mirrors into slices."""

from __future__ import annotations

from typing import Literal

from svclint.facts.base import Fact, Object, Path


class EndpointsPort(Fact, frozen=True, gc=False):
    """A port of a slice or subset; `number` None means that none is written, which kube-proxy ignores."""

    name: str
    number: int | None
    protocol: str
    path: Path


class EndpointsAddress(Fact, frozen=True, gc=False):
    """An address and where it stands. `first`: the only one of its endpoint that kube-proxy sends to."""

    text: str
    path: Path
    first: bool = True


class Endpoints(Object, frozen=True, gc=False):
    """An EndpointSlice (`slice`) or v1 Endpoints.

    `service` is the Service that it names, "" where a slice lacks the label. `family` is the address type as written, "" of
    v1 Endpoints, which may mix them. `idle` says why the control plane makes no use of it, "" where it does.
    """

    service: str
    slice: bool
    family: str
    addresses: tuple[EndpointsAddress, ...]
    ports: tuple[EndpointsPort, ...]
    idle: Literal["", "leader election", "not mirrored"] = ""
    managed: bool = False
    "A controller of Kubernetes made it: a copy out of a cluster."
