"""A probe that Kubernetes refuses."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.serving import Probed
from svclint.rule import Confidence, Finding, Rule, Severity


class ProbeInvalid(Rule, frozen=True):
    """A probe that Kubernetes refuses, and with it the whole object.

    It has no handler or more than one of `httpGet`, `tcpSocket`, `grpc` and `exec`; it stands on an init container that
    runs to completion; a liveness or startup probe wants more than one success; a readiness probe has a grace period; a
    number is out of range; a port's name is none. The published OpenAPI says none of this.

    Silent where a number is 0, which means the default, on sidecars, which may have probes, and on Knative, which completes
    them.
    """

    id = "probe-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph, "write a value it takes")
        for probed in graph.serving.odd_probes():
            trouble = _trouble(probed)
            if trouble and probed.workload.group != "serving.knative.dev":
                path, detail, remedy = trouble
                unsure = not probed.probe.handlers and graph.scope.alters(probed.workload.file)
                yield self.finding(
                    probed.at(*path, part="key"),
                    confidence=Confidence.POSSIBLE if unsure else Confidence.CERTAIN,
                    label="Kubernetes refuses this",
                    why="a kustomization may add the handler" if unsure else "",
                    detail=detail,
                    remedy=remedy,
                )


def _trouble(probed: Probed) -> tuple[tuple[str, ...], str, str] | None:
    probe, kind = probed.probe, probed.probe.kind
    if probed.container.role == "init":
        told = f"init container {probed.container.name} runs to completion and may have no {kind} probe"
        return (), told, "remove the probe, or make it a sidecar with `restartPolicy: Always`"
    if len(probe.handlers) > 1:
        told = f"the {kind} probe has {len(probe.handlers)} handlers, {' and '.join(probe.handlers)}, and may have one"
        return (probe.handlers[1],), told, "keep one of them"
    if not probe.handlers:
        return (), f"the {kind} probe has no handler", "add httpGet, tcpSocket, grpc or exec"
    if probe.commandless:
        return ("exec", "command"), f"the {kind} probe runs no command", "add the command's words"
    if kind == "readiness" and probe.grace is not None:
        told = f"a readiness probe kills nothing and may have no terminationGracePeriodSeconds, here {probe.grace}"
        return ("terminationGracePeriodSeconds",), told, "remove it"
    if probe.grace is not None and probe.grace < 1:
        told = f"the {kind} probe's terminationGracePeriodSeconds is {probe.grace}, must be at least 1"
        return ("terminationGracePeriodSeconds",), told, "write 1 or more, or leave it to the pod's own"
    if kind != "readiness" and probe.successes > 1:
        told = f"the {kind} probe's successThreshold is {probe.successes}, must be 1"
        return ("successThreshold",), told, "write 1, or leave it out"
    return None
