"""Services that take the pods of Jobs for endpoints."""

from collections.abc import Iterator, Sequence

from svclint.facts import Service, Workload
from svclint.graph import Graph
from svclint.graph.pods import SAMPLE, Pods
from svclint.graph.selection import Selection
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class SelectsShortLivedPods(Rule, frozen=True):
    """The pods of a Job carry the labels that a Service selects, so that while the Job runs it gets a share of the traffic.

    Most Jobs listen on no port, and each connection that lands there is refused: failures that come and go with the Job.
    A numeric target port is sent to every pod; a named one only to pods that have it, and a headless Service names them all.

    Silent where only Jobs are selected, where no pod of the Job has the named port, and on suspended Jobs.
    """

    id = "selects-short-lived-pods"
    severity = Severity.NOTE
    message = "{service} also selects the pods of {job}{more}, which take traffic while they run, beside {workload}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for crew in graph.selectors.crews:
            jobs = Pods(pod for pod in crew.pods if not pod.long_running and not pod.suspended)
            for service in crew.services if jobs and crew.pods.lasting else ():
                reached = _reached(service, jobs)
                if reached:
                    yield self._finding(graph.selection(service), reached, graph)

    def _finding(self, selection: Selection, jobs: Sequence[Workload], graph: Graph) -> Finding:
        job, beside = jobs[0], selection.pods.lasting[0]
        own = next((pair for pair in beside.pod_labels if pair not in job.pod_labels), None)
        return self.finding(
            selection.service.at("spec", "selector"),
            confidence=_confidence(graph, selection),
            label="these labels are on the Job's pods too",
            related=[Related(one.at(*one.template, "labels"), f"{one} carries them") for one in jobs[:SAMPLE]],
            service=selection.service,
            job=job,
            more=f" and {len(jobs) - 1} more" if len(jobs) > 1 else "",
            workload=beside,
            remedy=f"select `{own[0]}: {own[1]}` as well, which {job} does not carry"
            if own
            else f"give the pods of {job} a label of their own in place of one of these",
        )


def _reached(service: Service, jobs: Pods) -> Sequence[Workload]:
    """The Jobs that the Service sends to; of many that have a named target port some."""
    if service.headless or any(isinstance(port.target, int) for port in service.ports):
        return jobs
    landings = (one for port in service.ports for one in jobs.landings(port.target, port.protocol)[:SAMPLE])
    return list({id(one.workload): one.workload for one in landings}.values())


def _confidence(graph: Graph, selection: Selection) -> Confidence:
    if graph.unsettled(selection):
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if graph.sure(selection) else Confidence.LIKELY
