"""One port number in two containers of a pod."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.ports import number_pairs
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ContainerPortClash(Rule, frozen=True):
    """The containers of a pod share one network: when two listen on one port, the second cannot start.

    Kubernetes accepts it with a warning. *Possible* where both containers run one image, as a web server and its workers do,
    for then the entry is often only copied. Within one container a second entry changes nothing, but server-side apply
    refuses it, as it tells entries apart by number and protocol: a note.

    Silent on run-to-completion init containers, which are done before, and on host ports, which Kubernetes refuses.
    """

    id = "container-port-clash"
    severity = Severity.WARNING
    message = "port {port}/{protocol} stands twice in {workload}, in {where}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload in graph.contention.workloads:
            for first, other in number_pairs(workload):
                one, two = first.container, other.container
                alone = one is two
                copied = not alone and one.image == two.image
                yield self.finding(
                    other.at("containerPort"),
                    severity=Severity.NOTE if alone else Severity.WARNING,
                    confidence=Confidence.CERTAIN if alone else Confidence.POSSIBLE if copied else Confidence.LIKELY,
                    label="again",
                    why="both run one image, of which perhaps only one process listens" if copied else "",
                    related=[Related(first.at("containerPort"), "first here")],
                    port=first.port.number,
                    protocol=first.port.protocol,
                    workload=workload,
                    where=f"container {one.name}" if alone else f"containers {one.name} and {two.name}",
                    remedy="remove one of the entries" if alone else "let one of the containers listen on another port",
                )
