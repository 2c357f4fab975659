"""Files that are no YAML, or no YAML that can be read."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class InvalidYaml(Rule, frozen=True):
    """A document that does not parse is never applied, and `kubectl` stops at it.

    Also what is not text, what unfolds beyond any bound (alias bombs, cycles, hundreds of levels), files beyond
    5 MB, and numbers that JSON does not have. The rest of the file is still checked, document by document.

    Silent on templates, which are no YAML yet: not-rendered tells of those. Directives, anchors, merges, tags and words
    with colons are fine.
    """

    id = "invalid-yaml"
    severity = Severity.ERROR
    of_text = True
    answers = "refused"
    message = "{detail}"
    help = "mend it: what cannot be read is not checked"
    source = "https://yaml.org/spec/1.1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            yield self.finding(problem.place, label="here", detail=problem.detail)
