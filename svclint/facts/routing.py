"""What sends traffic to a Service: Ingresses, Gateway API routes, and the Gateways and classes that serve them."""

from __future__ import annotations

from typing import Literal

from svclint.facts.base import Fact, Object, Path
from svclint.facts.workloads import Selector

From = Literal["Same", "All", "Selector", "None"]


class Backend(Fact, frozen=True, gc=False):
    """A Service that an Ingress or route sends to.

    `namespace` and `port` are as written, None where they are not; a port is the Service's own, by number or (in an
    Ingress) by name. The paths are those of the name and of the port.
    """

    path: Path
    port_path: Path
    service: str
    namespace: str | None
    port: int | str | None
    idle: bool = False
    "Its weight is 0: it is sent nothing."


class Router(Object, frozen=True, gc=False):
    """Whatever sends to backends: an Ingress or a Gateway API route."""

    backends: tuple[Backend, ...]


class Ingress(Router, frozen=True, gc=False):
    """An Ingress. `class_annotation` is the deprecated `kubernetes.io/ingress.class`."""

    class_name: str | None
    class_annotation: str | None


class Parent(Fact, frozen=True, gc=False):
    """A Gateway that a route wants to be served by, and which listeners of it: None where they are not narrowed."""

    path: Path
    name: str
    namespace: str | None
    section: str | None
    port: int | None


class Route(Router, frozen=True, gc=False):
    """A route of the Gateway API. No `hostnames`: it takes all that its listeners do."""

    parents: tuple[Parent, ...]
    hostnames: tuple[str, ...]


class Listener(Fact, frozen=True, gc=False):
    """A listener of a Gateway. `kinds` None: what its protocol carries; `hostname` "": any."""

    index: int
    name: str
    port: int | None
    protocol: str
    hostname: str
    namespaces: From
    selector: Selector | None
    kinds: tuple[str, ...] | None


class Gateway(Object, frozen=True, gc=False):
    """A Gateway of the Gateway API."""

    class_name: str
    listeners: tuple[Listener, ...]


class RoutingClass(Object, frozen=True, gc=False):
    """An IngressClass or GatewayClass. `default`: an Ingress that names no class gets this one."""

    default: bool


class Grant(Fact, frozen=True, gc=False):
    """One side of a ReferenceGrant: a kind in a namespace that may refer, or a kind that may be referred to, by name or all."""

    kind: str
    namespace: str = ""
    name: str = ""


class ReferenceGrant(Object, frozen=True, gc=False):
    """What of other namespaces may refer to what of this one. Only entries that concern routes and Services are kept."""

    sources: tuple[Grant, ...]
    targets: tuple[Grant, ...]
