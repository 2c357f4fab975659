"""ExternalName Services whose name is none."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Rule, Severity

_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"


class ExternalNameUnusable(Rule, frozen=True):
    """An ExternalName Service has no `externalName`, or one that is no DNS name in lower case, so Kubernetes refuses it.

    The name is the target of a CNAME record: no scheme, no port, no path, no underscore, no wildcard, no IPv6 address.

    Silent on a missing name where a kustomization alters the Service, and on a dot at the end, which is allowed.
    """

    id = "external-name-unusable"
    severity = Severity.ERROR
    answers = "refused"
    message = "{service} of type ExternalName {trouble}"
    help = "write the DNS name alone, such as `db.example.com`"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#externalname"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if service.type != "ExternalName":
                continue
            name = service.options and service.options.external_name
            if not name:
                if not graph.scope.alters(service.file):
                    yield self.finding(
                        service.at("spec", "externalName", part="key"), service=service, trouble="has no externalName"
                    )
            elif not is_placeholder(name) and not _is_name(name.removesuffix(".")):
                yield self.finding(
                    service.at("spec", "externalName"),
                    label="no DNS name",
                    service=service,
                    trouble=f"has the externalName `{name}`, which is no DNS name",
                )


def _is_name(text: str) -> bool:
    return len(text) <= 253 and re.fullmatch(_NAME, text) is not None
