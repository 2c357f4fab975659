"""ExternalName Services that name an IP address."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.addresses import family
from svclint.rule import Finding, Rule, Severity

_ADDRESS = r"[0-9.]+"


class ExternalNameAddress(Rule, frozen=True):
    """An ExternalName Service names an IPv4 address: Kubernetes accepts it, and the cluster's DNS serves nothing for it.

    A CNAME record points at a name, never at an address, so CoreDNS leaves the Service out and clients get NXDOMAIN. A
    Service without a selector and with an EndpointSlice of that address does what was meant.

    Silent on anything else that looks like a DNS name, such as `1.2.3`.
    """

    id = "external-name-address"
    severity = Severity.ERROR
    message = "{service} has the address {address} for its externalName, which resolves to nothing"
    help = "write a Service without a selector, and an EndpointSlice with that address"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#externalname"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            name = options.external_name or ""
            if service.type == "ExternalName" and re.fullmatch(_ADDRESS, name) and family(name):
                yield self.finding(
                    service.at("spec", "externalName"), label="an address, no name", service=service, address=name
                )
