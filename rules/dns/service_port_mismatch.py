"""A host and port whose Service has no such port."""

from collections.abc import Iterator

from svclint.facts import Config, Service
from svclint.graph import Graph
from svclint.graph.names import Host, Named
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_LOWEST = 20


class ServicePortMismatch(Rule, frozen=True):
    """A Service with a cluster IP answers on its own ports only; a client that dials another one is refused or hangs.

    The port to dial is the Service's `port`, not its target port and not its node port. `http` and `https` without a
    port mean 80 and 443.

    Silent on headless Services and ExternalNames, which pass any port through, and on a word and a number, such as
    `cart:90`, under a name that says no address: that may be a weight or a limit. Possible only where the port may be set
    apart from the host, by a variable named after a port or on another line of a file, and where a kustomization may
    change the ports.
    """

    id = "service-port-mismatch"
    severity = Severity.ERROR
    message = "{user} dials {host} on port {port}, but {service} has {ports}{hint}"
    help = "dial one of the Service's ports, or add port {port} to it"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[object, ...]] = set()
        for named in graph.names.everywhere():
            port = named.port
            if port is None or not named.services or named.pod or named.srv[0] or _is_outside(named):
                continue
            if any(_answers(service, port) for service in named.services) or (not named.reference.scheme and port < _LOWEST):
                continue
            key = (named.where.file, named.where.document, named.where.base, named.reference.host, port)
            if key not in told:
                told.add(key)
                yield self._report(graph, named, named.services[0], port)

    def _report(self, graph: Graph, named: Named, service: Service, port: int) -> Finding:
        implied = named.reference.port is None
        why = ""
        if named.user is named.where and isinstance(named.where, Config):
            why = "no workload here takes it"
        elif implied and _is_loose(named):
            why = "the port may be set apart from the host"
        elif graph.scope.alters(service.file):
            why = "a kustomization may change the ports"
        hint = ""
        for one in service.ports:
            if port == one.node_port:
                hint = " (that is its node port)"
            elif port == one.target or port in graph.selection(service).pods.reached(one):
                hint = " (that is its target port)"
        return self.finding(
            named.place,
            confidence=Confidence.POSSIBLE if why else Confidence.LIKELY,
            label=f"port {port}" + (f", which {named.reference.scheme} means" if implied else ""),
            why=why,
            related=[Related(service.at("spec", "ports"), f"{service} has {_ports(service)}")],
            user=named.user,
            host=named.reference.host,
            port=port,
            service=service,
            ports=_ports(service),
            hint=hint,
        )


def _is_outside(named: Named) -> bool:
    return isinstance(named, Host) and named.shadowed


def _is_loose(named: Named) -> bool:
    """Whether something beside the host may hold a port of its own."""
    if not isinstance(named, Host):
        return False
    beside = isinstance(named.where, Config) and any("port" in entry.key.lower() for entry in named.where.entries)
    return named.embedded or beside or any(container.port_variable for container in named.workload.containers)


def _answers(service: Service, port: int) -> bool:
    if service.headless or service.type == "ExternalName" or not service.ports:
        return True
    return any(one.port in (port, None) for one in service.ports)


def _ports(service: Service) -> str:
    numbers = [str(one.port) for one in service.ports]
    return f"port {numbers[0]} only" if len(numbers) == 1 else f"ports {', '.join(numbers)}"
