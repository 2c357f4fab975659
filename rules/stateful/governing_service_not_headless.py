"""A StatefulSet whose governing Service has a cluster IP."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class GoverningServiceNotHeadless(Rule, frozen=True):
    """A StatefulSet's governing Service should be headless: per-pod names below a Service with a cluster IP are no promise.

    CoreDNS answers them all the same; the Kubernetes DNS specification defines them for headless Services only, and other
    DNS servers do not answer. A warning where a per-pod name is used in these files, else a note.

    Silent on a second Service with a cluster IP beside the headless one, and on a set without `serviceName`.
    """

    id = "governing-service-not-headless"
    severity = Severity.WARNING
    message = "{service}, which governs {workload}, is not headless: per-pod names resolve on CoreDNS only"
    help = "add a headless Service (`clusterIP: None`) for the set and name that in serviceName"
    source = "https://github.com/kubernetes/dns/blob/master/docs/specification.md"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for governed in graph.stateful.governed():
            workload, services = governed.workload, governed.services
            if not services or any(one.headless or one.type == "ExternalName" for one in services):
                continue
            if not any(workload in graph.selection(one).pods for one in services):
                continue
            used = governed.uses[:1]
            doubtful = graph.scope.alters(workload.file)
            yield self.finding(
                workload.at("spec", "serviceName"),
                severity=Severity.WARNING if used else Severity.NOTE,
                confidence=(Confidence.POSSIBLE if doubtful else Confidence.LIKELY) if used else Confidence.CERTAIN,
                label=f"{services[0]} has a cluster IP",
                why="a per-pod name is used" if used else "",
                related=[
                    Related(services[0].at("spec", "clusterIP"), f"{services[0]} is not headless"),
                    *(Related(place, "a per-pod name is used here") for place in used),
                ],
                service=services[0],
                workload=workload,
            )
