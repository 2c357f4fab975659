"""A route's backend in another namespace that nobody there lets it refer to."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class BackendNeedsReferenceGrant(Rule, frozen=True):
    """A route may send to a Service of another namespace only if a ReferenceGrant in that namespace allows it.

    Without one the Gateway answers such requests with 500, and the route says `RefNotPermitted`. The grant lies beside the
    Service, and names the route's kind and namespace. *Likely* where the Service itself is in sight, and with it the
    namespace that lacks the grant; else *possible*.

    Silent where no file says in which namespace the route lies, and on kinds of backend other than Service.
    """

    id = "backend-needs-reference-grant"
    severity = Severity.ERROR
    message = "{router} in namespace {own} sends to Service {name} in {other}, where no ReferenceGrant allows it"
    help = "add a ReferenceGrant to namespace {other}: from {kind} in {own}, to Service {name}"
    source = "https://gateway-api.sigs.k8s.io/api-types/referencegrant/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for destination in graph.gateways.ungranted():
            router, backend = destination.router, destination.backend
            service = next((one for one in destination.services if graph.namespace(one) == backend.namespace), None)
            doubt = graph.doubt(router)
            yield self.finding(
                router.at(*backend.path[:-1], "namespace"),
                confidence=Confidence.LIKELY if service and not doubt else Confidence.POSSIBLE,
                label="another namespace",
                why=doubt
                or ("no grant stands beside the Service" if service else "the grant may come from outside these files"),
                related=[Related(service.at("metadata", "namespace"), f"{service} is here")] if service else [],
                router=router,
                own=graph.namespace(router),
                name=backend.service,
                other=backend.namespace,
                kind=router.kind,
            )
