"""Services that send to several applications."""

import re
from collections.abc import Iterator

from svclint.facts import Service, ServicePort, Workload
from svclint.graph import Graph
from svclint.graph.pods import Pods
from svclint.graph.ports import declared
from svclint.graph.selection import Selection
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_VERSION = r"[-_.]?v?[0-9][\w.]*$|[-_.]([a-z]|blue|green|canary|stable|baseline|primary|old|new|next|current)$"
"""The end of a name that tells versions of one application apart."""


class SelectorTooBroad(Rule, frozen=True):
    """One Service selects workloads that do not look like versions of one application: each gets requests meant for others.

    Every connection goes to any of the pods. *Likely* where a named target port is missing in some of them, so that a port
    of the Service leads to a part of the pods only; else *possible*, for one application may have different workloads.

    Silent where the workloads have the same containers and ports or names that differ like `web-v1` and `web-canary`, and on
    headless Services whose ports all pods have, which serve discovery.
    """

    id = "selector-too-broad"
    severity = Severity.WARNING
    message = "{service} selects {first} and {other}{more}, which do not look like one application"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for crew in graph.selectors.crews:
            odd = _odd(crew.pods.lasting)
            if odd:
                own = _own(crew.pods.lasting)
                for service in crew.services:
                    yield from self._service(graph, graph.selection(service), odd, own)

    def _service(self, graph: Graph, selection: Selection, odd: Workload, own: tuple[str, str] | None) -> Iterator[Finding]:
        pods = selection.pods.lasting
        partly = _partly_missing(selection.service, pods)
        if selection.service.headless and partly is None:
            return
        doubtful = partly is None or graph.unsettled(selection) or pods.injected
        yield self.finding(
            selection.service.at("spec", "selector"),
            confidence=Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
            label="takes in all of them",
            why=f'target port "{partly.target}" is not a port of all of them'
            if partly
            else "they may be parts of one application",
            related=[Related(pod.at(*pod.template, "labels"), f"{pod} carries these labels") for pod in (pods[0], odd)],
            service=selection.service,
            first=pods[0],
            other=odd,
            more=f" and {len(pods) - 2} more" if len(pods) > 2 else "",
            remedy=f"select a label that only one of them carries, as `{own[0]}: {own[1]}` of {pods[0]}"
            if own
            else "give each of them a label of its own and select that",
        )


def _odd(pods: Pods) -> Workload | None:
    """The first that looks like another application than the first of all."""
    for pod in pods[1:]:
        if _look(pod) != _look(pods[0]) and _stem(pod) != _stem(pods[0]):
            return pod
    return None


def _own(pods: Pods) -> tuple[str, str] | None:
    """A label that only the first carries."""
    return next((pair for pair in pods[0].pod_labels if all(pair not in pod.pod_labels for pod in pods[1:])), None)


def _look(pod: Workload) -> frozenset[object]:
    names = {container.name for container in pod.containers if container.role != "init"}
    return frozenset({*names, *((one.port.name, one.port.number, one.port.protocol) for one in declared(pod))})


def _stem(pod: Workload) -> str:
    return re.sub(_VERSION, "", pod.name)


def _partly_missing(service: Service, pods: Pods) -> ServicePort | None:
    for port in service.ports:
        if isinstance(port.target, str) and 0 < len(pods.landings(port.target, port.protocol)) < len(pods):
            return port
    return None
