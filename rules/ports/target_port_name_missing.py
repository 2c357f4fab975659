"""A named target port that no container serves."""

from collections.abc import Iterator
from itertools import islice

from svclint.facts import ServicePort, Workload
from svclint.graph import Graph
from svclint.graph.near import tied
from svclint.graph.pods import SAMPLE
from svclint.graph.ports import Landing, declared, nameable
from svclint.graph.selection import Selection
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity


class TargetPortNameMissing(Rule, frozen=True):
    """A named target port must be the name of a container port with the same protocol in the pods that the Service selects.

    Where no pod has it, the Service port has no endpoint port and connections fail, although the pods are listed as
    endpoints. Where only some pods have it, only they get traffic: a warning. Ports of run-to-completion init containers do
    not count, those of sidecars do. A headless Service still resolves in DNS, and only SRV records miss it: a note, and an
    error where a route or a monitor uses the port.

    A name that no container port can have is refused already, which port-name-untargetable tells, and here only *possible*.

    Silent on the pods of Jobs, on placeholders, on the ports of a proxy that Istio or Linkerd is asked to put into the pods, by
    their Namespace or themselves, and where the container port has another protocol, which target-port-protocol tells of.
    """

    id = "target-port-name-missing"
    severity = Severity.ERROR
    answers = "port-unresolved"
    message = 'target port "{port}" is no {protocol} port of {workload}{hint}'
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for selection in graph.selections():
            for port in selection.service.ports:
                if isinstance(port.target, str) and not is_placeholder(port.target):
                    yield from self._port(graph, selection, port)

    def _port(self, graph: Graph, selection: Selection, port: ServicePort) -> Iterator[Finding]:
        name, pods = str(port.target), selection.pods.lasting
        having = len(pods.landings(name, port.protocol))
        if having == len(pods) or (not having and name in pods.declared):
            return
        missing = pods.lacking(port)
        if graph.meshes.bring(name, missing):
            return
        landings = list(islice((landing for pod in missing for landing in declared(pod)), SAMPLE))
        service = selection.service
        severity = Severity.WARNING if having else Severity.ERROR
        if service.headless and not graph.routing.routed(service, port) and not graph.monitors.scrapes(service, port):
            severity = Severity.NOTE
        names = sorted(
            {landing.port.name for landing in landings if landing.port.name and landing.port.protocol == port.protocol}
        )
        near = next((landing for landing in landings if tied(landing.port.name, name)), None) or next(iter(landings), None)
        count = len(pods) - having
        verb = "has" if count == 1 else "have"
        hint = (
            f", which {verb} {', '.join(names)}"
            if names
            else ", which name no such port"
            if count > 1
            else ", which names no port"
        )
        close = [other for other in names if tied(other, name)]
        confidence, why = _confidence(graph, selection, name, missing, landings, near=bool(close))
        if not nameable(name):
            confidence, why = Confidence.POSSIBLE, "Kubernetes refuses such a name before it looks for it"
        place = service.at("spec", "ports", port.index, "targetPort")
        yield self.finding(
            place,
            severity=severity,
            confidence=confidence,
            label="no container port has this name",
            why=why,
            related=[_other(near, missing[0])],
            fix=Fix(f"write {close[0]}", False, (Edit(place, close[0]),)) if len(close) == 1 else None,
            port=name,
            protocol=port.protocol,
            workload=f"{missing[0]}{f' and {count - 1} more' if count > 1 else ''}"
            + (f" (of {len(pods)} workloads selected)" if having else ""),
            hint=hint,
            remedy=_remedy(
                near.port.name if near and tied(near.port.name, name) else names[0] if len(names) == 1 else "", name
            ),
        )


def _other(near: Landing | None, pod: Workload) -> Related | None:
    """The container port that is nearest in name, else the first container."""
    if near:
        place = near.workload.at(*near.container.path, "ports", near.port.index, "name" if near.port.name else "containerPort")
        return Related(place, f"{near.workload}, container {near.container.name}")
    container = next((one for one in pod.containers if one.role != "init"), None)
    if container is None:
        return None
    return Related(pod.at(*container.path, "name"), f"{pod}, container {container.name}, names no port")


def _confidence(
    graph: Graph, selection: Selection, port: str, missing: tuple[Workload, ...], landings: list[Landing], *, near: bool
) -> tuple[Confidence, str]:
    if graph.meshes.knows(port) or (any(pod.injected for pod in missing) and not near):
        return Confidence.POSSIBLE, "an injected sidecar may bring the port"
    if graph.unsettled(selection):
        if near:
            return Confidence.LIKELY, "a container port has nearly this name"
        return Confidence.POSSIBLE, "a kustomization may add the container"
    if any("containers" in pod.lacking for pod in missing):
        return Confidence.POSSIBLE, "not all containers are written here"
    if any(is_placeholder(landing.port.name) for landing in landings):
        return Confidence.POSSIBLE, "a container port's name is a placeholder"
    if graph.sure(selection):
        return Confidence.CERTAIN, ""
    return Confidence.LIKELY, "the pods stand in another file"


def _remedy(found: str, name: str) -> str:
    ways = [f"write `targetPort: {found}`" if found else "write the port's own name or number as targetPort"]
    ways += [f"name the container port {name}"] if nameable(name) else []
    return ", or ".join(ways)
