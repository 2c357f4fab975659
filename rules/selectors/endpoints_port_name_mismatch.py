"""Endpoints whose ports are not those of their Service."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class EndpointsPortNameMismatch(Rule, frozen=True):
    """A Service without a selector finds the ports of its endpoints by name and protocol, never by number.

    All its slices together must have a port of that name; a Service port without a name wants an endpoints port without
    one. Else kube-proxy refuses connections to it, though both objects look well. A warning on a headless Service, whose
    addresses resolve all the same; a note where all its ports are served and the endpoints have one that leads nowhere.

    Silent on Services without ports, and on endpoints that serve nothing at all, such as those of a leader election.
    """

    id = "endpoints-port-name-mismatch"
    severity = Severity.ERROR
    message = "{told}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for backed in graph.endpoints.backed:
            service = backed.service
            near = all(one.file == service.file for one in backed.serving) or graph.scope.rendered
            altered = any(graph.scope.alters(one.file) for one in (service, *backed.serving))
            confidence = Confidence.POSSIBLE if altered else Confidence.CERTAIN if near else Confidence.LIKELY
            for port in backed.unserved:
                offered = sorted({_name(one.name, one.protocol) for each in backed.serving for one in each.ports})
                listed = ", ".join(offered) or "no ports"
                yield self.finding(
                    service.at("spec", "ports", port.index, "name"),
                    severity=Severity.WARNING if service.headless else Severity.ERROR,
                    confidence=confidence,
                    label="the endpoints have no such port",
                    related=[
                        Related(one.at("ports" if one.slice else "subsets"), f"{one} has {listed}")
                        for one in backed.serving[:1]
                    ],
                    told=f"port {port.port} of {service} is {_name(port.name, port.protocol)}, its endpoints have {listed}",
                    remedy=f"give the endpoints' port {_name(port.name, port.protocol).replace('no name', 'no name as well')}",
                )
            if backed.unserved:
                continue
            for endpoints, surplus in backed.surplus:
                yield self.finding(
                    endpoints.at(*surplus.path),
                    severity=Severity.NOTE,
                    confidence=confidence,
                    label="no port of the Service has this name",
                    related=[Related(service.at("spec", "ports"), f"the ports of {service}")],
                    told=f"{endpoints} has {_name(surplus.name, surplus.protocol)}, which no port of {service} leads to",
                    remedy="remove it, or add a port of that name to the Service",
                )


def _name(name: str, protocol: str) -> str:
    return f'"{name}" ({protocol})' if name else f"no name ({protocol})"
