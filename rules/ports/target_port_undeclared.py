"""A numeric target port that the pods do not declare while they declare others."""

from collections.abc import Iterator

from svclint.facts import ServicePort
from svclint.graph import Graph
from svclint.graph.pods import SAMPLE
from svclint.graph.ports import Landing
from svclint.graph.selection import Selection
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class TargetPortUndeclared(Rule, frozen=True):
    """A numeric target port always resolves, so a wrong number is sent to pods that refuse the connection.

    It is *likely* wrong where the declared ports tell another story: the only declared port is one that no Service reaches,
    a container port of the same name has another number, or the Service's own `port` is a declared port that no Service
    reaches. Else it is only *possible*: containers need not declare their ports.

    Silent on pods that declare no ports at all, and on a number that any of the selected pods declares, that a probe of
    theirs asks, or that a variable or an argument of theirs is: they listen there. A port for metrics is no evidence.
    """

    id = "target-port-undeclared"
    severity = Severity.WARNING
    message = "target port {port} is not among the ports that {workload} declares ({ports})"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for selection in graph.selections():
            for port in selection.service.ports:
                if isinstance(port.target, int):
                    yield from self._port(graph, selection, port)

    def _port(self, graph: Graph, selection: Selection, port: ServicePort) -> Iterator[Finding]:
        service = selection.service
        pods = selection.pods.lasting
        if not pods.declared or not pods.numbers.isdisjoint((port.target, None)) or port.target in pods.spoken:
            return
        if graph.meshes.bring(port.target, pods):
            return
        meant, why = _evidence(graph, selection, port)
        doubtful = meant is None or graph.unsettled(selection) or pods.injected or graph.meshes.knows(port.target)
        other = meant or pods.ports[0]
        yield self.finding(
            service.at("spec", "ports", port.index, "targetPort" if port.target_written else "port"),
            severity=Severity.NOTE if meant is None else Severity.WARNING,
            confidence=Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
            label="no container declares this" if port.target_written else "and so the target port: no container declares it",
            why=why if not doubtful or meant is None else "a kustomization or an injector may add the port",
            related=[
                Related(
                    other.workload.at(*other.container.path, "ports", other.port.index, "containerPort"),
                    f"declared by {other.workload}",
                )
            ],
            port=port.target,
            workload=other.workload,
            ports=", ".join(sorted({_named(landing) for landing in pods.ports[:SAMPLE]}))
            + (" and more" if len(pods.ports) > SAMPLE else ""),
            remedy=f"write `targetPort: {other.port.name or other.port.number}`, or declare the port it listens on",
        )


def _evidence(graph: Graph, selection: Selection, port: ServicePort) -> tuple[Landing | None, str]:
    pods, reached = selection.pods.lasting, graph.selectors.reached(selection.pods)
    alone, own = pods.alone, pods.declared.get(port.port)
    if alone and alone.port.number not in reached and len(selection.service.ports) == 1 and not graph.monitors.samples(alone):
        return alone, "the only declared port is one that no Service reaches"
    if port.name and (named := pods.landings(port.name, port.protocol)):
        return named[0], f"the container port of the same name, {port.name}, has another number"
    if own and port.port not in reached:
        return next(iter(own.values())), "the Service's own port is a declared port that no Service reaches"
    return None, "a container need not declare what it listens on"


def _named(landing: Landing) -> str:
    return f"{landing.port.number} {landing.port.name}".strip()
