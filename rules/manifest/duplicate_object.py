"""An object that is written twice."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Related, Rule, Severity


class DuplicateObject(Rule, frozen=True):
    """Of two objects of one kind, name and namespace `kubectl apply` keeps the last; what the first says is overwritten.

    Nothing says so, and which of the two was meant is anybody's guess.

    Silent on objects of two files, which often are alternatives of which one is applied, unless they make one rendered
    environment; on objects of which only one says its namespace, which may be two; on placeholders, and on `generateName`.
    """

    id = "duplicate-object"
    severity = Severity.WARNING
    message = "{later} stands {often}: this one replaces the other{s}"
    help = "remove one of the two, or give them different names or namespaces"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for pair in graph.repeated():
            if is_placeholder(pair.later.name) or is_placeholder(pair.later.namespace or ""):
                continue
            yield self.finding(
                pair.later.at("metadata", "name"),
                label="the last one stays",
                related=[Related(pair.earlier.at("metadata", "name"), f"the other {pair.earlier}")],
                later=pair.later,
                often=f"{pair.further:,} times more" if pair.further else "twice",
                s="s" if pair.further else "",
            )
