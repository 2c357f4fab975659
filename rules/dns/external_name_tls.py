"""TLS to a name that an ExternalName stands for."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_TLS = frozenset(("https", "wss", "amqps", "rediss", "ldaps", "mqtts", "grpcs", "smtps", "nats+tls"))
_TLS_PORTS = frozenset((443, 8443))


class ExternalNameTls(Rule, frozen=True):
    """TLS to an ExternalName Service fails on the certificate: the client asks for the Service's name, the target has its own.

    An ExternalName is a CNAME and nothing more: SNI and the Host header carry the name that the client dialled, which the
    target's certificate does not hold and its virtual hosts do not know. Dial the target itself, or tell the client the name
    to verify.

    Silent where neither scheme nor port says TLS; where only the port does, it is possible only.
    """

    id = "external-name-tls"
    severity = Severity.WARNING
    message = "{workload} speaks TLS to {host}, which {service} makes an alias of {target}: its certificate names {target}"
    help = "dial {target}, or set the name that the client verifies and sends"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#externalname"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[int, str]] = set()
        for host in graph.names.all():
            service = host.service
            if service is None or service.type != "ExternalName" or (id(host.workload), host.reference.host) in told:
                continue
            target = service.options.external_name if service.options else None
            speaks = host.reference.scheme in _TLS
            if target and (speaks or (not host.reference.scheme and host.port in _TLS_PORTS)):
                told.add((id(host.workload), host.reference.host))
                yield self.finding(
                    host.place,
                    confidence=Confidence.LIKELY if speaks else Confidence.POSSIBLE,
                    why="" if speaks else "only the port says TLS",
                    label=host.reference.scheme or f"port {host.port}",
                    related=[Related(service.at("spec", "externalName"), f"{service} stands for {target}")],
                    workload=host.workload,
                    host=host.reference.host,
                    service=service,
                    target=target,
                )
