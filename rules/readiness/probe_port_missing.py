"""A probe that asks a port by a name that its container does not give."""

import re
from collections.abc import Iterator

from svclint.facts import Container, ContainerPort
from svclint.graph import Graph
from svclint.graph.near import tied
from svclint.graph.serving import Probed
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_OUTCOMES = {
    "readiness": "the pod never becomes ready and gets no traffic",
    "startup": "the container never counts as started, so the pod never becomes ready",
    "liveness": "it never asks, and a hanging container is never restarted",
}
_NAME = r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*"
_ORDER = ("readiness", "startup", "liveness")


class ProbePortMissing(Rule, frozen=True):
    """A probe names a port that its own container does not declare: Kubernetes accepts it, and the probe never succeeds.

    A readiness probe then keeps the pod out of every Service, a startup probe keeps it from starting; a liveness probe
    silently checks nothing, which is a warning. Only the ports of the same container count, not those of another
    container of the pod, although all of them share one network: there the number works. A name that is declared for
    UDP is found, but asked over TCP.

    Silent for port numbers, which need no declaration, and for names that Kubernetes refuses.
    """

    id = "probe-port-missing"
    severity = Severity.ERROR
    message = "the {kind} probe of container {container} asks port {name}, {trouble}: {outcome}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: dict[tuple[int, object], list[Probed]] = {}
        for probed in graph.serving.unnamed_probes():
            name = str(probed.probe.port)
            if re.fullmatch(_NAME, name) and not is_placeholder(name) and probed.container.role != "init":
                told.setdefault((id(probed.container), name), []).append(probed)
        for probes in told.values():
            probes.sort(key=lambda one: _ORDER.index(one.probe.kind))
            other = next((port for port in probes[0].container.ports if port.name == probes[0].probe.port), None)
            yield self._protocol(probes[0], other) if other else self._finding(graph, probes)

    def _protocol(self, probed: Probed, port: ContainerPort) -> Finding:
        return self.finding(
            probed.at(probed.probe.handlers[0], "port"),
            severity=Severity.WARNING,
            confidence=Confidence.POSSIBLE,
            label="no probe asks over this protocol",
            why="the program may listen on TCP as well",
            related=[Related(probed.workload.at(*probed.container.path, "ports", port.index, "protocol"), "declared here")],
            kind=probed.probe.kind,
            container=probed.container.name,
            name=port.name,
            trouble=f"which it declares for {port.protocol}",
            outcome="a probe asks over TCP",
            remedy="ask a TCP port, or declare that it listens there too",
        )

    def _finding(self, graph: Graph, probes: list[Probed]) -> Finding:
        first, name = probes[0], str(probes[0].probe.port)
        workload, container = first.workload, first.container
        near = next((port for port in container.ports if tied(port.name, name)), None)
        other = _elsewhere(first, name)
        settled = near or other or not graph.scope.alters(workload.file)
        named = ", ".join(port.name for port in container.ports if port.name)
        return self.finding(
            first.at(first.probe.handlers[0], "port"),
            severity=Severity.WARNING if first.probe.kind == "liveness" else Severity.ERROR,
            confidence=Confidence.CERTAIN if settled else Confidence.POSSIBLE,
            label="no port of this container has this name",
            why="" if settled else "a kustomization may name the port",
            related=[
                Related(workload.at(*container.path, "ports", near.index, "name"), "the nearest name") if near else None,
                Related(workload.at(*other[0].path, "ports", other[1].index, "name"), f"container {other[0].name} has it")
                if other
                else None,
                *(Related(one.at(one.probe.handlers[0], "port"), f"the {one.probe.kind} probe too") for one in probes[1:]),
            ],
            fix=_fix(probes, near, other),
            kind=" and ".join(one.probe.kind for one in probes),
            container=container.name,
            name=name,
            trouble=f"which is container {other[0].name}'s"
            if other
            else f"and it names only {named}"
            if named
            else "and it names none",
            outcome=_OUTCOMES[first.probe.kind],
            remedy=f"write `port: {near.name}`"
            if near
            else f"write the number, `port: {other[1].number}`: the containers of a pod share one network"
            if other
            else f"name the port {name} in the container's `ports`, or write the number that it listens on",
        )


def _elsewhere(probed: Probed, name: str) -> tuple[Container, ContainerPort] | None:
    for container in probed.workload.containers:
        for port in container.ports:
            if port.name == name and container.role != "init" and port.number:
                return container, port
    return None


def _fix(probes: list[Probed], near: ContainerPort | None, other: tuple[Container, ContainerPort] | None) -> Fix | None:
    right = near.name if near else other[1].number if other else None
    if not right:
        return None
    return Fix(f"ask port {right}", False, tuple(Edit(one.at(one.probe.handlers[0], "port"), right) for one in probes))
