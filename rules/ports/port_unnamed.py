"""Service ports that need a name and have none."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class PortUnnamed(Rule, frozen=True):
    """With more than one port, each port of a Service needs a name: Kubernetes refuses it otherwise.

    Endpoints, Ingresses, routes and monitors tell the ports of a Service apart by name.

    Silent on a Service with a single port, which may go without.
    """

    id = "port-unnamed"
    severity = Severity.ERROR
    answers = "refused"
    message = "{port} of {service} has no name, which each of its {count} ports needs"
    help = "add a `name` that no other port of the Service has"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if len(service.ports) < 2:
                continue
            for port in service.ports:
                if not port.name:
                    yield self.finding(
                        service.at("spec", "ports", port.index),
                        port=f"port {port.port}" if port.port is not None else "a port",
                        service=service,
                        count=len(service.ports),
                    )
