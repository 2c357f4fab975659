"""Objects whose kind or apiVersion is nearly one of Kubernetes' own."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class UnknownKind(Rule, frozen=True):
    """No API server has this kind in this apiVersion, and one of Kubernetes' own is spelled nearly so: it is refused.

    `kubectl` says "no matches for kind". Kinds and groups are case-sensitive: `Statefulset`, `core/v1` and a Deployment
    in `v1` do not exist. What such an object would bring, its pods or its Service, is missing.

    Silent on kinds and groups that another API may serve, that is, on all that is not nearly one of Kubernetes' own, and
    on versions of its own that are no longer served, of which `deprecated-api` speaks.
    """

    id = "unknown-kind"
    severity = Severity.ERROR
    message = "{detail}"
    help = "write `{remedy}`"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            fix = Fix(f"write {problem.help}", False, (Edit(problem.place, problem.value),))
            yield self.finding(
                problem.place, label="Kubernetes has no such", fix=fix, detail=problem.detail, remedy=problem.help
            )
