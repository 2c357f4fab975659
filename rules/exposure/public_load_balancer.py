"""A load balancer that is open to the internet."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.scale import internal
from svclint.rule import Finding, Rule, Severity

_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"


class PublicLoadBalancer(Rule, frozen=True):
    """A Service of type LoadBalancer is public on most clouds, unless it says otherwise, and open to every address.

    That is often what is wanted, so this rule is off by default; where a cluster must not be reachable from outside, turn
    it on. Nothing else in Kubernetes guards the port: a NetworkPolicy may never see the client's address.

    Silent where source ranges are given, where an annotation of a known cloud makes the load balancer internal, and for
    load balancers that the cluster runs by itself.
    """

    id = "public-load-balancer"
    severity = Severity.NOTE
    default = False
    message = "{service} opens port {ports} to every address that reaches the load balancer"
    help = "list the clients' networks in loadBalancerSourceRanges, or annotate it as internal as your cloud wants it"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if service.type != "LoadBalancer" or internal(service):
                continue
            options = service.options
            ranged = options and (options.source_ranges or any(key == _RANGES and value for key, value in options.annotations))
            if not ranged:
                yield self.finding(
                    service.at("spec", "type"),
                    label="public unless the cloud is told otherwise",
                    service=service,
                    ports=", ".join(str(port.port) for port in service.ports),
                )
