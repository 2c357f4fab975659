"""StatefulSets whose pods the API refuses because of the set's name."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Finding, Rule, Severity

_FITS, _LABEL = 52, 63


class PodNameTooLong(Rule, frozen=True):
    """A StatefulSet's name goes into the label `controller-revision-hash` of its pods, which may have 63 characters.

    The label is the name, a hyphen and a hash of up to 10 characters. Kubernetes accepts a set with a longer name, and then
    refuses every pod of it: nothing starts, and only the set's events say why. At 53 characters it depends on the hash.

    Silent on names above 63 characters, which are refused outright, and on placeholders.
    """

    id = "pod-name-too-long"
    severity = Severity.ERROR
    answers = "refused"
    message = "the name of {workload} has {length} characters: above 52 its pods are refused"
    help = "shorten it to 52 characters at most"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload in graph.stateful.all:
            length = len(workload.name)
            if _FITS < length <= _LABEL and not is_placeholder(workload.name):
                yield self.finding(
                    workload.at("metadata", "name"),
                    confidence=Confidence.LIKELY if length == _FITS + 1 else Confidence.CERTAIN,
                    label=f"{length} characters",
                    workload=workload,
                    length=length,
                )
