"""An ExternalName whose target is written as a short name."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.graph.names import PUBLIC
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_PRIVATE = frozenset("corp consul example home internal intranet invalid lan local localdomain localhost private test".split())


class ExternalNameRelative(Rule, frozen=True):
    """The target of an ExternalName is absolute: `db`, `db.shop` and `db.shop.svc` resolve to nothing there.

    The cluster's DNS answers with a CNAME, and resolvers follow it without a search list. So the target of a Service in the
    cluster needs its whole name, `db.shop.svc.cluster.local`.

    Silent on names with an ending that is known outside, or in private networks, such as `db.corp`. Two words with another
    ending are possible only, unless a Service has that name and namespace.
    """

    id = "external-name-relative"
    severity = Severity.ERROR
    message = "{service} points to {target}, which is taken as it is, without the search list: it resolves to nothing"
    help = "write the whole name{whole}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#externalname"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            target = service.options.external_name if service.options and service.type == "ExternalName" else None
            if target and not is_placeholder(target) and not target.endswith(".") and ":" not in target and "/" not in target:
                labels = target.lower().split(".")
                if labels[-1] not in PUBLIC | _PRIVATE and not labels[-1].isdigit() and len(labels) <= 4:
                    finding = self._judge(graph, service, target, labels)
                    if finding:
                        yield finding

    def _judge(self, graph: Graph, service: Service, target: str, labels: list[str]) -> Finding | None:
        says_svc = labels[-1] == "svc" and len(labels) >= 3
        inner = labels[:-1] if says_svc else labels
        namespace = inner[-1] if len(inner) > 1 else graph.namespace(service)
        name = inner[-2] if len(inner) > 1 else inner[0]
        meant = [one for one in graph.names.zone.find(service.file, name, namespace) if one is not service]
        known = bool(meant) and (len(inner) == 1 or graph.namespace(meant[0]) == namespace)
        if not (says_svc or known or len(labels) <= 2):
            return None
        whole = ""
        if says_svc or (known and namespace):
            start = ".".join(inner if len(inner) > 1 else [name, str(namespace)])
            whole = f"{start}.svc.{graph.names.zone.domain}"
        place = service.at("spec", "externalName")
        return self.finding(
            place,
            confidence=Confidence.LIKELY if says_svc or known or len(labels) == 1 else Confidence.POSSIBLE,
            why="" if says_svc or known or len(labels) == 1 else f"`{labels[-1]}` may be a domain of the network",
            label="a CNAME is absolute",
            related=[Related(meant[0].at("metadata", "name"), "probably meant")] if known else [],
            fix=Fix(f"write {whole}", False, (Edit(place, whole),)) if whole else None,
            service=service,
            target=target,
            whole=f", `{whole}`" if whole else "",
        )
