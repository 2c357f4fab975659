"""A large Service over several zones that sends traffic to any of them."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity

_TOPOLOGY = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")


class DistributionUnset(Rule, frozen=True):
    """Pods spread over zones, and a Service that does not say so: most connections cross a zone, and are paid for.

    With three zones two connections in three leave their own. `trafficDistribution: PreferSameZone` (since Kubernetes
    1.35; 1.34 beta) keeps them inside while the zone has a ready pod. It trades evenness for distance: with few pods, or
    clients in one zone only, one zone's pods may get more than they bear. Hence this rule is off by default.

    Silent on headless Services, where topology annotations say it, and with few pods.
    """

    id = "distribution-unset"
    severity = Severity.NOTE
    default = False
    message = "{workload} spreads {pods} pods over zones, and {service} sends to any of them, near or far"
    help = "write `trafficDistribution: PreferSameZone`, if clients are spread as evenly as the pods"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution"

    pods: int = 10
    "Pods from which a Service is large."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for crew in graph.selectors.crews:
            spread = (one for one in crew.pods.lasting if one.pod.zone_spread and graph.serving.most(one) >= self.pods)
            workload = next(spread, None)
            if workload is None:
                continue
            for service in crew.services.that(_is_silent):
                yield self.finding(
                    service.at("spec", "trafficDistribution"),
                    related=[Related(workload.at(*workload.template[:-1], "spec", "topologySpreadConstraints"), "spread here")],
                    workload=workload,
                    pods=graph.serving.most(workload),
                    service=service,
                )


def _is_silent(service: Service) -> bool:
    """Whether a Service has a cluster IP and ports, and says nothing of where it sends."""
    options = service.options
    said = options and (options.traffic_distribution or any(key in _TOPOLOGY for key, _ in options.annotations))
    return bool(service.ports) and not service.headless and not said
