"""Hand-written endpoints that the API refuses, or that carry nothing."""

from collections.abc import Iterator

from svclint.facts import Endpoints, EndpointsPort, Path
from svclint.graph import Graph
from svclint.graph.endpoints import trouble
from svclint.rule import Finding, Related, Rule, Severity


class EndpointsInvalid(Rule, frozen=True):
    """Endpoints are IP addresses of the slice's own family, and neither loopback, link-local nor unspecified.

    The API refuses any other, endpoints without an address, and port names that a slice has twice. Kubernetes does not look
    up host names here: for a host outside the cluster write an ExternalName Service, or the host's addresses. A warning for
    what is accepted and then carries nothing: a port without a number, which kube-proxy ignores, further addresses of one
    endpoint, of which it takes the first, host names of type FQDN, and the cluster IP of a Service.

    Silent on placeholders, and on types, protocols and names that are no such thing, of which other rules speak.
    """

    id = "endpoints-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph, "write what Kubernetes accepts here")
        for one in graph.endpoints.all:
            yield from self._addresses(graph, one)
            yield from self._ports(one)

    def _addresses(self, graph: Graph, one: Endpoints) -> Iterator[Finding]:
        if one.family == "FQDN":
            yield self.finding(
                one.at("addressType"),
                severity=Severity.WARNING,
                detail="kube-proxy sends nothing to host names, and addressType FQDN is deprecated",
                remedy="write the addresses, or an ExternalName Service",
            )
        for address in one.addresses:
            told = trouble(address.text, one.family, graph.cluster.minor)
            if told:
                yield self.finding(
                    one.at(*address.path),
                    label="Kubernetes refuses this",
                    detail=f'"{address.text}" {told}',
                    remedy="write an IP address that pods can reach" if one.family != "FQDN" else "write a full domain name",
                )
                continue
            service = graph.endpoints.cluster_ip(address)
            if service is not None:
                yield self.finding(
                    one.at(*address.path),
                    severity=Severity.WARNING,
                    label=f"the cluster IP of {service}",
                    related=[Related(service.at("spec", "clusterIP"), f"{service} has this address")],
                    detail=f"{address.text} is the cluster IP of {service}: kube-proxy translates an address only once",
                    remedy="write the addresses of its pods, or use that Service",
                )
            elif not address.first and one.family != "FQDN":
                yield self.finding(
                    one.at(*address.path),
                    severity=Severity.WARNING,
                    detail=f"{address.text} is a further address of one endpoint: kube-proxy sends to the first only",
                    remedy="make an endpoint of each address",
                )

    def _ports(self, one: Endpoints) -> Iterator[Finding]:
        seen: set[tuple[Path, str]] = set()
        for port in one.ports:
            if port.number is None and one.slice:
                yield self.finding(
                    one.at(*port.path, "port"),
                    severity=Severity.WARNING,
                    detail="a port without a number: kube-proxy ignores it",
                    remedy="write the number that the addresses listen on",
                )
            twice = (port.path[:-1], port.name) in seen if one.slice else not port.name and _several(one, port)
            if twice:
                told = f'two ports are named "{port.name}"' if port.name else "one of several ports has no name"
                yield self.finding(
                    one.at(*port.path, "name"),
                    label="Kubernetes refuses this",
                    detail=told,
                    remedy="give each port the name that the Service's port has",
                )
            seen.add((port.path[:-1], port.name))


def _several(one: Endpoints, port: EndpointsPort) -> bool:
    return sum(other.path[:-1] == port.path[:-1] for other in one.ports) > 1
