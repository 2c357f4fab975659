"""Ingresses that the API server refuses."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity


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
            related = [Related(problem.also, "the class is this")] if problem.also else []
            yield self.finding(problem.place, related=related, detail=problem.detail, remedy=problem.help)
