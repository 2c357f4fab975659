"""Selectors that are written and select nothing, or nothing that was meant."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class EmptySelector(Rule, frozen=True):
    """A Service with `selector: {}` has no selector at all, and one with `app: null` asks for pods whose label is empty.

    An empty selector does not select everything, as it does in a NetworkPolicy: Kubernetes stores the Service without
    one, and it has no endpoints until somebody writes them. A null value becomes "", which only a pod with an empty label
    carries.

    Silent where endpoints are written for the Service, on ExternalNames, which select nothing anyway, and where a pod
    carries the empty label.
    """

    id = "empty-selector"
    severity = Severity.WARNING
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for backed in graph.endpoints.backed:
            if backed.service.empty_selector and not backed.endpoints:
                yield self.finding(
                    backed.service.at("spec", "selector"),
                    label="selects nothing",
                    detail=f"the empty selector of {backed.service} selects no pod: to Kubernetes it is none",
                    remedy="write the labels of the pods, or leave `selector` out and write an EndpointSlice",
                )
        for service in graph.services:
            if service.null_selectors and service.type != "ExternalName" and not graph.selection(service).pods:
                for key in service.null_selectors:
                    yield self.finding(
                        service.at("spec", "selector", key, part="entry"),
                        label='null is read as ""',
                        detail=f'{service} selects pods whose label {key} is empty, for null means "", and none has that',
                        remedy=f"write the value of `{key}`, or remove the line",
                    )
