"""A host of the Internet that a Service and its namespace shadow."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ExternalHostShadowed(Rule, frozen=True):
    """A host outside is spelled like a Service and its namespace here, and the search list finds the Service first.

    With `ndots: 5` the name `example.io` is tried as `example.io.svc.cluster.local` before it is tried as it is: where a
    namespace `io` has a Service `example`, its pods answer instead. Write the name with a trailing dot, lower `ndots`, or
    call the namespace otherwise.

    Silent where the Service may well be meant: unless the URL says `https` without a port and the Service has no port 443.
    """

    id = "external-host-shadowed"
    severity = Severity.WARNING
    message = "{workload} looks up {host}, but {service} in namespace {namespace} answers to it"
    help = "set `ndots` to 1 for these pods, or name the namespace otherwise"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-of-services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[int, str]] = set()
        for host in graph.names.all():
            if host.service is None or not host.shadowed or (id(host.workload), host.reference.host) in told:
                continue
            told.add((id(host.workload), host.reference.host))
            yield self.finding(
                host.place,
                confidence=Confidence.LIKELY,
                label="https says that a host outside is meant",
                related=[Related(host.service.at("metadata", "name"), f"{host.service} answers")],
                workload=host.workload,
                host=host.reference.host,
                service=host.service,
                namespace=host.namespace,
            )
