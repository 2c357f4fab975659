"""Services that need ports and have none."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class PortMissing(Rule, frozen=True):
    """Every Service needs at least one port, and every entry its number, or Kubernetes refuses it.

    A cluster IP forwards the ports that are listed and nothing else.

    Silent on headless Services, whose name resolves to the pods all the same, on ExternalNames, and on files that a
    kustomization completes.
    """

    id = "port-missing"
    severity = Severity.ERROR
    answers = "refused"
    message = "{what}, so Kubernetes refuses {whom}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if "ports" in service.lacking and not service.ports and not graph.scope.alters(service.file):
                yield self.finding(
                    service.at("spec", "ports", part="key"),
                    what=f"{service} has no ports",
                    whom="it",
                    remedy="add a port, or `clusterIP: None` if clients only need its name",
                )
        for problem in graph.problems(self.id):
            yield self.finding(
                problem.place,
                what=problem.detail,
                whom="the Service",
                remedy="add `port`, the number that clients dial",
            )
