"""Two ports of one Service with the same name, or the same number and protocol."""

from collections.abc import Iterator

from svclint.facts import Service, ServicePort
from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity


class PortDuplicate(Rule, frozen=True):
    """Within a Service each name, and each number with its protocol, may stand once: Kubernetes refuses it otherwise.

    Another target port makes no difference: a client of port 80 could not say which of the two it means.

    Silent on one number for TCP and UDP, and on one name in two Services.
    """

    id = "port-duplicate"
    severity = Severity.ERROR
    answers = "refused"
    message = "{what} stands twice in the ports of {service}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            names: dict[str, ServicePort] = {}
            numbers: dict[tuple[int, str], ServicePort] = {}
            for port in service.ports:
                if port.name:
                    earlier = names.setdefault(port.name, port)
                    if earlier is not port:
                        yield self._twice(service, port, earlier, "name", f"the name {port.name}")
                if port.port is not None:
                    earlier = numbers.setdefault((port.port, port.protocol), port)
                    if earlier is not port:
                        yield self._twice(service, port, earlier, "port", f"port {port.port}/{port.protocol}")

    def _twice(self, service: Service, port: ServicePort, earlier: ServicePort, field: str, what: str) -> Finding:
        return self.finding(
            service.at("spec", "ports", port.index, field),
            label="again",
            related=[Related(service.at("spec", "ports", earlier.index, field), "first here")],
            what=what,
            service=service,
            remedy="give one of them another name" if field == "name" else "remove one of the two",
        )
