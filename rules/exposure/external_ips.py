"""Services that claim external IPs."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class ExternalIps(Rule, frozen=True):
    """`externalIPs` is deprecated, and whoever may write it can draw traffic for any address to their own pods (CVE-2020-8554).

    Kubernetes checks nothing about the addresses, kube-proxy takes all traffic for them on every node, and newer versions can
    switch the field off. A LoadBalancer, a node port or a Gateway does the same with an owner for the address.

    Silent on ExternalName, of which external-name-ignores speaks.
    """

    id = "external-ips"
    severity = Severity.WARNING
    message = "{service} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#external-ips"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            if not options.external_ips or service.type == "ExternalName":
                continue
            listed = ", ".join(options.external_ips)
            yield self.finding(
                service.at("spec", "externalIPs", part="entry"),
                service=service,
                trouble=f"is headless, so its externalIPs {listed} are ignored"
                if service.headless
                else f"takes all traffic for {listed} by externalIPs, which is deprecated and checked by nobody",
                remedy="remove them" if service.headless else "use a LoadBalancer or a Gateway",
            )
