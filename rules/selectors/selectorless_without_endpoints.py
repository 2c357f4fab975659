"""A Service that neither selects pods nor has endpoints."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_ELSEWHERE = ("service.cilium.io/", "io.cilium/", "mirror.linkerd.io/", "multicluster.linkerd.io/", "networking.istio.io/")


class SelectorlessWithoutEndpoints(Rule, frozen=True):
    """A Service without a selector has the endpoints that somebody writes for it, and without them it serves nobody.

    Kubernetes accepts it, gives it an address, and refuses every connection. Likely where a workload of its name stands
    beside it: then the selector was forgotten.

    Silent on ExternalName, beside an EndpointSlice or v1 Endpoints for it, on what a service mesh or Cilium fills from
    another cluster, and on a name for which a VirtualService stands. Other rules speak where endpoints beside it were
    probably meant for it, and where it governs a StatefulSet. An operator may write endpoints while it runs: without more
    evidence the finding is possible only.
    """

    id = "selectorless-without-endpoints"
    severity = Severity.WARNING
    message = "{service} has no selector, and {nothing}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for backed in graph.endpoints.backed:
            service = backed.service
            if backed.serving or service.empty_selector or _filled(service):
                continue
            if graph.endpoints.meant(service) or graph.endpoints.diverted(service) or graph.stateful.governs(service):
                continue
            idle = backed.endpoints[0] if backed.endpoints else None
            if idle and idle.idle == "leader election":
                continue
            twin = graph.endpoints.twin(service)
            doubtful = graph.scope.alters(service.file) or graph.scope.is_open(service.file)
            portless = service.headless and not service.ports
            evident = (graph.scope.rendered or twin) and not doubtful and not portless
            related = [Related(idle.at("metadata"), f"{idle} is not mirrored")] if idle else []
            related += [Related(twin.at(*twin.template, "labels"), f"the pods of {twin}")] if twin else []
            yield self.finding(
                service.at("spec", "selector"),
                confidence=Confidence.LIKELY if evident else Confidence.POSSIBLE,
                label="no selector",
                why=f"{twin} stands beside it" if twin else "an operator may write them" if not evident else "",
                related=related,
                service=service,
                nothing=f"the control plane makes no use of {idle}" if idle else "nothing here gives it endpoints",
                remedy=f"select the pods of {twin}" if twin else "give it a selector, or write an EndpointSlice for it",
            )


def _filled(service: Service) -> bool:
    annotations = service.options.annotations if service.options else ()
    return any(key.startswith(_ELSEWHERE) for key, _ in (*annotations, *service.labels))
