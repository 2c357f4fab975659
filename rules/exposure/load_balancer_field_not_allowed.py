"""Fields of load balancers on other Services."""

import re
from collections.abc import Iterator

from svclint.facts import Path, ServiceOptions
from svclint.graph import Graph
from svclint.graph.exposure import SOURCE_RANGES
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Rule, Severity

_PART = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_CLASS = rf"({_PART}(\.{_PART})*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{{0,61}}[A-Za-z0-9])?"


class LoadBalancerFieldNotAllowed(Rule, frozen=True):
    """A field for load balancers is set on a Service of another type, or a load balancer's class has no valid name.

    Kubernetes refuses `loadBalancerSourceRanges`, `loadBalancerClass` and `allocateLoadBalancerNodePorts` there with any
    value, and the annotation for source ranges even where it is empty. A class is named like a label key.

    Silent on empty source ranges, and on `loadBalancerIP`, which is accepted everywhere.
    """

    id = "load-balancer-field-not-allowed"
    severity = Severity.ERROR
    answers = "refused"
    message = "{field} {trouble} {service} of type {type}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            if service.type != "LoadBalancer":
                for path in _written(options):
                    yield self.finding(
                        service.at(*path, part="entry"),
                        label="only a LoadBalancer has this",
                        field=path[-1],
                        trouble="is not allowed on",
                        service=service,
                        type=service.type,
                        remedy="write `type: LoadBalancer`, or remove it",
                    )
            elif options.load_balancer_class is not None and not _valid(options.load_balancer_class):
                yield self.finding(
                    service.at("spec", "loadBalancerClass"),
                    field="loadBalancerClass",
                    trouble=f"`{options.load_balancer_class}` is no name of a class, on",
                    service=service,
                    type=service.type,
                    remedy="write a name such as `example.com/internal`",
                )


def _written(options: ServiceOptions) -> Iterator[Path]:
    if options.source_ranges:
        yield "spec", "loadBalancerSourceRanges"
    elif any(key == SOURCE_RANGES for key, _ in options.annotations):
        yield "metadata", "annotations", SOURCE_RANGES
    if options.load_balancer_class is not None:
        yield "spec", "loadBalancerClass"
    if options.allocate_node_ports is not None:
        yield "spec", "allocateLoadBalancerNodePorts"


def _valid(name: str) -> bool:
    return is_placeholder(name) or re.fullmatch(_CLASS, name) is not None
