"""More load balancers than one would want to pay for."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Related, Rule, Severity, few


class ManyLoadBalancers(Rule, frozen=True):
    """Each Service of type LoadBalancer makes the cloud run one more load balancer, with its own address and its own bill.

    What speaks HTTP or TLS can share one: an Ingress or a Gateway sends by host name and path to Services that need no
    more than a cluster IP. Counted in each rendered environment; where nothing is rendered, in each folder.

    Silent up to the budget, and on load balancers that the cluster runs by itself, such as those of MetalLB.
    """

    id = "many-load-balancers"
    severity = Severity.NOTE
    message = "{count} Services of type LoadBalancer, {names}: each is a load balancer to pay for"
    help = "let an Ingress or a Gateway share one where they speak HTTP or TLS"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer"

    load_balancer_budget: int = 3
    "Load balancers of one environment up to which nothing is said."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for services in graph.scale.balancers():
            if len(services) <= self.load_balancer_budget:
                continue
            yield self.finding(
                services[self.load_balancer_budget].at("spec", "type"),
                label=f"one more than {self.load_balancer_budget}",
                related=[Related(one.at("spec", "type"), str(one)) for one in services[: self.load_balancer_budget]],
                count=len(services),
                names=few([one.name for one in services]),
            )
