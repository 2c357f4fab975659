"""Pods with a subdomain below which nothing resolves."""

import re
from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.stateful import Subdomain
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


class PodSubdomainBroken(Rule, frozen=True):
    """A pod's `hostname` and `subdomain` make a DNS name only below a headless Service of that name that selects the pod.

    Kubernetes sets the pod's own host name either way, so `hostname -f` tells a name that nobody can look up. A note where
    no `hostname` is written, for then only the pod itself sees the name, and where several replicas share one `hostname`:
    the name then resolves to all of them.

    Silent on StatefulSets, whose pods get both from `serviceName`, on host names that are no DNS label, and on placeholders.
    """

    id = "pod-subdomain-broken"
    severity = Severity.WARNING
    message = "{told}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for named in graph.stateful.subdomains():
            workload, pod = named.workload, named.workload.pod
            written = [pod.subdomain, *([pod.hostname] if pod.hostname else [])]
            if not all(map(_LABEL.fullmatch, written)):
                continue
            at = (*workload.template[:-1], "spec")
            trouble = _trouble(named)
            if trouble:
                told, remedy = trouble
                given = pod.hostname or not workload.long_running
                doubtful = graph.scope.alters(workload.file) or graph.scope.is_open(workload.file)
                yield self.finding(
                    workload.at(*at, "subdomain"),
                    severity=Severity.WARNING if given else Severity.NOTE,
                    confidence=(Confidence.POSSIBLE if doubtful else Confidence.LIKELY) if given else Confidence.CERTAIN,
                    label="below which no name resolves",
                    related=[Related(one.at("spec"), f"this is {one}") for one in named.services[:1]],
                    told=f"the subdomain of {workload} is {pod.subdomain}, {told}",
                    remedy=remedy,
                )
            elif pod.hostname and _several(workload):
                yield self.finding(
                    workload.at(*at, "hostname"),
                    severity=Severity.NOTE,
                    label="one name for all replicas",
                    told=f"all pods of {workload} share the DNS name {pod.hostname}.{pod.subdomain}",
                    remedy="use a StatefulSet where each pod needs a name of its own",
                )


def _several(workload: Workload) -> bool:
    return workload.kind == "DaemonSet" or workload.replicas > 1


def _trouble(named: Subdomain) -> tuple[str, str] | None:
    subdomain = named.workload.pod.subdomain
    if named.headless:
        return None
    if not named.services:
        return "but no Service has that name", f"add a headless Service {subdomain} that selects these pods"
    if not named.selecting:
        return f"but {named.services[0]} does not select its pods", "make its selector match the pods' labels"
    return f"but {named.services[0]} is not headless", "write `clusterIP: None` there"
