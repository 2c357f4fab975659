"""Which Gateways admit which routes, which references into other namespaces are granted, and which classes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Literal

from msgspec import Struct

from svclint.facts import Gateway, Ingress, Listener, Namespace, Parent, ReferenceGrant, Route, RoutingClass
from svclint.graph.index import Names
from svclint.graph.match import matches
from svclint.graph.near import distance
from svclint.graph.routing import Destination, Routing
from svclint.graph.selection import Selections
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

Step = Literal["section", "port", "kind", "namespace", "hostname"]

_CARRIES = {
    "HTTP": ("HTTPRoute", "GRPCRoute"),
    "HTTPS": ("HTTPRoute", "GRPCRoute"),
    "TLS": ("TLSRoute", "TCPRoute"),
    "TCP": ("TCPRoute",),
    "UDP": ("UDPRoute",),
}
"""The kinds of route that a protocol carries; one that is not here may carry any."""
_SAMPLE = 16
_NAMESPACE_NAME = "kubernetes.io/metadata.name"


class Refusal(Struct, frozen=True):
    """A Gateway no listener of which admits a route. `step` is where the last listeners that were left fell out, and
    `listener` the one of them if it was only one.

    `sure`: the Gateway is the one that the route means, not one of the same name far off.
    """

    route: Route
    parent: Parent
    gateway: Gateway
    step: Step
    listener: Listener | None
    sure: bool


class Classless(Struct, frozen=True):
    """An Ingress or Gateway whose class no object is. `near` is one of nearly its name; `name` None: it names no class."""

    user: Ingress | Gateway
    name: str | None
    near: RoutingClass | None


class Gateways:
    """The Gateways, routes and classes of a scope; `beyond` are Gateways outside of it, each in a known namespace."""

    def __init__(self, scope: Scope, selections: Selections, routing: Routing, beyond: Sequence[Gateway] = ()) -> None:
        self._beyond = beyond
        self._scope, self._selections, self._routing = scope, selections, routing
        self._gateways = Names(scope, Gateway, lambda one: [one.name])
        self._grants = Names(scope, ReferenceGrant, self._grant_keys)
        self._classes = Names(scope, RoutingClass, lambda one: [(one.kind, one.name), ("kind", one.kind)])
        self._namespaces = Names(scope, Namespace, lambda one: [one.name])

    def refusals(self) -> Iterator[Refusal]:
        """Each Gateway that a route names and that does not admit it; Gateways that no file shows are left out."""
        for route in self._routing.routers:
            if isinstance(route, Route):
                for parent in route.parents:
                    yield from self._refusal(route, parent)

    def ungranted(self) -> Iterator[Destination]:
        """Each backend of a route in another namespace to which no ReferenceGrant lets it refer."""
        for destination in self._routing.destinations:
            route, namespace = destination.router, destination.backend.namespace
            own = self._selections.namespace(route)
            if namespace and own and namespace != own and not self._granted(destination, own):
                yield destination

    def classless(self) -> Iterator[Classless]:
        """Each Ingress and Gateway whose class no object is, where one of nearly its name is or it names none."""
        for one in self._scope.objects:
            if isinstance(one, Ingress):
                name = one.class_name
                if name is None and one.class_annotation is None and not self._has_default(one):
                    yield Classless(one, None, None)
            elif isinstance(one, Gateway):
                name = one.class_name or None
            else:
                continue
            if name and not is_placeholder(name):
                near = self._near_class(one, name)
                if near:
                    yield Classless(one, name, near)

    def _refusal(self, route: Route, parent: Parent) -> Iterator[Refusal]:
        wanted = parent.namespace or self._selections.namespace(route)
        found = self._gateways.nearest(
            route.file, parent.name, lambda one: wanted is None or self._selections.namespace(one) in (None, wanted)
        ) or [one for one in self._beyond if (one.name, one.namespace) == (parent.name, wanted)]
        refused: Refusal | None = None
        for gateway in found:
            if not gateway.listeners:
                return
            refused = self._judge(route, parent, gateway)
            if refused is None:
                return
        if refused:
            yield refused

    def _judge(self, route: Route, parent: Parent, gateway: Gateway) -> Refusal | None:
        tests: tuple[tuple[Step, Callable[[Listener], bool]], ...] = (
            ("section", lambda one: parent.section in (None, one.name)),
            ("port", lambda one: parent.port in (None, one.port)),
            ("kind", lambda one: _carries(one, route.kind)),
            ("namespace", lambda one: self._lets(gateway, one, route)),
            ("hostname", lambda one: _shares_host(one.hostname, route.hostnames)),
        )
        left = list(gateway.listeners)
        for step, test in tests:
            passed = [one for one in left if test(one)]
            if not passed:
                only = left[0] if len(left) == 1 else None
                return Refusal(route, parent, gateway, step, only, self._is_sure(route, parent, gateway))
            left = passed
        return None

    def _is_sure(self, route: Route, parent: Parent, gateway: Gateway) -> bool:
        if gateway.file not in self._scope.ordinals:
            return True
        low, high = self._scope.folder(route.file)
        near = low <= self._scope.ordinals[gateway.file] < high
        return near or (parent.namespace is not None and parent.namespace == gateway.namespace)

    def _lets(self, gateway: Gateway, listener: Listener, route: Route) -> bool:
        """Whether a listener takes routes of this route's namespace; what no file shows is taken for a yes."""
        if listener.namespaces == "Same":
            return self._selections.meet(gateway, route)
        if listener.namespaces != "Selector":
            return listener.namespaces == "All"
        name = self._selections.namespace(route)
        if name is None or listener.selector is None or listener.selector.unread:
            return True
        named = ((_NAMESPACE_NAME, name),)
        found = self._namespaces.nearest(route.file, name, lambda _: True)
        if found:
            return any(matches(listener.selector, (*one.labels, *named)) for one in found)
        keys = {key for key, _ in listener.selector.labels} | {key for key, _, _ in listener.selector.expressions}
        return keys != {_NAMESPACE_NAME} or matches(listener.selector, named)

    def _granted(self, destination: Destination, own: str) -> bool:
        route, backend = destination.router, destination.backend

        def grants(one: ReferenceGrant) -> bool:
            return (
                self._selections.namespace(one) in (None, backend.namespace)
                and any(source.kind == route.kind and source.namespace == own for source in one.sources)
                and any(target.name in ("", backend.service) for target in one.targets)
            )

        return any(
            self._grants.search(route.file, (("in", namespace), (route.kind, own)), grants)
            for namespace in (backend.namespace, None)
        )

    def _grant_keys(self, grant: ReferenceGrant) -> Iterator[object]:
        yield "in", self._selections.namespace(grant)
        for source in grant.sources:
            yield source.kind, source.namespace

    def _has_default(self, ingress: Ingress) -> bool:
        return bool(self._classes.nearest(ingress.file, ("kind", "IngressClass"), lambda one: one.default))

    def _near_class(self, user: Ingress | Gateway, name: str) -> RoutingClass | None:
        """A class of nearly that name to which nothing refers, unless there is one of exactly that."""
        kind = f"{user.kind}Class"
        if (kind, name) in self._classes:
            return None
        for one in islice(self._classes.inside((0, len(self._scope.files)), ("kind", kind)), _SAMPLE):
            used = (kind, one.name) in self._used_classes
            if not used and _is_slip(one.name, name) and self._scope.visible(user.file, one.file):
                return one
        return None

    @cached_property
    def _used_classes(self) -> set[tuple[str, str | None]]:
        users = (one for one in self._scope.objects if isinstance(one, (Ingress, Gateway)))
        return {(f"{one.kind}Class", one.class_name) for one in users}


def _carries(listener: Listener, kind: str) -> bool:
    if listener.kinds is not None and kind not in listener.kinds:
        return False
    return kind in _CARRIES.get(listener.protocol, (kind,))


def _shares_host(listener: str, hostnames: tuple[str, ...]) -> bool:
    """Whether a listener's host name and one of the route's have any name in common; none written is any."""
    if not listener or not hostnames or is_placeholder(listener):
        return True
    return any(is_placeholder(host) or _covers(listener.lower(), host.lower()) for host in hostnames)


def _covers(one: str, other: str) -> bool:
    if one == other:
        return True
    return (one.startswith("*.") and other.endswith(one[1:])) or (other.startswith("*.") and one.endswith(other[1:]))


def _is_slip(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    allowed = 2 if short >= 8 else 1 if short >= 5 else 0
    return distance(one.lower(), other.lower(), allowed) <= allowed
