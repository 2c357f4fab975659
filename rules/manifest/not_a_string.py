"""Values that must be strings and are not, to YAML 1.1."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class NotAString(Rule, frozen=True):
    """Kubernetes reads YAML 1.1, where `yes`, `on`, `n`, `1.20`, `08` and `1e3` are no strings, and refuses them for strings.

    Labels, selectors, annotations, env values, names, arguments and hosts must be strings: quote them. A warning where
    Kubernetes accepts what it gets instead: null in labels and selectors becomes "", and keys such as `yes` or `1` become
    "true" or "1".

    Silent on `22:22`, `2020-01-01`, `1.2.3`, `12e4567` and `yEs`, which are strings, and on null where it means unset.
    """

    id = "not-a-string"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://github.com/kubernetes-sigs/yaml"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            fix = Fix("quote it", True, (Edit(problem.place, '"{}"'),)) if problem.serious else None
            yield self.finding(
                problem.place,
                severity=Severity.ERROR if problem.serious else Severity.WARNING,
                label="Kubernetes refuses this" if problem.serious else "is no string",
                fix=fix,
                detail=problem.detail,
                remedy="quote it" if problem.serious else "write what you mean as a quoted string",
            )
