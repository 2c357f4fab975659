"""A target port that the container declares with another protocol."""

from collections.abc import Iterator

from svclint.facts import ServicePort
from svclint.graph import Graph
from svclint.graph.selection import Selection
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_PROTOCOLS = {"TCP", "UDP", "SCTP"}


class TargetPortProtocol(Rule, frozen=True):
    """A named target port matches by name *and* protocol: `dns` over TCP does not serve a UDP Service port.

    The port then has no endpoints and connections fail. A number always resolves; a container that declares it with
    another protocol is only a hint that the Service's `protocol` is wrong or was forgotten (it defaults to TCP).

    Silent where the pods declare the port in both protocols, be it in two containers.
    """

    id = "target-port-protocol"
    severity = Severity.ERROR
    answers = "port-unresolved"
    message = "target port {port} is {wanted} in the Service and {found} in {workload}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/networking/service-protocols/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for selection in graph.selections():
            for port in selection.service.ports:
                if not is_placeholder(port.protocol):
                    yield from self._port(graph, selection, port)

    def _port(self, graph: Graph, selection: Selection, port: ServicePort) -> Iterator[Finding]:
        named = isinstance(port.target, str)
        landings = selection.pods.lasting.declared.get(port.target)
        if not landings or port.protocol in landings:
            return
        first = next(iter(landings.values()))
        if named:
            confidence = Confidence.CERTAIN if graph.sure(selection) else Confidence.LIKELY
            confidence = Confidence.POSSIBLE if graph.unsettled(selection) else confidence
        else:
            confidence = Confidence.POSSIBLE
        refused = not {first.port.protocol, port.protocol} <= _PROTOCOLS
        if refused:
            confidence = Confidence.POSSIBLE
        yield self.finding(
            selection.service.at("spec", "ports", port.index, "protocol"),
            severity=Severity.ERROR if named else Severity.NOTE,
            confidence=confidence,
            label=f"this is {port.protocol}",
            why="one of the two is no protocol, which is refused"
            if refused
            else ""
            if named
            else "a container need not declare what it listens on",
            related=[
                Related(
                    first.workload.at(*first.container.path, "ports", first.port.index, "protocol"),
                    f"this is {first.port.protocol}",
                )
            ],
            port=port.target,
            wanted=port.protocol,
            found=first.port.protocol,
            workload=first.workload,
            remedy=_remedy(first.port.protocol, port.protocol),
        )


def _remedy(found: str, wanted: str) -> str:
    if {found, wanted} <= _PROTOCOLS:
        return f"write `protocol: {found}` in the Service, or declare the container port with {wanted} as well"
    return "write both in capitals: TCP, UDP or SCTP"
