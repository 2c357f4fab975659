"""Values outside the closed set that a field takes."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity

_NEAR = "did you mean `(.*)`\\?"


class UnsupportedValue(Rule, frozen=True):
    """A field has a word or a number that it does not take, or that another field rules out, and Kubernetes refuses the object.

    The words are case-sensitive. The published OpenAPI lists neither words nor bounds, so that checks of shape alone let them
    pass: types, policies and strategies, negative counts, a pod template of a Deployment that is not restarted always.

    Silent on an empty word where Kubernetes takes that for none, and on placeholders.
    """

    id = "unsupported-value"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            near = re.fullmatch(_NEAR, problem.help)
            meant = near[1] if near and near[1].lower() == problem.value.lower() else ""
            yield self.finding(
                problem.place,
                label="Kubernetes refuses this",
                fix=Fix(f"write {meant}", True, (Edit(problem.place, meant),)) if meant else None,
                detail=problem.detail,
                remedy=problem.help or "write one of these",
            )
