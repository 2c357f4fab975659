"""Variables for every Service of a namespace in every container."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class ServiceLinksExplosion(Rule, frozen=True):
    """Each container gets variables for every Service of its namespace that has a cluster IP, unless it declines.

    A Service with one port makes seven (`CART_SERVICE_HOST`, `CART_PORT_80_TCP_ADDR`, ...). With hundreds of Services every
    process starts with thousands of variables: shells and interpreters get slow, and from some number on `exec` fails with
    `argument list too long`. `enableServiceLinks: false` leaves them out; names are found by DNS anyway.

    One note for each namespace, at its first workload that does not decline.

    Silent below `services` Services, and on headless ones and ExternalNames, which make no variables.
    """

    id = "service-links-explosion"
    severity = Severity.NOTE
    message = "each container of namespace {namespace} starts with {variables} variables for {count} Services"
    help = "set `enableServiceLinks: false` in the pods that do not read them ({users} of {namespace} do not yet)"
    source = "https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables"

    services: int = 100
    "Services with a cluster IP in one namespace from which on this is said."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for crowd in graph.crowds(self.services):
            first = crowd.workloads[0]
            yield self.finding(
                first.at(*first.template[:-1], "spec", part="key"),
                label="enableServiceLinks is on by default",
                namespace=crowd.namespace or "that is not written",
                variables=sum(map(_variables, crowd.services)),
                count=len(crowd.services),
                users=f"{len(crowd.workloads)} workload{'' if len(crowd.workloads) == 1 else 's'}",
            )


def _variables(service: Service) -> int:
    """What the kubelet makes of a Service (`envvars.FromServices`): host and port, each named port, and four for each port."""
    named = sum(1 for port in service.ports if port.name)
    return 2 + named + 1 + 4 * len(service.ports)
