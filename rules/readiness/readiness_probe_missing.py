"""A pod behind a Service that nothing asks whether it is ready."""

from collections.abc import Iterator

from svclint.facts import Service, Workload
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ReadinessProbeMissing(Rule, frozen=True):
    """Without a readiness or a startup probe a pod becomes an endpoint as soon as its containers run, before it listens.

    So every rollout, every restart and every new replica refuses connections for as long as the program takes to start,
    and a program that hangs keeps its share of the traffic. `minReadySeconds` does not help: endpoints do not wait for it.

    Silent for pods that only UDP and metrics ports reach, for readiness gates, for Services that publish pods that are
    not ready anyhow, and for Knative, which probes by itself.
    """

    id = "readiness-probe-missing"
    severity = Severity.NOTE
    message = (
        "{workload} gets traffic from {service} as soon as its containers run: "
        "container {container} has no readiness and no startup probe{more}"
    )
    help = "add a readinessProbe that asks what clients ask{port}"
    source = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for served in graph.serving.workloads:
            workload = served.workload
            running = [one for one in workload.containers if one.role != "init"]
            if any(probe.kind != "liveness" for one in running for probe in one.probes):
                continue
            services = served.services.that(_waits)
            if not services or not running or workload.pod.gates or workload.group == "serving.knative.dev":
                continue
            container = next((one for one in running if one.ports), running[0])
            yield self.finding(
                workload.at(*container.path, "name"),
                confidence=Confidence.CERTAIN if served.settled else Confidence.POSSIBLE,
                label="no readinessProbe",
                why="" if served.settled else "a kustomization may add the probe",
                related=[Related(services[0].at("spec", "selector"), f"{services[0]} sends it traffic")],
                workload=workload,
                service=services[0],
                container=container.name,
                more=_more(workload, len(running)),
                port=f": for example on port {container.ports[0].number}" if container.ports else "",
            )


def _waits(service: Service) -> bool:
    """Whether the Service leaves pods out that are not ready, and has clients that a refused connection hurts."""
    if service.options and service.options.publish_not_ready:
        return False
    return any(port.protocol != "UDP" and "metrics" not in port.name for port in service.ports)


def _more(workload: Workload, containers: int) -> str:
    others = f", nor has any of the {containers - 1} beside it" if containers > 1 else ""
    return f"{others} ({workload.replicas} replicas)" if workload.replicas > 1 else others
