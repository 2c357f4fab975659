"""A host and port whose Service has no such port."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.graph.hosts import Host
from svclint.graph.ports import number
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_LOWEST = 20


class ServicePortMismatch(Rule, frozen=True):
    """A Service with a cluster IP answers on its own ports only; a client that dials another one is refused or hangs.

    The port to dial is the Service's `port`, not its target port and not its node port. `http` and `https` without a
    port mean 80 and 443.

    Silent on headless Services, names of single pods and ExternalNames, which pass any port through, on Services without
    ports, and on small numbers behind no scheme, which may be versions.
    """

    id = "service-port-mismatch"
    severity = Severity.ERROR
    message = "{workload} dials {host} on port {port}, but {service} has {ports}{hint}"
    help = "dial one of the Service's ports, or add port {port} to it"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[int, str, int]] = set()
        for host in graph.hosts():
            port = host.port
            if port is None or not host.services or host.pod or (not host.reference.scheme and port < _LOWEST):
                continue
            if (
                any(_answers(service, port) for service in host.services)
                or (id(host.workload), host.reference.host, port) in told
            ):
                continue
            told.add((id(host.workload), host.reference.host, port))
            yield self._report(graph, host, host.services[0], port)

    def _report(self, graph: Graph, host: Host, service: Service, port: int) -> Finding:
        implied = host.reference.port is None
        loose = implied and any(container.port_variable for container in host.workload.containers)
        doubtful = loose or graph.scope.alters(service.file)
        hint = ""
        for one in service.ports:
            if port == one.node_port:
                hint = " (that is its node port)"
            elif port == one.target or any(number(pod, one) == port for pod in graph.selection(service).pods):
                hint = " (that is its target port)"
        return self.finding(
            host.place,
            confidence=Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
            label=f"port {port}" + (f", which {host.reference.scheme} means" if implied else ""),
            why="the port may be set apart from the host"
            if loose
            else "a kustomization may change the ports"
            if doubtful
            else "",
            related=[Related(service.at("spec", "ports"), f"{service} has {_ports(service)}")],
            workload=host.workload,
            host=host.reference.host,
            port=port,
            service=service,
            ports=_ports(service),
            hint=hint,
        )


def _answers(service: Service, port: int) -> bool:
    if service.headless or service.type == "ExternalName" or not service.ports:
        return True
    return any(one.port in (port, None) for one in service.ports)


def _ports(service: Service) -> str:
    numbers = [str(one.port) for one in service.ports]
    return f"port {numbers[0]} only" if len(numbers) == 1 else f"ports {', '.join(numbers)}"
