"""A health check node port where there is none."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class HealthCheckPortNotAllowed(Rule, frozen=True):
    """Kubernetes refuses `healthCheckNodePort` on all but a LoadBalancer with `externalTrafficPolicy: Local`.

    A load balancer asks it which nodes have pods. With the policy `Cluster` every node takes traffic, and nothing is asked.

    Silent on 0, which means none.
    """

    id = "health-check-port-not-allowed"
    severity = Severity.ERROR
    answers = "refused"
    message = "healthCheckNodePort {number} is not allowed on {service} of type {type} with externalTrafficPolicy {policy}"
    help = "write `externalTrafficPolicy: Local` on a LoadBalancer, or remove it"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            policy = options.external_traffic_policy or "Cluster"
            if options.health_check_node_port and (service.type, policy) != ("LoadBalancer", "Local"):
                yield self.finding(
                    service.at("spec", "healthCheckNodePort", part="entry"),
                    label="nothing is health-checked here",
                    number=options.health_check_node_port,
                    service=service,
                    type=service.type,
                    policy=policy,
                )
