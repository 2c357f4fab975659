"""Two Services that ask for one cluster IP."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity

_CONFIDENCE = {"same file": Confidence.CERTAIN, "same folder": Confidence.LIKELY, "further": Confidence.POSSIBLE}
_WHY = {"same file": "", "same folder": "both stand in one folder", "further": "the two may never be applied to one cluster"}


class ClusterIpCollision(Rule, frozen=True):
    """A cluster IP belongs to one Service: a second one that asks for the same address is refused.

    That is so across namespaces. Leave the address out unless something depends on it, such as the cluster's DNS.

    Silent on one object that stands in two files, and on alternatives that are never applied together.
    """

    id = "cluster-ip-collision"
    severity = Severity.ERROR
    answers = "refused"
    message = "cluster IP {address} of {service} is already asked for by {other}"
    help = "leave it out of one of them: Kubernetes finds a free one"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#choosing-your-own-ip-address"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for one in graph.exposure.cluster_ips_twice():
            yield self.finding(
                one.service.at("spec", "clusterIP"),
                confidence=_CONFIDENCE[one.nearness],
                label="this address is taken",
                why=_WHY[one.nearness],
                related=[Related(one.earlier.at("spec", "clusterIP"), f"{one.earlier} asks for it")],
                address=one.address,
                service=one.service,
                other=f"{one.earlier} of namespace {one.earlier.namespace}"
                if one.earlier.name == one.service.name
                else one.earlier,
            )
