"""What grows with Services and pods: rules of kube-proxy, EndpointSlices, load balancers; and who balances on its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import Path, ProxyConfig, Service, Workload, pairs
from svclint.graph.pods import Pods
from svclint.graph.selection import Selections
from svclint.graph.selectors import Selectors
from svclint.graph.serving import Serving
from svclint.scope import Scope

PER_SLICE = 100
"""Endpoints that the controller puts into one EndpointSlice (truth 13)."""
_SYSTEM_KEYS = ("kubernetes.io/os", "beta.kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/arch")
_MESH_LABELS = {"istio-injection": "enabled", "istio.io/dataplane-mode": "ambient", "kuma.io/sidecar-injection": "enabled"}
_IN_HOUSE = (
    "metallb.io/", "metallb.universe.tf/", "kube-vip.io/", "lbipam.cilium.io/", "io.cilium/", "tailscale.com/", "purelb.io/",
    "openelb.io/", "porter.kubesphere.io/",
)  # fmt: skip
_IN_HOUSE_CLASSES = ("metallb", "kube-vip", "tailscale", "cilium", "purelb", "openelb")


class Load(Struct, frozen=True):
    """What every node's kube-proxy holds: the Services with a cluster IP, and an estimate of the iptables rules for them."""

    services: int
    rules: int


class Slices(Struct, frozen=True):
    """The EndpointSlices that a Service needs for `pods` endpoints of `families` address families and `maps` port maps;
    `largest` is the workload with the most of the pods."""

    service: Service
    largest: Workload
    slices: int
    pods: int
    families: int
    maps: int


class Proxy(Struct, frozen=True):
    """A DaemonSet of kube-proxy; `selector` is what it wants of a node beyond its operating system and architecture."""

    workload: Workload
    selector: tuple[tuple[str, str], ...]


class Local(Struct, frozen=True):
    """A Service that keeps traffic on the node, and a workload of its that is not on every node, with the field at `path`
    that makes it so."""

    service: Service
    workload: Workload
    gap: str
    path: Path


