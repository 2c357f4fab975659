"""Short names that a low ndots breaks on musl."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity


class NdotsTooLow(Rule, frozen=True):
    """With a low `ndots` a short name of that many dots never reaches the search list on musl, and does not resolve.

    glibc tries such a name as it is and then with the search list; musl, the C library of Alpine, tries it only as it is.
    So `db.shop` with `ndots: 1` works in one image and fails in another. Raise `ndots` above the dots of the names that are
    used, or write them whole. Programs in Go bring a resolver of their own, which does as glibc does.

    Likely where an image says that it is Alpine, else possible.

    Silent on whole names and on names of fewer dots.
    """

    id = "ndots-too-low"
    severity = Severity.WARNING
    message = "{workload} uses short {names} with ndots {ndots}: musl tries {it} only as written and never finds {it}"
    help = "set `ndots` to {enough} or more, or write the whole name"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload, looked_up in graph.names.lookups():
            if workload.ndots is None and workload.dns_policy != "None":
                continue
            lost = [
                asked.host
                for asked in looked_up
                if asked.cost.musl is None and asked.host.form != "absolute" and (asked.host.exists or asked.host.local)
            ]
            lost = [host for host in lost if host.resolver.as_is_first(host.reference.host)]
            if not lost:
                continue
            alpine = any("alpine" in container.image or "musl" in container.image for container in workload.containers)
            written = [host.reference.host for host in lost]
            yield self.finding(
                lost[0].place,
                confidence=Confidence.LIKELY if alpine else Confidence.POSSIBLE,
                why="an image is Alpine's" if alpine else "it depends on the C library in the image",
                label=f"{written[0].count('.')} dots, ndots is {lost[0].resolver.ndots}",
                workload=workload,
                names=f"name {written[0]}" if len(written) == 1 else f"names {', '.join(written)}",
                ndots=lost[0].resolver.ndots,
                it="it" if len(written) == 1 else "them",
                enough=max(name.count(".") for name in written) + 1,
            )
