"""Labels, selectors and annotations that break the syntax of labels."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class LabelInvalid(Rule, frozen=True):
    """A label key or value, in labels, selectors, node selectors or annotation keys, has a syntax that Kubernetes refuses.

    A value is empty or has up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends: no spaces, no
    slashes. A key is the same, not empty, after an optional DNS name and a slash.

    Silent on the values of annotations, which may be anything, and on placeholders.
    """

    id = "label-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "what needs other characters can be an annotation's value"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph)
