"""Ingresses that the API server refuses."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_HOSTS = {"host", "hosts"}


class IngressInvalid(Rule, frozen=True):
    """The API server refuses this Ingress, although every field of it has the right type.

    An Ingress needs rules or a default backend; each backend needs a Service with a port number or a port name (not both),
    or a resource; a host is a DNS name, whose first label may be `*`, and no address, port or URL; a path of type Exact or
    Prefix is absolute and holds no `//`, `/./`, `/../` or `%2f`; the deprecated class annotation must not contradict
    `ingressClassName`.

    Silent on regular expressions in a path: what they mean is the controller's own matter.
    """

    id = "ingress-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}, so Kubernetes refuses the Ingress"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            place = problem.place
            replaced = not _HOSTS.isdisjoint(place.path) and graph.scope.alters(place.file)
            fix = Fix(f"write {problem.value}", False, (Edit(place, problem.value),)) if problem.value else None
            yield self.finding(
                place,
                confidence=Confidence.POSSIBLE if replaced else Confidence.CERTAIN,
                why="a kustomization may write another host" if replaced else "",
                related=[Related(problem.also, "the class is this")] if problem.also else [],
                fix=fix,
                detail=problem.detail,
                remedy=problem.help,
            )
