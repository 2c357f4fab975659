"""A mapping that has one key twice."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Related, Rule, Severity


class DuplicateKey(Rule, frozen=True):
    """Of two equal keys in a mapping kubectl silently keeps the last; what stood under the first is gone.

    With `ports:` twice, half of a Service vanishes without a word. An error where that loses something, a
    warning where the first says the same or nothing.

    Silent on keys that a merge (`<<`) also brings, which is what merges are for, and on keys that differ in case.
    """

    id = "duplicate-key"
    severity = Severity.ERROR
    of_text = True
    message = "key {key} stands twice{told}"
    help = "{remedy}"
    source = "https://yaml.org/spec/1.2.2/#nodes"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            first = problem.also
            fix = Fix("remove the first", True, (Edit(first, ""),)) if first and not problem.serious else None
            yield self.finding(
                problem.place,
                severity=Severity.ERROR if problem.serious else Severity.WARNING,
                label="kubectl keeps this one",
                related=[Related(first, "and drops this one")] if first else [],
                fix=fix,
                key=problem.detail,
                told=": kubectl keeps the last and drops what the first says"
                if problem.serious
                else ", and the first says nothing that the last does not",
                remedy="merge the two" if problem.serious else "remove one of the two",
            )
