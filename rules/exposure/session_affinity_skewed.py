"""Session affinity that each node keeps for itself."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity


class SessionAffinitySkewed(Rule, frozen=True):
    """`sessionAffinity: ClientIP` is remembered by each node alone, by the address that the packets come from.

    From outside, a load balancer may bring one client in through several nodes, and each picks a pod of its own. One that
    proxies connections hides the clients behind its own few addresses: all of them stay with the same pods. Sessions
    that must hold belong into a cookie of an Ingress or Gateway, or into a store that all pods share.

    Silent on a cluster IP that only pods use, and where there is one pod.
    """

    id = "session-affinity-skewed"
    severity = Severity.NOTE
    message = "{service} keeps clients to one of {pods} pods by their address, but each node remembers alone and sees {seen}"
    help = "keep sessions in a cookie (Ingress or Gateway), or in a store that all pods share"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            if service.type not in ("NodePort", "LoadBalancer") or service.options is None:
                continue
            if service.options.session_affinity != "ClientIP" or service.headless:
                continue
            pods = graph.selection(service).pods.lasting
            count = graph.scale.endpoints(service)
            if count < 2 and all(pod.kind != "DaemonSet" for pod in pods):
                continue
            balanced = service.type == "LoadBalancer"
            yield self.finding(
                service.at("spec", "sessionAffinity"),
                related=[Related(pods[0].at(*pods[0].template, "labels"), f"{pods[0]}")] if pods else [],
                service=service,
                pods=count if count > 1 else "the",
                seen="what the load balancer sends it" if balanced else "only what enters through it",
            )
