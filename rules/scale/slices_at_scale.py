"""A Service with so many pods that its EndpointSlices weigh on every node."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.scale import PER_SLICE
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class SlicesAtScale(Rule, frozen=True):
    """Each EndpointSlice holds 100 endpoints, and every change of one of them is sent to every node of the cluster.

    A rollout of a Service with thousands of pods changes each slice many times. Slices are counted for each address family,
    and once more where pods of one Service serve its ports under different numbers.

    Silent up to the limit, and for DaemonSets, whose number of pods no file tells.
    """

    id = "slices-at-scale"
    severity = Severity.NOTE
    message = "{service} needs {slices} EndpointSlices for {pods} pods{how}: each change of one is sent to every node"
    help = "split the pods over several Services, or roll fewer of them at a time"
    source = "https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#distribution-of-endpointslices"

    slices: int = 10
    "EndpointSlices of one Service up to which nothing is said."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for sliced in graph.scale.sliced():
            if sliced.slices <= self.slices:
                continue
            service = sliced.service
            pod = sliced.largest
            scaler = graph.serving.autoscaler(pod)
            place = scaler.at("spec", "maxReplicas") if scaler else pod.at("spec", "replicas")
            reasons = [f"{PER_SLICE} in each"]
            reasons += ["2 address families"] if sliced.families > 1 else []
            reasons += [f"{sliced.maps} different port maps"] if sliced.maps > 1 else []
            yield self.finding(
                service.at("metadata", "name"),
                confidence=Confidence.CERTAIN,
                related=[Related(place, f"{scaler or pod} asks for so many")],
                service=service,
                slices=sliced.slices,
                pods=sliced.pods,
                how=f" ({', '.join(reasons)})",
            )
