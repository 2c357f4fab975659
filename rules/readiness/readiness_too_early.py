"""A liveness probe that asks what the readiness probe asks, and loses patience no later."""

from collections.abc import Iterator

from svclint.facts import Container, Probe
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ReadinessTooEarly(Rule, frozen=True):
    """A liveness probe with the readiness probe's question and no more patience restarts a pod that is only overloaded.

    Readiness takes a slow pod out of rotation until it has recovered; a liveness probe that fails as soon restarts it
    instead, which throws its load at the other pods, and then at their probes. Patience is failureThreshold times
    periodSeconds. `minReadySeconds` holds back a rollout and nothing else: endpoints open with the first success.

    Silent where a startup probe shows that the times were thought about, and for pods that no Service selects.
    """

    id = "readiness-too-early"
    severity = Severity.NOTE
    message = (
        "container {container} is restarted after {liveness} s without an answer to {question}, "
        "and taken out of {service} after {readiness} s: overload restarts it"
    )
    help = "let liveness wait longer (a higher failureThreshold), or ask it something that load does not slow down"
    source = "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"

    patient: int = 60
    "Seconds that a liveness probe must wait to be thought patient enough, whatever readiness does."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for served in graph.serving.workloads:
            for container in served.workload.containers:
                pair = _pair(container)
                if pair is None or container.role == "init" or _patience(pair[0]) >= self.patient:
                    continue
                liveness, readiness = pair
                yield self.finding(
                    served.workload.at(*container.path, liveness.field),
                    confidence=Confidence.CERTAIN if served.settled else Confidence.POSSIBLE,
                    label=f"gives up after {_patience(liveness)} s",
                    why="" if served.settled else "a kustomization may change the probes",
                    related=[
                        Related(
                            served.workload.at(*container.path, readiness.field), f"gives up after {_patience(readiness)} s"
                        )
                    ],
                    container=container.name,
                    question=_question(liveness),
                    service=served.services[0],
                    liveness=_patience(liveness),
                    readiness=_patience(readiness),
                )


def _pair(container: Container) -> tuple[Probe, Probe] | None:
    by_kind = {probe.kind: probe for probe in container.probes}
    liveness, readiness = by_kind.get("liveness"), by_kind.get("readiness")
    if liveness is None or readiness is None or "startup" in by_kind:
        return None
    same = (liveness.handlers, liveness.port, liveness.path) == (readiness.handlers, readiness.port, readiness.path)
    return (liveness, readiness) if same and _patience(liveness) <= _patience(readiness) else None


def _patience(probe: Probe) -> int:
    return probe.failures * probe.period


def _question(probe: Probe) -> str:
    if probe.handlers == ("httpGet",):
        return f"GET {probe.path or '/'} on port {probe.port}"
    return f"its {probe.handlers[0]} probe" if probe.handlers else "its probe"
