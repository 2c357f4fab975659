"""Peers that must find each other before they are ready."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class BootstrapNeedsUnready(Rule, frozen=True):
    """Pods that look their peers up by name find none before those are ready, unless the Service publishes unready addresses.

    With a readiness probe that waits for a quorum nobody ever becomes ready: each waits for names that appear only once the
    others are. Whether the probe needs the peers no file shows, so this is possible only.

    Silent where `publishNotReadyAddresses` is true, where no container has a readiness probe, and where the set's own pods
    are given no per-pod name.
    """

    id = "bootstrap-needs-unready"
    severity = Severity.NOTE
    message = "{workload} looks its own pods up, and {service} hides them until they are ready"
    help = "write `publishNotReadyAddresses: true` on the headless Service if the pods need each other to become ready"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for governed in graph.stateful.governed():
            workload = governed.workload
            serving = [one for one in governed.services if workload in graph.selection(one).pods]
            if governed.own is None or not serving or any(one.options and one.options.publish_not_ready for one in serving):
                continue
            probed = next((one for one in workload.containers if any(probe.kind == "readiness" for probe in one.probes)), None)
            if probed is None:
                continue
            yield self.finding(
                serving[0].at("spec", "publishNotReadyAddresses"),
                confidence=Confidence.POSSIBLE,
                label="only ready pods have names",
                why="whether the readiness probe needs the peers no file shows",
                related=[
                    Related(governed.own, "a per-pod name is used here"),
                    Related(workload.at(*probed.path, "readinessProbe"), "a readiness probe"),
                ],
                workload=workload,
                service=serving[0],
            )
