"""NetworkPolicies whose podSelector takes no pod."""

from collections.abc import Iterator

from svclint.facts import NetworkPolicy, pairs
from svclint.graph import Graph
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class NetworkPolicySelectsNothing(Rule, frozen=True):
    """A NetworkPolicy whose podSelector matches no pod protects nothing, and opens nothing for pods that others close.

    Kubernetes accepts it and logs nothing.

    Silent on an empty podSelector, which takes all pods of the namespace. Pods that no file shows are common, so that
    absence is only *possible* unless a workload that no policy selects stands near, and its labels differ by a slip.
    """

    id = "network-policy-selects-nothing"
    severity = Severity.WARNING
    message = "podSelector {selector} of NetworkPolicy {policy} matches no pod{near}"
    help = "make the podSelector a subset of the labels of one pod template"
    source = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for policy in graph.policies.all:
            selects = policy.selector.labels or policy.selector.expressions
            if selects and not policy.selector.unread and not graph.policies.pods(policy):
                yield self._finding(graph, policy)

    def _finding(self, graph: Graph, policy: NetworkPolicy) -> Finding:
        near = graph.policies.nearest(policy)
        confidence, why = Confidence.POSSIBLE, "the pods may come from outside these files"
        if near and any(is_placeholder(text) for pair in (*policy.selector.labels, *near.workload.pod_labels) for text in pair):
            why = "a label holds a placeholder"
        elif graph.scope.alters(policy.file):
            why = "a kustomization may change these labels"
        elif near and near.tied:
            confidence, why = Confidence.LIKELY, "a workload that no policy selects stands near"
        expressions = (f"{key} {operator} {','.join(values)}".strip() for key, operator, values in policy.selector.expressions)
        return self.finding(
            policy.at("spec", "podSelector", part="key"),
            confidence=confidence,
            label="no pod template carries these labels",
            why=why,
            related=[Related(near.place, f"closest: {near.workload}, which no policy selects")] if near else [],
            selector=",".join(filter(None, (pairs(policy.selector.labels), *expressions))),
            policy=policy.name,
            near=f": {near}" if near else "",
        )
