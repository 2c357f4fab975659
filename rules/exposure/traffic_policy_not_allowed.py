"""An external traffic policy without traffic from outside."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class TrafficPolicyNotAllowed(Rule, frozen=True):
    """`externalTrafficPolicy` is set on a Service that takes no traffic from outside the cluster, so Kubernetes refuses it.

    It is for NodePort and LoadBalancer, and for ClusterIP with `externalIPs`; any value counts, also the default `Cluster`.

    Silent on an empty value, and on `internalTrafficPolicy`, which is allowed everywhere.
    """

    id = "traffic-policy-not-allowed"
    severity = Severity.ERROR
    answers = "refused"
    message = "externalTrafficPolicy {policy} is not allowed on {service} of type {type}"
    help = "remove it, or write `internalTrafficPolicy` if traffic from pods is meant"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/#external-traffic-policy"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            if options.external_traffic_policy not in ("Cluster", "Local"):
                continue
            if service.type == "ExternalName" or (service.type == "ClusterIP" and not options.external_ips):
                yield self.finding(
                    service.at("spec", "externalTrafficPolicy", part="entry"),
                    label="nothing from outside comes here",
                    policy=options.external_traffic_policy,
                    service=service,
                    type=f"{service.type} (headless)" if service.headless else service.type,
                )
