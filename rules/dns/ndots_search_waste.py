"""Absolute names that go through the whole search list first."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.dns import DEFAULT_NDOTS, lookup
from svclint.graph.hosts import Host
from svclint.rule import Finding, Rule, Severity


class NdotsSearchWaste(Rule, frozen=True):
    """A name with fewer dots than `ndots` (5 in pods) and no trailing dot is tried with every search domain first.

    So each look-up of `api.example.com` sends eight queries and needs two, and `db.shop.svc.cluster.local`, with its four
    dots, wastes six as well: more than any short name. `dnsConfig` with `ndots: 2` ends that, but then names like
    `db.shop.svc` are tried as they are first, and not at all with the search list on musl (Alpine). A trailing dot ends
    it for one name; not for HTTP or TLS, where it changes Host and SNI. Node search domains add two queries each;
    caches such as NodeLocal DNS and the autopath plugin change the counts.
    """

    id = "ndots-search-waste"
    severity = Severity.NOTE
    message = "{workload} wastes {wasted} DNS queries each time it looks up {names}"
    help = 'set `dnsConfig: {{options: [{{name: ndots, value: "2"}}]}}` if no name like `svc.namespace.svc` is used; {shorter}'
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config"

    def find(self, graph: Graph) -> Iterator[Finding]:
        by_workload: dict[int, tuple[Workload, list[Host]]] = {}
        for host in graph.hosts():
            workload = host.workload
            if host.form != "absolute" or not workload.cluster_dns:
                continue
            if host.local or (host.port and "." in host.reference.host):
                by_workload.setdefault(id(workload), (workload, []))[1].append(host)
        for workload, hosts in by_workload.values():
            ndots = DEFAULT_NDOTS if workload.ndots is None else workload.ndots
            costs = {host.reference.host: lookup(host.reference.host, "absolute", ndots).glibc for host in hosts}
            wasteful = [host for host in hosts if costs[host.reference.host]]
            if not wasteful:
                continue
            names = list(dict.fromkeys(host.reference.host for host in wasteful))
            yield self.finding(
                wasteful[0].place,
                label=_dots(wasteful[0].reference.host.count("."), ndots),
                workload=workload,
                wasted=sum(costs[name] for name in names),
                names=", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else ""),
                shorter=(
                    "`name.namespace` costs 2 instead of 6"
                    if wasteful[0].local
                    else "a trailing dot helps where neither HTTP nor TLS sees the name"
                ),
            )


def _dots(dots: int, ndots: int) -> str:
    return f"{dots} {'dot' if dots == 1 else 'dots'}, ndots is {ndots}"
