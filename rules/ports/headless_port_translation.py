"""A headless Service whose target port differs from its port."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class HeadlessPortTranslation(Rule, frozen=True):
    """Nothing translates the ports of a headless Service: its name resolves to pods, and a client reaches the port it dials.

    So `port: 80, targetPort: 8080` without a cluster IP refuses connections to port 80. *Likely* where a host and port in
    these files dials the Service's `port`; else *possible*.

    Silent where the target port's name means the same number, and where only what reads endpoints (an Ingress, a route, a
    monitor) uses the port: that gets the target port, as SRV records do.
    """

    id = "headless-port-translation"
    severity = Severity.WARNING
    message = "headless Service {service} does not translate port {port} to {target}: clients reach port {port} of the pods"
    help = "write `port: {target}`, or give the Service a cluster IP"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#headless-services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for selection in graph.selections():
            service = selection.service
            if not service.headless:
                continue
            for port in service.ports:
                targets = selection.pods.lasting.reached(port)
                if not targets or port.port is None or None in targets or port.port in targets:
                    continue
                dialled = next((host for host in graph.names.dialled(service) if host.port == port.port), None)
                if dialled is None and graph.routing.routed(service, port):
                    continue
                likely = dialled is not None and not graph.unsettled(selection)
                yield self.finding(
                    service.at("spec", "ports", port.index, "port"),
                    confidence=Confidence.LIKELY if likely else Confidence.POSSIBLE,
                    label="this port is dialled as it is",
                    why=f"{dialled.workload} dials it" if dialled else "nothing in these files dials it",
                    related=[Related(dialled.place, "dialled here")] if dialled else [],
                    service=service.name,
                    port=port.port,
                    target=min(target for target in targets if target is not None),
                )
