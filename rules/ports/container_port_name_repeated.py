"""A port name that two containers of a pod have."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.ports import name_pairs
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ContainerPortNameRepeated(Rule, frozen=True):
    """Two containers of a pod name a port alike: a target port of that name means the first container's, never the other's.

    Normal containers come before sidecars, whatever the order in the file. A note, and a warning where a Service targets
    the name and the numbers differ.

    Silent on run-to-completion init containers, which serve nothing, and on ports of different protocols.
    """

    id = "container-port-name-repeated"
    severity = Severity.WARNING
    message = 'port name "{name}" means {first} of container {winner} in {workload}, not {other} of container {loser}'
    help = "give the two ports different names"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload in graph.contention.workloads:
            for first, other in name_pairs(workload):
                name = first.port.name
                used = next(
                    (
                        (service, port)
                        for service in (graph.selectors.of(workload) if first.port.number != other.port.number else ())
                        for port in service.ports
                        if port.target == name and port.protocol == first.port.protocol
                    ),
                    None,
                )
                target = used and Related(used[0].at("spec", "ports", used[1].index, "targetPort"), f"{used[0]} targets it")
                yield self.finding(
                    other.at("name"),
                    severity=Severity.WARNING if used else Severity.NOTE,
                    confidence=Confidence.LIKELY if used else Confidence.CERTAIN,
                    label="no Service can target this by name",
                    related=[Related(first.at("name"), "this one is found"), target],
                    name=name,
                    first=first.port.number,
                    winner=first.container.name,
                    other=other.port.number,
                    loser=other.container.name,
                    workload=workload,
                )
