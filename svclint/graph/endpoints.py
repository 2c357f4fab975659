"""Endpoints that are written by hand: whose they are, which ports they serve, and Services that nothing serves."""

from __future__ import annotations

import ipaddress
import re
from functools import cached_property
from itertools import islice

from msgspec import Struct

from svclint.facts import Caller, Endpoints, EndpointsAddress, EndpointsPort, Service, ServicePort, Workload
from svclint.graph.index import Names
from svclint.graph.near import tied
from svclint.graph.selection import Selections
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_STRICT = 36
"""The minor since which leading zeros and IPv4 in IPv6 are refused (truth 31)."""
_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_DOMAIN = rf"{_LABEL}(\.{_LABEL})+\.?"
_SAMPLE = 256
_ZEROS = r"(?<![0-9])0+(?=[0-9])"


class Backed(Struct, frozen=True):
    """A Service without a selector and the endpoints that are written for it; `serving` are those that count.

    `unserved` are its ports that none of them has by name and protocol (truth 16), `surplus` theirs that it lacks.
    """

    service: Service
    endpoints: tuple[Endpoints, ...]
    serving: tuple[Endpoints, ...]
    unserved: tuple[ServicePort, ...]
    surplus: tuple[tuple[Endpoints, EndpointsPort], ...]


class Stray(Struct, frozen=True):
    """Endpoints for no Service there is, and one without endpoints that was probably meant."""

    endpoints: Endpoints
    meant: Service


class Backing:
    """All hand-written endpoints of a scope."""

    def __init__(self, scope: Scope, services: list[Service], selections: Selections, named: Names[Service]) -> None:
        self._scope, self._services, self._selections = scope, services, selections
        self._names = Names(scope, Endpoints, lambda one: (one.service,))
        self._named = named
        self.all: list[Endpoints] = self._names.objects

    @cached_property
    def backed(self) -> list[Backed]:
        """Each Service without a selector that has or wants endpoints: `{}` is none either (truth 14)."""
        return [self._backed(one) for one in self._services if one.selector is None and one.type != "ExternalName"]

    def service(self, endpoints: Endpoints) -> Service | None:
        """The nearest Service that endpoints are for."""
        if not endpoints.service:
            return None
        found = self._named.nearest(endpoints.file, endpoints.service, lambda one: self._selections.meet(endpoints, one))
        return found[0] if found else None

    @cached_property
    def strays(self) -> list[Stray]:
        """Endpoints that name no Service there is, beside one without endpoints that was probably meant."""
        lost = [one for one in self.all if not one.idle and not one.managed and self.service(one) is None]
        bare = [one.service for one in self.backed if not one.endpoints and not one.service.empty_selector] if lost else []
        found = []
        for endpoints in lost:
            beside = [service for service in islice(bare, _SAMPLE) if self._beside(endpoints, service)]
            near = [service for service in beside if _means(endpoints, service)]
            alone = [service for service in beside if service.file == endpoints.file]
            if not near and len(alone) == 1 and sum(one.file == endpoints.file for one in islice(lost, _SAMPLE)) == 1:
                near = alone
            found += [Stray(endpoints, service) for service in near[:1]]
        return found

    def meant(self, service: Service) -> bool:
        """Whether endpoints that name no Service were probably meant for this one."""
        return any(one.meant is service for one in self.strays)

    def twin(self, service: Service) -> Workload | None:
        """A workload beside a Service that has its name."""
        for workload in self._workloads.inside(self._scope.folder(service.file), service.name):
            if self._scope.visible(service.file, workload.file) and self._selections.meet(service, workload):
                return workload
        return None

    def diverted(self, service: Service) -> bool:
        """Whether a VirtualService stands for the Service's name and sends its traffic elsewhere."""
        return service.name in self._diverted

    def cluster_ip(self, address: EndpointsAddress) -> Service | None:
        """The Service whose cluster IP an address is."""
        return self._cluster_ips.get(address.text)

    @cached_property
    def _cluster_ips(self) -> dict[str, Service]:
        return {one.options.cluster_ip: one for one in self._services if one.options and one.options.cluster_ip}

    @cached_property
    def _diverted(self) -> set[str]:
        callers = (one for one in self._scope.objects if isinstance(one, Caller))
        return {host.partition(".")[0] for one in callers for host in one.hosts}

    @cached_property
    def _workloads(self) -> Names[Workload]:
        return Names(self._scope, Workload, lambda one: (one.name,))

    def _backed(self, service: Service) -> Backed:
        low, high = self._scope.folder(service.file)
        found = {
            id(one): one
            for one in (
                *self._names.inside((low, high), service.name),
                *self._names.nearest(service.file, service.name, lambda one: self._selections.meet(service, one)),
            )
            if self._selections.meet(service, one) and self._scope.visible(service.file, one.file)
        }
        endpoints = tuple(found.values())
        serving = tuple(one for one in endpoints if not one.idle)
        served = {(port.name, port.protocol) for one in serving for port in one.ports}
        wanted = {(port.name, port.protocol) for port in service.ports}
        unserved = tuple(port for port in service.ports if (port.name, port.protocol) not in served)
        surplus = tuple((one, port) for one in serving for port in one.ports if (port.name, port.protocol) not in wanted)
        return Backed(service, endpoints, serving, unserved if serving else (), surplus if service.ports else ())

    def _beside(self, endpoints: Endpoints, service: Service) -> bool:
        low, high = self._scope.folder(endpoints.file)
        return (
            low <= self._scope.ordinals[service.file] < high
            and self._scope.visible(endpoints.file, service.file)
            and self._selections.meet(endpoints, service)
        )


def _means(endpoints: Endpoints, service: Service) -> bool:
    """Whether the name that endpoints give, or their own, may be a slip of the Service's: a slice is named `<service>-x`."""
    if endpoints.service:
        return tied(endpoints.service, service.name)
    return endpoints.name == service.name or endpoints.name.startswith(f"{service.name}-")


def trouble(address: str, family: str, minor: int) -> str:
    """Why the API refuses an address of a slice of that type, or of v1 Endpoints (""), "" where it takes it."""
    if is_placeholder(address):
        return ""
    if family == "FQDN":
        return "" if re.fullmatch(_DOMAIN, address) and len(address) <= 253 else "is no domain name of two parts or more"
    if family not in ("", "IPv4", "IPv6"):
        return ""
    strict = minor >= _STRICT or family == "IPv6"
    plain = re.sub(_ZEROS, "", address) if ":" not in address else address
    try:
        ip = ipaddress.ip_address(plain)
    except ValueError:
        return "is a host name, not an IP address" if re.fullmatch(_DOMAIN, f"{address}.x") else "is no IP address"
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    if "%" in address:
        return "is no IP address"
    if strict and plain != address:
        return "has leading zeros"
    if mapped:
        if strict:
            return "is an IPv4 address written as IPv6"
        ip = mapped
    if family and family != f"IPv{ip.version}":
        return f"is no {family} address"
    if family == "IPv6" and str(ip) != address:
        return f"is not written as IPv6 addresses are: {ip}"
    return _unreachable(ip)


def _unreachable(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if ip.is_unspecified:
        return "stands for any address"
    if ip.is_loopback:
        return "is a loopback address"
    if ip.is_link_local:
        return "is a link-local address"
    first, second, third, *_ = ip.packed
    local = (first, second, third) == (224, 0, 0) if ip.version == 4 else first == 255 and second & 15 == 2
    return "is a link-local multicast address" if local else ""
