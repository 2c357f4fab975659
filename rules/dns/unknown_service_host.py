"""A name in the cluster that no Service has."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.around import Renamed
from svclint.graph.names import Named
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_ORDINAL = r"-\d+$"


class UnknownServiceHost(Rule, frozen=True):
    """A name that says its namespace, such as `cart.shop.svc`, belongs to no Service: it never resolves.

    The cluster's DNS answers NXDOMAIN, and the client fails at its first look-up, or retries for ever. Where a Service in
    that namespace has nearly the name, or one in another namespace has the very name, a slip is likely, and so is a defect
    where an earlier commit still had the Service, which is told of a mere `cart`, too; else the Service may
    come from elsewhere, and the finding is possible only, as it is on a bare `cart.shop`, which may be no host. Nor is it
    more than possible where no file shows anything in that namespace, unless its name is a slip, too, and where the pods
    have a Service of the name themselves, as a collector has that sends to the next one.

    Likely, too, is what `namePrefix` and `nameSuffix` leave behind: kustomize renames Service `cart` to `dev-cart` wherever
    Kubernetes has a field for its name, but not `http://cart:8080` in a variable, argument, annotation or ConfigMap.

    Silent on other names that say no namespace, on `kubernetes.default`, on placeholders, on names that `hostAliases` has,
    and on the names of a StatefulSet's pods, of which other rules speak.
    """

    id = "unknown-service-host"
    severity = Severity.WARNING
    message = "{user} looks up {host}, but {missing}{near}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[str, int, object, str]] = set()
        for named in (*graph.names.everywhere(), *graph.renames.bare(graph.names)):
            key = (named.where.file, named.where.document, named.reference.path, named.reference.host)
            renamed = graph.renames.of(named)
            if named.exists or key in told or (re.search(_ORDINAL, named.pod) and not renamed):
                continue
            spelled = named.name and named.namespace
            if renamed or spelled or graph.former_host(named):
                told.add(key)
                yield self._renamed(named, renamed) if renamed else self._report(graph, named)

    def _renamed(self, named: Named, renamed: Renamed) -> Finding:
        host, service = named.reference.host, renamed.service
        how = " and ".join(told for _, told in renamed.places) or "a patch"
        return self.finding(
            named.place,
            confidence=Confidence.LIKELY,
            label="no Service has this name",
            why="kustomize renames the Service, and not what stands in texts",
            related=[
                Related(service.at("metadata", "name"), f"this becomes {service}"),
                *(Related(place, f"{told} renames it") for place, told in renamed.places),
            ],
            user=named.user,
            host=host,
            missing=f"{how} makes that Service {service.name}",
            near="",
            remedy=f"write `{renamed.host}` in a patch beside what renames it, or let `replacements` fill in the name",
        )

    def _report(self, graph: Graph, named: Named) -> Finding:
        brings = graph.scope.bringer(named.where.file, named.name, named.namespace)
        near = None if brings else graph.names.spelling.near(named)
        elsewhere = None if near or brings else graph.names.spelling.elsewhere(named)
        other = near or elsewhere
        gone = None if other or brings else graph.former_host(named)
        brought = graph.around.brings(named.name, named.namespace)
        unused = named.user is named.where and named.where.kind in ("ConfigMap", "Secret")
        unsettled = other is not None and (graph.scope.alters(named.where.file) or graph.scope.alters(other.file))
        why = "a kustomization may change names or namespaces" if unsettled else ""
        why = "no workload here takes it" if unused and not near else why
        foreign = elsewhere is not None and not graph.names.spelling.shows(named, elsewhere)
        why = f"no file shows anything in namespace {named.namespace}" if foreign else why
        why = "the Service may come from elsewhere" if other is None else why
        plain = not named.local and named.reference.port is None and not named.reference.scheme
        why = "two words with a dot may be no host" if plain else why
        if gone:
            why = "a kustomization may change names or namespaces" if graph.scope.alters(named.where.file) else ""
        why = f"{brought} has that Service" if brought else f"{brings} may bring it" if brings else why
        return self.finding(
            named.place,
            confidence=Confidence.POSSIBLE if why else Confidence.LIKELY,
            label="no Service here has this name" if brought else "no Service has this name",
            why=why or ("an earlier commit still had the Service" if gone else ""),
            related=[Related(other.at("metadata", "name"), f"closest: {other}")] if other else [],
            fix=_fix(named, near.name) if near and not brought else None,
            user=named.user,
            host=named.reference.host,
            missing=f"only {brought} has Service {named.name} in namespace {named.namespace}"
            if brought
            else f"no Service {named.name} is in namespace {named.namespace}"
            if named.namespace
            else "there is no such Service",
            near=""
            if brought
            else f": there is {near.name}"
            if near
            else f": it is in {graph.namespace(elsewhere)}"
            if elsewhere
            else " any more"
            if gone
            else "",
            remedy="see that both are applied to one cluster"
            if brought
            else f"did you mean `{near.name}`?"
            if near
            else "look up the Service that takes over"
            if gone
            else "name the Service and the namespace that it lies in",
        )


def _fix(named: Named, near: str) -> Fix | None:
    host = named.reference.host
    if not named.place.word or not host.startswith(f"{named.name}."):
        return None
    right = near + host.removeprefix(named.name)
    return Fix(f"write {right}", False, (Edit(named.place, right),))
