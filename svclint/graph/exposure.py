"""What Services ask for beyond a type, a selector and ports: addresses, and who asks for the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from svclint.facts import Path, Service, ServiceOptions
from svclint.graph import addresses
from svclint.graph.node_ports import Nearness, nearness
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
"""The annotation that stands for `loadBalancerSourceRanges` where that is not written."""
_LOOKED_BACK = 16


class Written(Struct, frozen=True):
    """An address or CIDR block that a Service writes, and what is wrong with it."""

    service: Service
    path: Path
    text: str
    fault: str


class Twice(Struct, frozen=True):
    """Two Services that ask for one cluster IP and can be applied together."""

    service: Service
    earlier: Service
    address: str
    nearness: Nearness


class Exposure:
    """The Services of a scope that write rarer fields, and what those say together."""

    def __init__(self, scope: Scope, services: list[Service], namespace: Callable[[Service], str | None], minor: int) -> None:
        self._scope = scope
        self._namespace = namespace
        self._minor = minor
        self.optioned = [(service, service.options) for service in services if service.options is not None]
        "The Services that write more than a type, a selector and ports."

    @cached_property
    def faulty(self) -> list[Written]:
        """The addresses and blocks that the API refuses, where the Service may have any."""
        return [
            Written(service, path, text, fault)
            for service, options in self.optioned
            for path, text, fault in self._written(service, options)
            if fault and not is_placeholder(text)
        ]

    def _written(self, service: Service, options: ServiceOptions) -> Iterator[tuple[Path, str, str]]:
        for index, text in enumerate(options.external_ips):
            special = addresses.special(text)
            fault = addresses.fault(text, self._minor) or (special and f"is {special}, which no Service can take over")
            yield ("spec", "externalIPs", index), text, fault
        if service.type != "ExternalName":
            yield from self._cluster_ips(options)
        if service.type == "LoadBalancer":
            yield from self._source_ranges(options)

    def _cluster_ips(self, options: ServiceOptions) -> Iterator[tuple[Path, str, str]]:
        only = options.cluster_ip or ""
        if only and only.lower() != "none":
            yield ("spec", "clusterIP"), only, addresses.fault(only, self._minor)
        for index, text in enumerate(options.cluster_ips or ()):
            if text.lower() != "none" and (index or text != only):
                yield ("spec", "clusterIPs", index), text, addresses.fault(text, self._minor)

    def _source_ranges(self, options: ServiceOptions) -> Iterator[tuple[Path, str, str]]:
        for index, text in enumerate(options.source_ranges or ()):
            yield ("spec", "loadBalancerSourceRanges", index), text, addresses.network_fault(text.strip(), self._minor)
        written = dict(options.annotations).get(SOURCE_RANGES, "").strip()
        for block in written.split(",") if written and not options.source_ranges else ():
            yield ("metadata", "annotations", SOURCE_RANGES), block, addresses.network_fault(block.strip(), self._minor)

    def cluster_ips_twice(self) -> Iterator[Twice]:
        """Each explicit cluster IP that an earlier Service asks for already; one object twice is none."""
        taken: dict[object, list[Service]] = {}
        for service, options in self.optioned:
            for text in dict.fromkeys((options.cluster_ip or "", *(options.cluster_ips or ()))):
                address = addresses.parse(text)
                if address is None or service.type == "ExternalName" or addresses.fault(text, self._minor):
                    continue
                former = taken.setdefault(address, [])
                for earlier in reversed(former[-_LOOKED_BACK:]):
                    if self._differ(service, earlier) and self._scope.visible(service.file, earlier.file):
                        yield Twice(service, earlier, text, nearness(self._scope, service, earlier))
                        break
                former.append(service)

    def _differ(self, one: Service, other: Service) -> bool:
        if one.name != other.name:
            return True
        mine, theirs = self._namespace(one), self._namespace(other)
        return mine != theirs and None not in (mine, theirs)
