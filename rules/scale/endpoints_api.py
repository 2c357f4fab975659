"""The deprecated v1 Endpoints."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity

_SINCE = 33


class EndpointsApi(Rule, frozen=True):
    """v1 Endpoints are deprecated since Kubernetes 1.33: an EndpointSlice says the same, and more.

    The control plane copies them into slices, up to 1,000 addresses of one Service; they know no second address family,
    no zones and no conditions. They are served all the same.

    Silent before 1.33, and on the Endpoints of a leader election, which no Service uses.
    """

    id = "endpoints-api"
    severity = Severity.WARNING
    message = "v1 Endpoints are deprecated since Kubernetes 1.33: {endpoints} should be an EndpointSlice"
    help = "write a discovery.k8s.io/v1 EndpointSlice with the label `kubernetes.io/service-name: {endpoints.name}`"
    source = "https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for endpoints in graph.endpoints.all:
            if not endpoints.slice and endpoints.idle != "leader election" and graph.cluster.minor >= _SINCE:
                yield self.finding(endpoints.at("apiVersion"), label="deprecated", endpoints=endpoints)
