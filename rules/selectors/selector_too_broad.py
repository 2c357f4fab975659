"""Services that send to several applications."""

import re
from collections.abc import Iterator

from svclint.facts import ServicePort, Workload
from svclint.graph import Graph
from svclint.graph.ports import declared, find
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
        for selection in graph.selections():
            if len(selection.pods) < 2:
                continue
            pods = graph.lasting(selection)
            odd = [pod for pod in pods[1:] if _look(pod) != _look(pods[0]) and _stem(pod) != _stem(pods[0])]
            if not odd:
                continue
            partly = _partly_missing(selection, pods)
            if selection.service.headless and partly is None:
                continue
            first = pods[0]
            doubtful = partly is None or graph.unsettled(selection) or any(pod.injected for pod in pods)
            own = next((pair for pair in first.pod_labels if all(pair not in pod.pod_labels for pod in pods[1:])), None)
            yield self.finding(
                selection.service.at("spec", "selector"),
                confidence=Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
                label="takes in all of them",
                why=f'target port "{partly.target}" is not a port of all of them'
                if partly
                else "they may be parts of one application",
                related=[Related(pod.at(*pod.template, "labels"), f"{pod} carries these labels") for pod in (first, odd[0])],
                service=selection.service,
                first=first,
                other=odd[0],
                more=f" and {len(pods) - 2} more" if len(pods) > 2 else "",
                remedy=f"select a label that only one of them carries, as `{own[0]}: {own[1]}` of {first}"
                if own
                else "give each of them a label of its own and select that",
            )


def _look(pod: Workload) -> frozenset[object]:
    names = {container.name for container in pod.containers if container.role != "init"}
    return frozenset({*names, *((one.port.name, one.port.number, one.port.protocol) for one in declared(pod))})


def _stem(pod: Workload) -> str:
    return re.sub(_VERSION, "", pod.name)


def _partly_missing(selection: Selection, pods: list[Workload]) -> ServicePort | None:
    for port in selection.service.ports:
        if isinstance(port.target, str) and len({find(pod, port) is None for pod in pods}) == 2:
            return port
    return None
