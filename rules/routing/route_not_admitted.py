"""A route that its Gateway does not admit."""

from collections.abc import Iterator

from svclint.facts import Listener
from svclint.graph import Graph
from svclint.graph.gateways import Refusal
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class RouteNotAdmitted(Rule, frozen=True):
    """A route gets traffic only from listeners of its Gateway that admit it; this one has none, so it serves nothing.

    A listener admits a route if the route names it or no listener, if its protocol and `allowedRoutes.kinds` take the
    route's kind, if `allowedRoutes.namespaces` takes its namespace (by default only the Gateway's own), and if their host
    names have one in common: `*.example.com` covers every name below `example.com`, and not `example.com`.

    A Gateway of plain files answers for the routes of charts and kustomizations that name its namespace.

    Silent where the Gateway is not in sight.
    """

    id = "route-not-admitted"
    severity = Severity.ERROR
    message = "{route} is not admitted by {gateway}: {reason}"
    help = "{remedy}"
    source = "https://gateway-api.sigs.k8s.io/concepts/security-model/#route-binding"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for refusal in graph.gateways.refusals():
            route, parent, gateway = refusal.route, refusal.parent, refusal.gateway
            doubt = graph.doubt(route) or graph.doubt(gateway)
            if not refusal.sure:
                doubt = "another Gateway of this name may be meant"
            reason, remedy = _reason(graph, refusal)
            field = {"section": "sectionName", "port": "port"}.get(refusal.step, "name")
            place = route.at(*parent.path, field)
            if refusal.step == "hostname":
                place = route.at("spec", "hostnames", part="key")
            yield self.finding(
                place,
                confidence=Confidence.POSSIBLE if doubt else Confidence.LIKELY,
                label="no listener admits this",
                why=doubt or "the Gateway is in sight, with all its listeners",
                related=[_other(refusal)],
                route=route,
                gateway=gateway,
                reason=reason,
                remedy=remedy,
            )


def _reason(graph: Graph, refusal: Refusal) -> tuple[str, str]:
    route, parent, gateway = refusal.route, refusal.parent, refusal.gateway
    told, ending = (_listener(refusal.listener), "s") if refusal.listener else ("its listeners", "")
    match refusal.step:
        case "section":
            names = ", ".join(one.name for one in gateway.listeners)
            return f"it has no listener {parent.section}, only {names}", "name a listener that the Gateway has"
        case "port" if refusal.listener and parent.section:
            return f"{told} has port {refusal.listener.port}, not {parent.port}", "name the port of that listener, or none"
        case "port":
            ports = ", ".join(str(one.port) for one in gateway.listeners)
            return f"it listens on no port {parent.port}, only on {ports}", "name a port that the Gateway listens on"
        case "kind":
            return f"{told} take{ending} no {route.kind}", "name a listener for this kind of route, or add one"
        case "namespace":
            own = graph.namespace(route)
            remedy = "set `allowedRoutes.namespaces` of the listener so that it takes this namespace"
            return f"{told} take{ending} no routes of namespace {own}", remedy
        case "hostname":
            hosts = ", ".join(route.hostnames)
            return f"{told} cover{ending} none of {hosts}", "write host names that the listener covers"


def _listener(listener: Listener) -> str:
    return f"listener {listener.name}" + (f" ({listener.hostname})" if listener.hostname else "")


def _other(refusal: Refusal) -> Related:
    gateway, listener = refusal.gateway, refusal.listener
    if listener is None:
        return Related(gateway.at("spec", "listeners", part="key"), f"the listeners of {gateway}")
    steps = {
        "kind": ("allowedRoutes", "kinds") if listener.kinds else ("protocol",),
        "namespace": ("allowedRoutes", "namespaces"),
        "hostname": ("hostname",),
    }
    path = steps.get(refusal.step, ("name",))
    own = refusal.step == "namespace" and listener.namespaces == "Same"
    written = "takes routes of its own namespace only, as by default" if own else ""
    return Related(gateway.at("spec", "listeners", listener.index, *path), written or f"{gateway}, {_listener(listener)}")
