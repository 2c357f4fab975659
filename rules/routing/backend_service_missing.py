"""A backend whose Service does not exist."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.routing import Destination, Missing
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_BEFORE = "an earlier commit still had the Service"
_NAME = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
"""What a Service can be called; a backend of another name is refused, which is a matter of its own."""


class BackendServiceMissing(Rule, frozen=True):
    """An Ingress or route sends to a Service that does not exist: its clients get an error such as 503, or 404.

    Nobody refuses such a backend. An Ingress looks for it in its own namespace only, a route where it says.

    Most absent backends are Services that another release brings, so absence alone is only *possible*. It is *likely*
    where a Service of nearly that name stands in the same folder or environment and no other backend names it, where
    the Service is there but in another namespace, or where an earlier commit still had it; unless a custom resource in
    sight is called so, or so up to a dash, and may bring it.

    Silent on backends with weight 0, of other kinds than Service, and on the actions that an AWS load balancer takes from
    annotations (port `use-annotation`).
    """

    id = "backend-service-missing"
    severity = Severity.ERROR
    answers = "backend-missing"
    message = "{router} sends to Service {name}{where}, which does not exist{hint}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"

    def find(self, graph: Graph) -> Iterator[Finding]:
        missing: dict[tuple[int, str, str | None], list[Destination]] = {}
        for destination in graph.routing.destinations:
            router, backend = destination.router, destination.backend
            silent = backend.idle or backend.port == "use-annotation" or is_placeholder(backend.service)
            if not destination.services and not silent and re.fullmatch(_NAME, backend.service):
                missing.setdefault((id(router), backend.service, destination.namespace), []).append(destination)
        for same in missing.values():
            yield self._report(graph, same, graph.routing.explain(same[0]))

    def _report(self, graph: Graph, same: list[Destination], missing: Missing) -> Finding:
        destination = same[0]
        router, backend = destination.router, destination.backend
        brings = graph.scope.bringer(router.file, backend.service, destination.namespace)
        missing = Missing(None, None) if brings else missing
        doubt = f"{brings} may bring it" if brings else graph.doubt(router)
        other = missing.elsewhere or missing.near
        if missing.elsewhere:
            hint = f": it is in namespace {graph.namespace(missing.elsewhere)}"
            remedy = "put both in one namespace" if not backend.namespace else "write the namespace that the Service is in"
            why = "the Service stands near, in another namespace"
        elif missing.near:
            hint = f": {missing.near} stands near, to which nothing else sends"
            remedy = f"write `{missing.near.name}`"
            why = f"a Service of nearly this name stands in the same {'environment' if graph.scope.rendered else 'folder'}"
        else:
            hint, remedy, why = "", "name a Service that exists", "the Service may come from outside these files"
        gone = None if other or brings else graph.former_service(router, backend.service, destination.namespace)
        if gone:
            hint, remedy, why = " any more", "remove what sends to it as well, or name the Service that takes over", _BEFORE
            doubt = doubt if graph.scope.alters(router.file) else ""
        brought = graph.around.brings(backend.service, destination.namespace)
        if brought:
            hint, remedy, doubt = f" here, but in {brought}", "see that both are applied to one cluster", f"{brought} has it"
        places = [router.at(*one.backend.path) for one in same]
        near = missing.near
        return self.finding(
            places[0],
            confidence=Confidence.LIKELY if (other or gone) and not doubt else Confidence.POSSIBLE,
            label="no such Service in sight" + (f", as in {len(same) - 1} more places" if len(same) > 1 else ""),
            why=doubt or why,
            fix=Fix(f"write {near.name}", False, tuple(Edit(place, near.name) for place in places))
            if near and not brought
            else None,
            related=[Related(other.at("metadata", "namespace" if missing.elsewhere else "name"), f"{other} is here")]
            if other
            else [],
            router=router,
            name=backend.service,
            where=f" in namespace {backend.namespace}" if backend.namespace else "",
            hint=hint,
            remedy=remedy,
        )
