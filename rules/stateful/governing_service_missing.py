"""A StatefulSet whose governing Service does not exist."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.graph.stateful import Governed
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity


class GoverningServiceMissing(Rule, frozen=True):
    """A StatefulSet's `serviceName` gives its pods their DNS names; nothing checks that such a Service exists.

    Without it `<set>-0.<serviceName>` does not resolve, and peers that find each other by these names never meet.
    An error where a per-pod name is used in these files, where a Service of nearly that name selects the pods, or where an
    earlier commit still had the Service; else a note.

    Silent on a set without `serviceName`, which asks for no names.
    """

    id = "governing-service-missing"
    severity = Severity.ERROR
    message = 'no Service "{name}" for {workload}: names like {workload.name}-0.{name} do not resolve{hint}'
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for governed in graph.stateful.governed():
            workload, close = governed.workload, governed.close
            if governed.services or governed.elsewhere:
                continue
            own = graph.namespace(workload)
            gone = None if governed.uses or close else graph.former_service(workload, workload.service_name, own)
            serious = bool(governed.uses or close or gone)
            doubtful = graph.scope.alters(workload.file) or (not gone and graph.scope.is_open(workload.file))
            related = [Related(close.at("metadata", "name"), f"{close} selects these pods")] if close else []
            related += [Related(place, "a per-pod name is used here") for place in governed.uses[:1]]
            place = workload.at("spec", "serviceName")
            yield self.finding(
                place,
                severity=Severity.ERROR if serious else Severity.NOTE,
                confidence=(Confidence.POSSIBLE if doubtful else Confidence.LIKELY) if serious else Confidence.CERTAIN,
                label="no such Service in these files",
                why=_why(governed, gone),
                related=related,
                fix=Fix(f"write {close.name}", False, (Edit(place, close.name),)) if close else None,
                name=workload.service_name,
                workload=workload,
                hint=f" (did you mean {close.name}?)" if close else "",
                remedy=f"write `serviceName: {close.name}`"
                if close
                else f"add a headless Service {workload.service_name} that selects these pods",
            )


def _why(governed: Governed, gone: Service | None) -> str:
    if governed.uses:
        return "a per-pod name is used"
    if governed.close:
        return "a Service of nearly this name selects the pods"
    return "an earlier commit still had the Service" if gone else ""
