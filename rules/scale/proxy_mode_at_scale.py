"""kube-proxy in a mode that many Services make slow, or that is going away."""

from collections.abc import Iterator

from svclint.facts import ProxyConfig
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity


class ProxyModeAtScale(Rule, frozen=True):
    """In iptables mode every node holds a list of rules that grows with Services and endpoints, and is searched in order.

    The first packet of a connection meets one rule after the other, and every change of an endpoint makes kube-proxy
    write rules again. With some hundreds of Services that is felt. nftables finds a Service by a map, at one cost however
    many there are: stable since Kubernetes 1.33. ipvs is no way out: deprecated since 1.35, off by default in 1.40, gone
    in 1.43. iptables is what kube-proxy takes where no mode is written; since 1.37 it warns that the default will change.
    The number of rules is an estimate, from ports and replicas; before moving, see that no client uses node ports on
    127.0.0.1 or on secondary addresses, which nftables does not serve.

    Silent in nftables and kernelspace mode, and in iptables mode below both limits.
    """

    id = "proxy-mode-at-scale"
    severity = Severity.WARNING
    message = "kube-proxy runs in {mode}: {reason}"
    help = "set `mode: nftables` (stable since Kubernetes 1.33; needs Linux 5.13 on the nodes)"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-modes"

    services_at_scale: int = 500
    "Services with a cluster IP above which iptables mode is thought slow."
    rules_at_scale: int = 20_000
    "Estimated iptables rules of a node above which it is thought slow."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for config in graph.scale.configs:
            if config.mode == "ipvs":
                reason = "deprecated since Kubernetes 1.35, off by default in 1.40, gone in 1.43"
                yield self._finding(config, Severity.NOTE, "ipvs mode", reason)
            elif config.mode in ("", "iptables"):
                load = graph.scale.load
                if load.services > self.services_at_scale or load.rules > self.rules_at_scale:
                    mode = "iptables mode" if config.mode else "iptables mode, as none is written"
                    reason = f"{load.services} Services make about {load.rules} rules on every node, searched in order"
                    yield self._finding(config, Severity.WARNING, mode, reason)

    def _finding(self, config: ProxyConfig, severity: Severity, mode: str, reason: str) -> Finding:
        return self.finding(
            config.at(*config.place),
            severity=severity,
            confidence=Confidence.LIKELY,
            why="what these files define is taken to run in one cluster" if severity > Severity.NOTE else "",
            mode=mode,
            reason=reason,
        )
