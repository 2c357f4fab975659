"""A backend port that its Service does not have."""

from collections.abc import Iterator

from svclint.facts import Ingress, Route, Service
from svclint.graph import Graph
from svclint.graph.routing import Destination
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity


class BackendPortMissing(Rule, frozen=True):
    """An Ingress or route names a port that its Service does not have, so the controller finds nowhere to send requests.

    The port of a backend is the Service's `port`, or in an Ingress the name of that port. It is never the target port, the
    node port, or the name of a container port. Some controllers, such as ingress-nginx, take a target port all the same,
    which is then a warning. A route to a Service must name a port, or the Gateway API refuses it.

    Silent for an ExternalName, which a controller may dial on any port, and for the actions that an AWS load balancer takes
    from annotations (port `use-annotation`).
    """

    id = "backend-port-missing"
    severity = Severity.ERROR
    answers = "backend-missing"
    message = "{router} sends to {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"

    def find(self, graph: Graph) -> Iterator[Finding]:
        missing: dict[tuple[int, int, int | str], list[Destination]] = {}
        for destination in graph.routing.destinations:
            router, backend, services = destination.router, destination.backend, destination.services
            if backend.port is None and isinstance(router, Route):
                yield self.finding(
                    router.at(*backend.path),
                    label="without a port",
                    router=router,
                    trouble=f"Service {backend.service} without a port, so the Gateway API refuses the route",
                    remedy="add `port`: the Service's own",
                )
            elif backend.port is not None and services and not any(_has(service, backend.port) for service in services):
                missing.setdefault((id(router), id(services[0]), backend.port), []).append(destination)
        for (_, _, port), same in missing.items():
            yield self._missing(graph, same, same[0].services[0], port)

    def _missing(self, graph: Graph, same: list[Destination], service: Service, port: int | str) -> Finding:
        router = same[0].router
        places = [router.at(*one.backend.port_path) for one in same]
        is_target = any(port == one.target for one in service.ports)
        alters = graph.scope.alters(service.file) or graph.scope.alters(router.file)
        ports = [one for one in service.ports if one.port is not None]
        fix = None
        if len(ports) == 1 and isinstance(port, int):
            right = int(ports[0].port or 0)
            fix = Fix(f"write the Service's port {right}", False, tuple(Edit(place, right) for place in places))
        return self.finding(
            places[0],
            severity=Severity.WARNING if is_target and isinstance(router, Ingress) else Severity.ERROR,
            confidence=Confidence.POSSIBLE if alters else Confidence.LIKELY,
            label="no port of the Service" + (f", as in {len(same) - 1} more places" if len(same) > 1 else ""),
            why="a kustomization may change the ports" if alters else "controllers look for the Service's own ports",
            related=[Related(service.at("spec", "ports"), f"{service} has {_told(service)}")],
            fix=fix,
            router=router,
            trouble=f"port {port} of {service}, which has {_told(service)}{_hint(graph, service, port)}",
            remedy="name one of the Service's ports" if len(ports) != 1 else _remedy(ports[0].port, ports[0].name),
        )


def _has(service: Service, port: int | str) -> bool:
    """Whether a Service has a port, as far as one can say."""
    if service.type == "ExternalName" or port == "use-annotation" or is_placeholder(str(port)):
        return True
    return any(port in (one.port, one.name) or one.port is None or is_placeholder(one.name) for one in service.ports)


def _told(service: Service) -> str:
    names = [*map(str, service.ports)]
    return f"port{'s' if len(names) > 1 else ''} {', '.join(names)}" if names else "no ports"


def _hint(graph: Graph, service: Service, port: int | str) -> str:
    for one in service.ports:
        if port == one.node_port:
            return ": that is its node port"
        if port == one.target:
            return ": that is its target port"
    pods = graph.selection(service).pods
    if any(port in pods.reached(one) for one in service.ports):
        return ": that is the pods' port"
    return ": that is a container port's name" if isinstance(port, str) and port in pods.declared else ""


def _remedy(number: int | None, name: str) -> str:
    return f"write port {number}" + (f", or its name {name}" if name else "")
