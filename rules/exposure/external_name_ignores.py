"""Fields that an ExternalName Service ignores."""

from collections.abc import Iterator

from svclint.facts import Path, Service, ServiceOptions
from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class ExternalNameIgnores(Rule, frozen=True):
    """An ExternalName Service is a CNAME record and no more, so its selector, node ports, affinity and target ports do nothing.

    Kubernetes accepts and ignores them: no endpoints, no proxy, no translated port. Likewise it ignores `externalName` on a
    Service of any other type.

    Silent on ports as such: Ingress controllers dial them. A selector in a rendered environment is a note: kustomize gives one
    to every Service where it is to add labels to selectors.
    """

    id = "external-name-ignores"
    severity = Severity.WARNING
    message = "{service} ignores {field}: {reason}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#externalname"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            if service.type != "ExternalName":
                if options.external_name:
                    yield self.finding(
                        service.at("spec", "externalName", part="entry"),
                        service=service,
                        field="externalName",
                        reason=f"its type is {service.type}",
                        remedy="write `type: ExternalName`, or remove the name",
                    )
                continue
            for path in _ignored(service, options):
                yield self.finding(
                    service.at(*path, part="entry"),
                    severity=Severity.NOTE if path[-1] == "selector" and graph.scope.rendered else None,
                    service=service,
                    field=path[-1],
                    reason="an ExternalName is only a DNS alias",
                    remedy="remove it, or write another type",
                )


def _ignored(service: Service, options: ServiceOptions) -> Iterator[Path]:
    if service.selector:
        yield "spec", "selector"
    if options.session_affinity == "ClientIP":
        yield "spec", "sessionAffinity"
    if options.external_ips:
        yield "spec", "externalIPs"
    for port in service.ports:
        if port.node_port is not None:
            yield "spec", "ports", port.index, "nodePort"
        if port.target != port.port:
            yield "spec", "ports", port.index, "targetPort"
