"""A Service with a cluster IP that sends traffic to pods that are not ready."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.controllers import POD_INDEX, POD_NAME
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class PublishesUnreadyPods(Rule, frozen=True):
    """`publishNotReadyAddresses` makes every pod an endpoint, and behind a cluster IP clients cannot tell which ones work.

    It is meant for headless Services, whose members look each other up before they are ready. With a cluster IP,
    kube-proxy spreads connections over pods that are still starting or fail their probes.

    Silent for Services that pick one pod by its name or index.
    """

    id = "publishes-unready-pods"
    severity = Severity.NOTE
    message = "{service} has a cluster IP and sends connections to pods of {workload} that are not ready{probe}"
    help = "remove publishNotReadyAddresses, or keep it on a headless Service beside this one"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for selection in graph.selections():
            service = selection.service
            if service.headless or service.options is None or not service.options.publish_not_ready:
                continue
            if any(key in (POD_NAME, POD_INDEX) for key, _ in service.selector or ()):
                continue
            workload = selection.pods[0]
            yield self.finding(
                service.at("spec", "publishNotReadyAddresses"),
                confidence=Confidence.LIKELY,
                why="clients of this Service may be ready for it",
                related=[Related(workload.at(*workload.template, "labels"), f"{workload}, which it selects")],
                service=service,
                workload=workload,
                probe=_probe(workload),
            )


def _probe(workload: Workload) -> str:
    for container in workload.containers:
        for probe in container.probes:
            if probe.kind == "readiness":
                return f", whatever the readiness probe of container {container.name} says"
    return ""
