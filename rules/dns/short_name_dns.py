"""In-cluster names that only the search list completes."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.dns import Lookup
from svclint.rule import Finding, Related, Rule, Severity, few


class ShortNameDns(Rule, frozen=True):
    """A short Service name is completed by the pod's search list: elsewhere it means something else, and it may cost queries.

    `db` resolves to the `db` of the pod's own namespace, at no extra cost. `db.shop` wastes two queries a look-up,
    `db.shop.svc` four (A and AAAA count one each), before the answer comes. With a low `ndots` musl (Alpine) does not
    use the search list at all for names with that many dots. Advice only: most short names are right where they stand.
    Caches such as NodeLocal DNS and the autopath plugin change the counts.

    Silent on words that only happen to equal a Service's name (a bare name counts in a URL or with a port), on aliases of
    the pod, issuers, images and file names, and on pods that ask the node's resolver.
    """

    id = "short-name-dns"
    severity = Severity.NOTE
    answers = "lookups"
    message = "{workload} uses short {names}: {cost}; {depends}"
    help = "fine where it is meant so; `name.namespace` is the shortest that means the same in every namespace"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload, looked_up in graph.names.lookups():
            short = [asked for asked in looked_up if asked.host.form != "absolute" and (asked.host.exists or asked.host.local)]
            if not short:
                continue
            first, names = short[0].host, [asked.host.reference.host for asked in short]
            yield self.finding(
                first.place,
                label=f"{names[0]} is short",
                related=[
                    Related(first.service.at("metadata", "name"), f"{first.service}") if first.service else None,
                    Related(workload.at("metadata", "name"), f"{workload} takes it") if first.where is not workload else None,
                ],
                workload=workload,
                names=f"name {names[0]}" if len(names) == 1 else f"names {few(names)}",
                cost=_cost([asked.cost for asked in short], names),
                depends=_depends(workload, [asked.host.reference.host for asked in short if asked.host.form == "name"], names),
            )


def _cost(costs: list[Lookup], names: list[str]) -> str:
    wasted = sum(cost.glibc for cost in costs)
    each = "a look-up" if len(names) == 1 else "for one look-up of each"
    told = f"{wasted} wasted queries {each}" if wasted else "no wasted queries"
    broken = [name for name, cost in zip(names, costs, strict=True) if cost.musl is None]
    verb = "resolves" if len(broken) == 1 else "resolve"
    return f"{told}, and {', '.join(broken)} never {verb} on musl" if broken else told


def _depends(workload: Workload, bare: list[str], names: list[str]) -> str:
    if not bare:
        return "the search list must hold the cluster domain"
    own = f"namespace {workload.namespace}" if workload.namespace else "this namespace"
    if len(names) == 1:
        return f"resolves only from {own}"
    if len(bare) == len(names):
        return f"they resolve only from {own}"
    return f"{bare[0]} resolves only from {own}" if len(bare) == 1 else f"those that name no namespace resolve only from {own}"