class Scale:
    """The sizes of a scope."""

    def __init__(
        self, scope: Scope, services: list[Service], selections: Selections, selectors: Selectors, serving: Serving
    ) -> None:
        self._scope, self._services = scope, services
        self._selections, self._selectors, self._serving = selections, selectors, serving
        self._counts: dict[int, int] = {}

    @cached_property
    def configs(self) -> list[ProxyConfig]:
        """Every configuration of kube-proxy."""
        return [one for one in self._scope.objects if isinstance(one, ProxyConfig)]

    def proxies(self) -> Iterator[Proxy]:
        """The DaemonSets that run kube-proxy; those that choose their nodes by a label about kube-proxy are left out."""
        for workload in self._selections.workloads.objects:
            if workload.kind == "DaemonSet" and any("/kube-proxy" in f"/{one.image}" for one in workload.containers):
                selector = tuple(pair for pair in workload.pod.node_selector if pair[0] not in _SYSTEM_KEYS)
                if not any("kube-proxy" in key for key, _ in selector):
                    yield Proxy(workload, selector)

    @cached_property
    def load(self) -> Load:
        """What all Services of the scope together cost a node, each counted once however often it is defined.

        In iptables mode a port of a cluster IP has 2 rules, 3 more for a node port, 1 more for a load balancer, and 3 for
        each endpoint, 4 with session affinity.
        """
        known: dict[tuple[str | None, str], Service] = {}
        for service in self._services:
            if not service.headless and service.type != "ExternalName":
                known.setdefault((self._selections.namespace(service), service.name), service)
        return Load(len(known), sum(map(self._rules, known.values())))

    def _rules(self, service: Service) -> int:
        sticky = service.options is not None and service.options.session_affinity == "ClientIP"
        beyond = {"NodePort": 3, "LoadBalancer": 4}.get(service.type, 0)
        return len(service.ports) * (2 + beyond + (4 if sticky else 3) * self.endpoints(service))

    def endpoints(self, service: Service) -> int:
        """The pods behind a Service when all run; a DaemonSet counts as one, as no file tells the number of nodes."""
        pods = self._selections.of(service).pods
        known = self._counts.get(id(pods))
        if known is None:
            known = self._counts[id(pods)] = sum(map(self._serving.most, pods.lasting))
        return known

    def sliced(self) -> Iterator[Slices]:
        """The Services that need more than one EndpointSlice for each address family."""
        for crew in self._selectors.crews:
            pods = crew.pods.lasting
            count = self.endpoints(crew.services[0])
            if count > PER_SLICE:
                largest = max(pods, key=self._serving.most)
                known: dict[object, list[int]] = {}
                for service in crew.services:
                    targets = tuple((port.target, port.protocol) for port in service.ports)
                    maps = known[targets] if targets in known else known.setdefault(targets, self._maps(pods, service, count))
                    yield _slices(service, largest, count, maps)

    def _maps(self, pods: Pods, service: Service, count: int) -> list[int]:
        """The pods of each port map: those that serve the Service's ports under the same numbers."""
        landed: dict[int, tuple[Workload, dict[int, int | None]]] = {}
        for port in service.ports:
            for landing in pods.landings(port.target, port.protocol):
                found = landed.setdefault(id(landing.workload), (landing.workload, {}))
                found[1][port.index] = landing.port.number
        maps: dict[frozenset[tuple[int, int | None]], int] = {}
        for pod, numbers in landed.values():
            key = frozenset(numbers.items())
            maps[key] = maps.get(key, 0) + self._serving.most(pod)
        others = count - sum(maps.values())
        return [*maps.values(), *([others] if others else [])]

    def local(self, policy: Literal["internal", "external"]) -> Iterator[Local]:
        """The Services whose internal or external traffic policy is Local and whose pods are not on every node."""
        for crew in self._selectors.crews:
            services = [one for one in crew.services if _keeps(one, policy)]
            pods = crew.pods.lasting
            if services and pods and all(map(self._gap, pods)) and (first := self._gap(pods[0])):
                yield from (Local(service, pods[0], *first) for service in services)

    def _gap(self, workload: Workload) -> tuple[str, Path] | None:
        if workload.kind != "DaemonSet":
            count = self._serving.most(workload)
            return f"has {count} pod{'s' if count != 1 else ''}, not one on each node", ("spec", "replicas")
        selector = [pair for pair in workload.pod.node_selector if pair[0] not in _SYSTEM_KEYS]
        if not selector:
            return None
        return f"runs only on nodes with {pairs(selector)}", (*workload.template[:-1], "spec", "nodeSelector")

    def balancers(self) -> Iterator[list[Service]]:
        """The LoadBalancer Services that a cloud has to provide, by environment: where none is rendered, by folder."""
        found: dict[str, dict[tuple[str | None, str], Service]] = {}
        for service in self._services:
            if service.type == "LoadBalancer" and not _in_house(service):
                where = "" if self._scope.rendered else posixpath.dirname(service.file)
                found.setdefault(where, {}).setdefault((service.namespace, service.name), service)
        for services in found.values():
            yield list(services.values())

    def meshed(self, workload: Workload) -> bool:
        """Whether a mesh balances what is sent to the workload: by a sidecar, or for its whole namespace."""
        return workload.injected or self._selections.namespace(workload) in self._meshes

    @cached_property
    def _meshes(self) -> set[str | None]:
        return {
            one.name
            for one in self._scope.objects
            if one.kind == "Namespace"
            and any(_MESH_LABELS.get(key) == value or key == "istio.io/rev" for key, value in one.labels)
        }


def _keeps(service: Service, policy: Literal["internal", "external"]) -> bool:
    """Whether the Service keeps such traffic on the node that it reaches."""
    options = service.options
    if options is None or service.headless or service.type == "ExternalName":
        return False
    if policy == "internal":
        return options.internal_traffic_policy == "Local"
    return options.external_traffic_policy == "Local" and service.type != "ClusterIP"


def _slices(service: Service, largest: Workload, pods: int, maps: list[int]) -> Slices:
    options = service.options
    both = options is not None and (len(options.ip_families) > 1 or options.ip_family_policy == "RequireDualStack")
    families = 2 if both else 1
    return Slices(service, largest, families * sum(-(-count // PER_SLICE) for count in maps), pods, families, len(maps))


def _in_house(service: Service) -> bool:
    """Whether the annotations or the class of a load balancer name one that costs nothing more."""
    options = service.options
    if options is None:
        return False
    return any(key.startswith(_IN_HOUSE) for key, _ in options.annotations) or any(
        word in (options.load_balancer_class or "") for word in _IN_HOUSE_CLASSES
    )


def internal(service: Service) -> bool:
    """Whether an annotation of a known cloud makes the load balancer an internal one, or its class is no cloud's."""
    if _in_house(service):
        return True
    for key, value in service.options.annotations if service.options else ():
        if key.endswith("internal-subnetid") or value.lower() in ("internal", "intranet", "private"):
            return True
        if key.endswith(("-internal", "internal-load-balancer", "-private")) and value.lower() not in ("false", ""):
            return True
    return False
