"""A bare name of a Service that lies in another namespace."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity


class ShortNameOtherNamespace(Rule, frozen=True):
    """A bare Service name resolves in the pod's own namespace only, and the Service lies in another one.

    The search list of a pod begins with its own namespace: `db` from namespace `web` asks for `db.web.svc.cluster.local` and
    three more names, eight queries, and fails. Write `db.data`, with the namespace.

    Silent where a Service of that name may lie in the pod's own namespace, where either namespace is not written, and on
    words that are neither in a URL nor `host:port`.
    """

    id = "short-name-other-namespace"
    severity = Severity.ERROR
    message = "{workload} in namespace {own} looks up {host}, but {service} is in {namespace}"
    help = "write `{host}.{namespace}`"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-of-services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[int, str]] = set()
        for host in graph.names.all():
            bare = host.form == "name" and not host.exists and "." not in host.reference.host
            if not bare or not host.resolver.cluster or (id(host.workload), host.reference.host) in told:
                continue
            own, named = graph.namespace(host.workload), graph.names.zone.named(host.workload.file, host.reference.host)
            namespaces = {graph.namespace(one) for one in named}
            if not named or own is None or None in namespaces:
                continue
            told.add((id(host.workload), host.reference.host))
            whole = f"{host.reference.host}.{graph.namespace(named[0])}"
            yield self.finding(
                host.place,
                confidence=Confidence.LIKELY,
                label=f"nothing in namespace {own}",
                related=[Related(named[0].at("metadata", "name"), f"{named[0]} is in {graph.namespace(named[0])}")],
                fix=Fix(f"write {whole}", False, (Edit(host.place, whole),)) if host.place.word and len(named) == 1 else None,
                workload=host.workload,
                own=own,
                host=host.reference.host,
                service=named[0],
                namespace=graph.namespace(named[0]),
            )
