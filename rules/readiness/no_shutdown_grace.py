"""A pod behind a Service that is killed without notice."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class NoShutdownGrace(Rule, frozen=True):
    """With `terminationGracePeriodSeconds: 0` a pod is killed at once, while nodes and load balancers still send to it.

    Endpoints are taken away at the same moment, not before, and it takes each node a while to hear of it. Open requests
    break, and no preStop hook runs. The default is 30 seconds.

    Silent for pods that no Service selects.
    """

    id = "no-shutdown-grace"
    severity = Severity.NOTE
    message = "pods of {workload} are killed with 0 s of grace while {service} still sends to them: open requests break"
    help = "leave terminationGracePeriodSeconds at its default, 30, or give the program the time it needs to finish"
    source = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for served in graph.serving.workloads:
            workload = served.workload
            if workload.pod.grace == 0:
                yield self.finding(
                    workload.at(*workload.template[:-1], "spec", "terminationGracePeriodSeconds"),
                    confidence=Confidence.LIKELY if served.settled else Confidence.POSSIBLE,
                    why="the program may hold nothing open" if served.settled else "a kustomization may change it",
                    related=[Related(served.services[0].at("spec", "selector"), f"{served.services[0]} sends it traffic")],
                    workload=workload,
                    service=served.services[0],
                )
