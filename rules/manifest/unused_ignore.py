"""Comments, annotations and entries of the config that ask to hide findings, and hide none."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Edit, Finding, Fix, Rule, Severity


class UnusedIgnore(Rule, frozen=True):
    """A comment `svclint: ignore[...]`, an annotation `svclint.dev/ignore` or an entry of `ignores` in the config hides
    nothing, or cannot be followed.

    What it hid may be mended, and then it would hide the next defect without anybody's leave. Also told is one that names
    no rule, or a rule or family that does not exist: nothing is ever hidden wholesale. So is one that is nearly right, such
    as `# svclint ignore[rule-id]` without its colon, in capitals, or without brackets: it hides nothing until it is mended;
    and an annotation whose key is nearly ours, such as `svclint.dev/ignores`.

    Silent where the rule that it names was not asked in this run, and of words in a script or another text. An entry of the
    config is only possibly useless where something could not be rendered, and of those that the config builds on nothing is
    said: others may build on them, too.
    """

    id = "unused-ignore"
    severity = Severity.WARNING
    of_text = True
    message = "this ignore hides nothing: {detail}"
    help = "{remedy}"
    source = "https://svclint.dev/rules/unused-ignore"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            place, file = problem.place, problem.place.file
            fix = None
            if problem.also:
                told = f"remove {problem.also.word}" if problem.also.word else "remove the ignore"
                fix = Fix(told, not _is_rendered(graph, file), (Edit(problem.also, ""),))
            elif problem.value:
                fix = Fix(f"write {problem.value}", False, (Edit(place, problem.value),))
            sure = Confidence.CERTAIN if problem.serious else Confidence.POSSIBLE
            yield self.finding(place, confidence=sure, fix=fix, detail=problem.detail, remedy=problem.help or "remove it")


def _is_rendered(graph: Graph, file: str) -> bool:
    """Whether a kustomization or a chart makes something of the file that this run may not have seen."""
    return graph.scope.alters(file) or any(file.startswith(f"{chart}/".lstrip("/")) for chart in graph.scope.charts)
