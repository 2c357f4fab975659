"""Endpoints for a Service that does not exist, or that needs none."""

from collections.abc import Iterator

from svclint.facts import Endpoints, Service
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_LABEL = "kubernetes.io/service-name"


class EndpointsForWrongService(Rule, frozen=True):
    """Endpoints serve the Service that they name: a slice by its label `kubernetes.io/service-name`, v1 Endpoints by name.

    With a slip in it they serve nobody, and the Service beside them, which has no selector, answers to no connection.
    Beside a Service with a selector v1 Endpoints are overwritten by the control plane within seconds, and a hand-made
    EndpointSlice takes its share of the traffic beside the pods.

    Silent where no Service without endpoints stands near, on leader election, on `skip-mirror`, and on slices that a
    controller of Kubernetes made.
    """

    id = "endpoints-for-wrong-service"
    severity = Severity.WARNING
    message = "{told}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for stray in graph.endpoints.strays:
            endpoints, meant = stray.endpoints, stray.meant
            field = ("metadata", "labels", _LABEL) if endpoints.slice else ("metadata", "name")
            named = f'"{endpoints.service}", which is no Service here' if endpoints.service else "no Service"
            yield self.finding(
                endpoints.at(*field),
                confidence=self._confidence(graph, endpoints, meant),
                label=f"{meant} has no endpoints",
                why=f"{meant} beside it has no selector and no endpoints",
                related=[Related(meant.at("metadata", "name"), f"{meant} has no selector and no endpoints")],
                told=f"{endpoints} is for {named}: did you mean {meant.name}?",
                remedy=f"write the label `{_LABEL}: {meant.name}`" if endpoints.slice else f"name it {meant.name}",
            )
        for endpoints in graph.endpoints.all:
            service = graph.endpoints.service(endpoints)
            if service is None or not service.selector or service.type == "ExternalName" or endpoints.idle or endpoints.managed:
                continue
            certain = self._confidence(graph, endpoints, service) is Confidence.CERTAIN
            yield self.finding(
                endpoints.at("metadata", "name"),
                confidence=Confidence.CERTAIN if certain and not endpoints.slice else Confidence.LIKELY,
                label=f"{service} has a selector",
                related=[Related(service.at("spec", "selector"), f"{service} selects its pods")],
                told=f"{endpoints} takes traffic of {service} beside the pods that it selects"
                if endpoints.slice
                else f"{service} has a selector: the control plane overwrites {endpoints} with the pods that it selects",
                remedy="remove one of the two: the selector, or the endpoints",
            )

    def _confidence(self, graph: Graph, endpoints: Endpoints, service: Service) -> Confidence:
        if graph.scope.alters(endpoints.file) or graph.scope.alters(service.file):
            return Confidence.POSSIBLE
        if endpoints.file == service.file or graph.scope.rendered:
            return Confidence.CERTAIN
        return Confidence.LIKELY
