"""A Service whose pods are in another namespace."""

from collections.abc import Iterator

from svclint.facts import pairs
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class SelectorOtherNamespace(Rule, frozen=True):
    """A Service selects pods of its own namespace only; these pods match, but lie in another one.

    The Service gets no endpoints and every connection to it fails. Put both in one namespace; to reach pods of another
    namespace from here, name that namespace's own Service (`name.namespace`), or make this one an ExternalName.

    Silent where either side leaves its namespace to whoever applies it, and where pods in the Service's own namespace match.
    """

    id = "selector-other-namespace"
    severity = Severity.ERROR
    answers = "no-pods"
    message = "selector {selector} matches only pods of namespace {other}, and this Service is in {own}"
    help = "put the Service and {workload} in one namespace"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            selection = graph.selection(service)
            if not selection.expected or not selection.elsewhere:
                continue
            pod = selection.elsewhere[0]
            altered = graph.scope.alters(service.file) or graph.scope.alters(pod.file)
            unset = graph.namespace(service) is None or graph.namespace(pod) is None
            yield self.finding(
                service.at("metadata", "namespace"),
                confidence=Confidence.POSSIBLE if altered or unset else Confidence.LIKELY,
                label="the pods are not here",
                why="a kustomization may change this"
                if altered
                else "one of the two writes no namespace"
                if unset
                else "pods of the Service's own namespace may come from elsewhere",
                related=[Related(pod.at("metadata", "namespace"), f"{pod} is here")],
                selector=pairs(service.selector or ()),
                other=graph.namespace(pod),
                own=graph.namespace(service),
                workload=pod,
            )
