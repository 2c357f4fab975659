"""A name in the cluster that no Service has."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.names import Named
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_ORDINAL = r"-\d+$"


class UnknownServiceHost(Rule, frozen=True):
    """A name that says its namespace, such as `cart.shop.svc`, belongs to no Service: it never resolves.

    The cluster's DNS answers NXDOMAIN, and the client fails at its first look-up, or retries for ever. Where a Service in
    that namespace has nearly the name, or one in another namespace has the very name, a slip is likely; else the Service may
    come from elsewhere, and the finding is possible only, as it is on a bare `cart.shop`, which may be no host.

    Silent on names that say no namespace, on `kubernetes.default`, on placeholders, on names that `hostAliases` has, and on
    the names of a StatefulSet's pods, of which other rules speak.
    """

    id = "unknown-service-host"
    severity = Severity.WARNING
    message = "{user} looks up {host}, but {missing}{near}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[str, int, object, str]] = set()
        for named in graph.names.everywhere():
            key = (named.where.file, named.where.document, named.reference.path, named.reference.host)
            if named.name and named.namespace and not named.exists and not re.search(_ORDINAL, named.pod) and key not in told:
                told.add(key)
                yield self._report(graph, named)

    def _report(self, graph: Graph, named: Named) -> Finding:
        near = graph.names.spelling.near(named)
        elsewhere = None if near else graph.names.spelling.elsewhere(named)
        other = near or elsewhere
        unused = named.user is named.where and named.where.kind in ("ConfigMap", "Secret")
        unsettled = other is not None and (graph.scope.alters(named.where.file) or graph.scope.alters(other.file))
        why = "a kustomization may change names or namespaces" if unsettled else ""
        why = "no workload here takes it" if unused and not near else why
        why = "the Service may come from elsewhere" if other is None else why
        plain = not named.local and named.reference.port is None and not named.reference.scheme
        why = "two words with a dot may be no host" if plain else why
        return self.finding(
            named.place,
            confidence=Confidence.POSSIBLE if why else Confidence.LIKELY,
            label="no Service has this name",
            why=why,
            related=[Related(other.at("metadata", "name"), f"closest: {other}")] if other else [],
            fix=_fix(named, near.name) if near else None,
            user=named.user,
            host=named.reference.host,
            missing=f"no Service {named.name} is in namespace {named.namespace}",
            near=f": there is {near.name}" if near else f": it is in {graph.namespace(elsewhere)}" if elsewhere else "",
            remedy=f"did you mean `{near.name}`?" if near else "name the Service and the namespace that it lies in",
        )


def _fix(named: Named, near: str) -> Fix | None:
    host = named.reference.host
    if not named.place.word or not host.startswith(f"{named.name}."):
        return None
    right = near + host.removeprefix(named.name)
    return Fix(f"write {right}", False, (Edit(named.place, right),))
