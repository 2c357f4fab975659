"""Two workloads whose selectors take the same pods."""

from collections.abc import Iterator

from svclint.facts import DisruptionBudget
from svclint.graph import Graph
from svclint.graph.overlap import Overlap
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class OverlappingWorkloadSelectors(Rule, frozen=True):
    """Two workloads of one kind select each other's pods: whatever counts pods by selector counts both.

    Controllers keep to pods that they own, so that none is taken over. But an autoscaler measures all pods that its
    target's selector takes, and a disruption budget meant for one of the two protects both as one: then it is a warning.
    *Possible* where the two stand in different files.

    Silent on workloads of different kinds, and where only one selector takes the other's pods and nothing scales it.
    """

    id = "overlapping-workload-selectors"
    severity = Severity.WARNING
    message = "the selector of {workload} also takes the pods of {other}{counted}"
    help = "give each of them a label of its own, in its selector and its pod template; a selector cannot be changed later"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for overlap in graph.overlaps():
            workload, other, counted = overlap.workload, overlap.other, overlap.counted
            if not overlap.mutual and (counted is None or isinstance(counted, DisruptionBudget)):
                continue
            doubtful = graph.scope.alters(workload.file) or graph.scope.alters(other.file)
            yield self.finding(
                workload.at(*workload.selector_path),
                severity=Severity.WARNING if counted else Severity.NOTE,
                confidence=Confidence.LIKELY if overlap.together and not doubtful else Confidence.POSSIBLE,
                label="takes both",
                why="a kustomization may change these labels"
                if doubtful
                else "they stand together"
                if overlap.together
                else "they may never be applied to one namespace",
                related=[
                    Related(other.at(*other.template, "labels"), f"the pods of {other}"),
                    Related(counted.at("metadata", "name"), f"{counted}") if counted else None,
                ],
                workload=workload,
                other=other,
                counted=_told(overlap),
            )


def _told(overlap: Overlap) -> str:
    if overlap.counted is None:
        return ""
    return f", so that {overlap.counted} counts both"
