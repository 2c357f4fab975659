"""Objects that do not have the shape that the Kubernetes API gives their kind."""

from collections.abc import Iterator

from svclint.facts import Problem
from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class InvalidShape(Rule, frozen=True):
    """An unknown field, a value of the wrong type or a missing field, for which `kubectl` refuses the object.

    Field names are case-sensitive. The shapes are those of the configured `kubernetes-version`.

    Silent on patches and fragments that a kustomization names, on bases that it completes, on placeholders, on custom
    resources, whose shape nobody knows here, and on null where a field may be left out.
    """

    id = "invalid-shape"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(problem.place, fix=_fix(problem), detail=problem.detail, remedy=problem.help)


def _fix(problem: Problem) -> Fix | None:
    """Quotes round what is beyond doubt a number or a boolean go; what an unknown field is meant to be is a guess."""
    place, value = problem.place, problem.value
    if problem.help == f"did you mean `{value}`?" and place.part == "key":
        return Fix(f"write {value}", False, (Edit(place, value),))
    if problem.help == f"write {value} without quotes":
        return Fix("remove the quotes", True, (Edit(place, value == "true" if value in ("true", "false") else int(value)),))
    return None
