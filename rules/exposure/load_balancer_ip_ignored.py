"""A load balancer IP that nothing reads, or some."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class LoadBalancerIpIgnored(Rule, frozen=True):
    """`loadBalancerIP` does nothing on a Service of another type; on a LoadBalancer it is deprecated.

    Kubernetes accepts it everywhere and reads it nowhere itself: what it means is for the load balancer's controller to say,
    and many have annotations instead.

    Silent on an empty value.
    """

    id = "load-balancer-ip-ignored"
    severity = Severity.WARNING
    message = "loadBalancerIP {address} on {service} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            if not options.load_balancer_ip:
                continue
            used = service.type == "LoadBalancer" and not service.headless
            yield self.finding(
                service.at("spec", "loadBalancerIP", part="entry"),
                severity=Severity.NOTE if used else Severity.WARNING,
                address=options.load_balancer_ip,
                service=service,
                trouble="is deprecated: each cloud reads it in its own way, or not at all"
                if used
                else f"of type {service.type} is ignored",
                remedy="look for the annotation of your load balancer" if used else "write `type: LoadBalancer`, or remove it",
            )
