"""gRPC behind a cluster IP, which balances connections and not calls."""

from collections.abc import Iterator

from svclint.facts import Service, ServicePort
from svclint.graph import Graph
from svclint.graph.pods import Services
from svclint.rule import Finding, Related, Rule, Severity

_PROTOCOLS = ("grpc", "kubernetes.io/h2c", "h2c")


class GrpcNotBalanced(Rule, frozen=True):
    """A gRPC client keeps one connection open and sends every call through it, so a cluster IP gives it one pod for good.

    New pods get no calls from clients that are connected already, and one busy client fills one pod. A headless Service
    lets the client see all pods and spread its calls over them; a mesh or a proxy that speaks HTTP/2 does it for it. Many
    clients with short lives even things out, hence this rule is off by default.

    Silent where a headless Service selects the same pods, with one pod, and in a mesh.
    """

    id = "grpc-not-balanced"
    severity = Severity.NOTE
    default = False
    message = "{service} spreads connections of port {port}, not gRPC calls: each client stays with one of {pods} pods"
    help = "give clients a headless Service and client-side balancing (dns:///, round_robin), or a proxy that speaks HTTP/2"
    source = "https://kubernetes.io/blog/2018/11/07/grpc-load-balancing-on-kubernetes-without-tears/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for crew in graph.selectors.crews:
            pods, count = crew.pods.lasting, graph.scale.endpoints(crew.services[0])
            if count < 2 or any(map(graph.scale.meshed, pods)) or any(map(_headless, map(graph.selectors.of, pods))):
                continue
            for service, port in ((one, port) for one in crew.services for port in one.ports if _speaks_grpc(port)):
                yield self.finding(
                    service.at("spec", "ports", port.index),
                    related=[Related(pods[0].at("spec", "replicas"), f"{pods[0]}")],
                    service=service,
                    port=port.name or port.port,
                    pods=count,
                )


def _headless(services: Services) -> bool:
    return bool(services.that(_is_headless))


def _is_headless(service: Service) -> bool:
    return service.headless


def _speaks_grpc(port: ServicePort) -> bool:
    return port.app_protocol in _PROTOCOLS or port.name.partition("-")[0] in ("grpc", "h2c")
