"""A kube-proxy that leaves nodes out."""

from collections.abc import Iterator

from svclint.facts import pairs
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class ProxyNotOnEveryNode(Rule, frozen=True):
    """On a node without kube-proxy no Service address works: not for its pods, and not for node ports that arrive there.

    A DaemonSet skips every node with a taint that its pods do not tolerate, and every node that its node selector does not
    take. kube-proxy must tolerate all taints, also those that somebody sets later: `operator: Exists` without a key.

    Silent on selectors by operating system and architecture, and where node affinity chooses the nodes with care.
    """

    id = "proxy-not-on-every-node"
    severity = Severity.ERROR
    message = "{workload} {trouble}: on such nodes no Service address works"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for proxy in graph.scale.proxies():
            workload = proxy.workload
            settled = not graph.scope.alters(workload.file)
            spec = (*workload.template[:-1], "spec")
            troubles = []
            if not workload.pod.tolerates_all:
                told = "does not tolerate every taint, and is not put on nodes with any other"
                troubles.append(("tolerations", told, "add `tolerations: [{operator: Exists}]`"))
            if proxy.selector and not workload.pod.affinity:
                troubles.append(
                    ("nodeSelector", f"runs only on nodes with {pairs(proxy.selector)}", "select by kubernetes.io/os alone")
                )
            for field, trouble, remedy in troubles:
                yield self.finding(
                    workload.at(*spec, field),
                    confidence=Confidence.LIKELY if settled else Confidence.POSSIBLE,
                    why="the nodes' taints and labels are unknown" if settled else "a kustomization may change it",
                    related=[Related(workload.at(*one.path, "image"), "kube-proxy") for one in workload.containers[:1]],
                    workload=workload,
                    trouble=trouble,
                    remedy=remedy,
                )
