"""A StatefulSet whose governing Service does not select its pods."""

from collections.abc import Iterator

from svclint.facts import Service, Workload
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class GoverningServiceMissesPods(Rule, frozen=True):
    """A StatefulSet's governing Service must select the set's pods, in the same namespace: only endpoints get per-pod names.

    It exists, but its selector does not match, it has none, it is an ExternalName, or it lies in another namespace.
    Nothing checks this. An error where a per-pod name is used in these files, else a warning.

    Silent on a set without `serviceName`, and where no Service of that name is known: governing-service-missing tells of that.
    """

    id = "governing-service-misses-pods"
    severity = Severity.ERROR
    message = "{service} governs {workload} but {trouble}: names like {workload.name}-0.{service.name} do not resolve"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for governed in graph.stateful.governed():
            workload = governed.workload
            services = governed.services or governed.elsewhere
            if not services or any(workload in graph.selection(one).pods for one in governed.services):
                continue
            service = services[0]
            trouble, field, remedy = _trouble(service, workload, graph.namespace(service) if governed.elsewhere else None)
            why = ""
            if graph.scope.alters(workload.file) or graph.scope.alters(service.file):
                why = "a kustomization may change this"
            elif service.file != workload.file and graph.selection(service).pods:
                why = f"{service} stands in another file and serves other pods"
            yield self.finding(
                workload.at("spec", "serviceName"),
                severity=Severity.ERROR if governed.uses else Severity.WARNING,
                confidence=Confidence.POSSIBLE if why else Confidence.LIKELY,
                label=f"{service} {trouble}",
                why=why,
                related=[
                    Related(service.at(*field), f"{service} {trouble}"),
                    Related(workload.at(*workload.template, "labels"), "the pods' labels"),
                    *(Related(place, "a per-pod name is used here") for place in governed.uses[:1]),
                ],
                service=service,
                workload=workload,
                trouble=trouble,
                remedy=remedy,
            )


def _trouble(service: Service, workload: Workload, elsewhere: str | None) -> tuple[str, tuple[str, ...], str]:
    if elsewhere:
        return f"lies in namespace {elsewhere}", ("metadata", "namespace"), "put both in one namespace"
    if service.type == "ExternalName":
        return "is an ExternalName", ("spec", "type"), "name a headless Service that selects the pods"
    if not service.selector:
        return "selects nothing", ("spec",), "give it a selector that matches the pod template's labels"
    return "does not select its pods", ("spec", "selector"), f"make its selector match {workload}'s pod template"
