"""A node port on a Service that has none."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity


class NodePortNotAllowed(Rule, frozen=True):
    """A Service of type ClusterIP, which is the default, and a headless one must not set `nodePort`: Kubernetes refuses it.

    Only NodePort and LoadBalancer open a port on every node. Often `type: NodePort` was forgotten, or was taken out and
    its port left behind.

    Silent on `nodePort: 0`, which asks for none.
    """

    id = "node-port-not-allowed"
    severity = Severity.ERROR
    answers = "refused"
    message = "node port {number} is not allowed on {service} of type {type}"
    help = "write `type: NodePort`, or remove the node port"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if service.type != "ClusterIP":
                continue
            for port in service.ports:
                if port.node_port is not None:
                    yield self.finding(
                        service.at("spec", "ports", port.index, "nodePort", part="entry"),
                        label="only NodePort and LoadBalancer have node ports",
                        related=[Related(service.at("spec", "type"), "the type, ClusterIP where none is written")],
                        number=port.node_port,
                        service=service,
                        type="ClusterIP" if not service.headless else "ClusterIP (headless)",
                    )
