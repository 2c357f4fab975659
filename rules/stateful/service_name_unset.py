"""A StatefulSet without a governing Service."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ServiceNameUnset(Rule, frozen=True):
    """A StatefulSet without `serviceName` gives its pods no DNS names: `<set>-0.<service>` resolves below no Service.

    Kubernetes accepts that. What needs a stable name for each pod, such as a quorum, or a replica that looks for its primary,
    then finds nobody. An error where a per-pod name is used in these files, else a note.

    Silent where `serviceName` is written: then the rules on governing Services speak.
    """

    id = "service-name-unset"
    severity = Severity.ERROR
    message = "{workload} names no governing Service: {told}"
    help = "write `serviceName`, the name of a headless Service that selects these pods"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload, used in graph.stateful.unnamed():
            if is_placeholder(workload.name):
                continue
            doubtful = graph.scope.alters(workload.file)
            yield self.finding(
                workload.at("spec", "serviceName"),
                severity=Severity.ERROR if used else Severity.NOTE,
                confidence=(Confidence.POSSIBLE if doubtful else Confidence.LIKELY) if used else Confidence.CERTAIN,
                label="no serviceName",
                why="a per-pod name is used" if used else "",
                related=[Related(used.host.place, "a per-pod name is used here")] if used else [],
                workload=workload,
                told=f"{used.host.reference.host} does not resolve" if used else "its pods have no DNS names of their own",
            )
