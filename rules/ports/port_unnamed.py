"""Service ports that need a name and have none."""

import re
from collections.abc import Iterator

from svclint.facts import Service, ServicePort
from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


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
                        fix=_fix(service, port),
                    )


def _fix(service: Service, port: ServicePort) -> Fix | None:
    """A name of the target's or the number's; what it is best called is for a person to say."""
    if port.name_written or port.port is None:
        return None
    taken = {other.name for other in service.ports}
    target = port.target if isinstance(port.target, str) else ""
    alike = sum(other.target == target for other in service.ports)
    name = target if re.fullmatch(_LABEL, target) and alike == 1 else f"{port.protocol.lower()}-{port.port}"
    if name in taken or not re.fullmatch(_LABEL, name):
        return None
    place = service.at("spec", "ports", port.index, "port", part="key")
    return Fix(f"name it {name}", False, (Edit(place, f"name: {name}{{,}}{{}}"),))
