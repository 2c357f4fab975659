"""A slip in the cluster domain of a name."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.spelling import mended
from svclint.rule import Confidence, Edit, Finding, Fix, Rule, Severity


class MisspelledClusterDomain(Rule, frozen=True):
    """A name that ends in nearly `.svc.cluster.local` lies outside of the cluster: no Service ever answers to it.

    The cluster's DNS does not know `cluter.local` or `.scv.`, and sends the query on to the node's resolver, which does not
    know it either. Nor does `cart.shop.svc.` resolve: its final dot keeps the search list away. The cluster domain is
    `cluster.local` unless the config says `cluster-domain`.

    Silent on a domain that differs by digits only, such as `cluster2.local`, which is another cluster's, and on any domain
    that is not near to this one.
    """

    id = "misspelled-cluster-domain"
    severity = Severity.ERROR
    message = "{user} looks up {host}, which is no name of the cluster: it is spelled {right}"
    help = "write `{right}`{instead}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#a-aaaa-records"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[str, int, object, str]] = set()
        for named in graph.names.everywhere():
            written = named.reference.host
            right = mended(written, graph.names.zone.domain) if "." in written else ""
            key = (named.where.file, named.where.document, named.reference.path, written)
            if not right or key in told:
                continue
            told.add(key)
            cut = written.lower().endswith(".svc.")
            right += "." if written.endswith(".") and right.endswith(graph.names.zone.domain) else ""
            yield self.finding(
                named.place,
                confidence=Confidence.LIKELY,
                label="absolute by its final dot" if cut else "misspelled",
                fix=Fix(f"write {right}", False, (Edit(named.place, right),)) if named.place.word else None,
                user=named.user,
                host=written,
                right=right,
                instead=f", or `{written[:-1]}`, which the search list completes"
                if cut and named.where.kind != "Service"
                else "",
            )
