"""What changes the number of a workload's pods while they run."""

from __future__ import annotations

from svclint.facts.base import Object
from svclint.facts.workloads import Selector


class Autoscaler(Object, frozen=True, gc=False):
    """A HorizontalPodAutoscaler, or a ScaledObject of KEDA: its target by kind and name, and the bounds it keeps to.

    None where a bound is not written.
    """

    target_kind: str
    target_name: str
    least: int | None
    most: int | None


class DisruptionBudget(Object, frozen=True, gc=False):
    """A PodDisruptionBudget; its selector counts the pods that may be taken away at a time."""

    selector: Selector
