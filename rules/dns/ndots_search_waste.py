"""Absolute names that go through the whole search list first."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.names import Host
from svclint.rule import Edit, Finding, Fix, Related, Rule, Severity, few


class NdotsSearchWaste(Rule, frozen=True):
    """A name with fewer dots than `ndots` (5 in pods) and no trailing dot is tried with every search domain first.

    So each look-up of `api.example.com` sends eight queries and needs two, and `db.shop.svc.cluster.local`, with its four
    dots, wastes six as well: more than any short name. `dnsConfig` with `ndots: 2` ends that, but then names like
    `db.shop.svc` are tried as they are first, and not at all with the search list on musl (Alpine). A trailing dot ends
    it for one name; not for HTTP or TLS, where it changes Host and SNI. Node search domains add two queries each;
    caches such as NodeLocal DNS and the autopath plugin change the counts.

    Silent on names with `ndots` dots or more or a trailing dot, on addresses, on pods that ask the node's resolver, and on
    outside names without a scheme or port, which may be no hosts at all.
    """

    id = "ndots-search-waste"
    severity = Severity.NOTE
    answers = "lookups"
    message = "{workload} wastes {wasted} DNS queries each time it looks up {names}"
    help = 'set `dnsConfig: {{options: [{{name: ndots, value: "2"}}]}}` if no name like `svc.namespace.svc` is used; {shorter}'
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload, looked_up in graph.names.lookups():
            wasteful = [asked for asked in looked_up if asked.cost.glibc and _is_absolute(asked.host)]
            if not wasteful:
                continue
            first, names = wasteful[0].host, [asked.host.reference.host for asked in wasteful]
            yield self.finding(
                first.place,
                label=_dots(names[0].count("."), first.resolver.ndots),
                related=[Related(workload.at("metadata", "name"), f"{workload} takes it")]
                if first.where is not workload
                else (),
                fix=_fewer_dots(workload, [asked.host for asked in looked_up]),
                workload=workload,
                wasted=sum(asked.cost.glibc for asked in wasteful),
                names=few(names),
                shorter="`name.namespace` costs 2 instead of 6"
                if first.local
                else "a trailing dot helps where neither HTTP nor TLS sees the name",
            )


def _is_absolute(host: Host) -> bool:
    """Whether a name means the whole of itself; a dotted word without scheme or port may be no host at all."""
    name = host.reference.host
    outside = host.port is not None and "." in name and ".svc." not in name and not host.embedded
    return host.form == "absolute" and (host.local or outside)


def _fewer_dots(workload: Workload, hosts: list[Host]) -> Fix | None:
    """A lower ndots, unless a name is used that needs the search list and has dots enough to miss it on musl."""
    needed = any(host.form != "absolute" and host.reference.host.count(".") >= 2 for host in hosts)
    if needed or workload.pod.dns_config or workload.dns_policy == "None":
        return None
    place = workload.at(*workload.template[:-1], "spec", "containers", part="key")
    return Fix("set ndots to 2", False, (Edit(place, 'dnsConfig: {options: [{name: ndots, value: "2"}]}{,}{}'),))


def _dots(dots: int, ndots: int) -> str:
    return f"{dots} {'dot' if dots == 1 else 'dots'}, ndots is {ndots}"
