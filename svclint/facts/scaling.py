"""What changes the number of a workload's pods while they run."""

from __future__ import annotations

from svclint.facts.base import Object


class Autoscaler(Object, frozen=True, gc=False):
    """A HorizontalPodAutoscaler, or a ScaledObject of KEDA: its target by kind and name, and the bounds it keeps to.

    None where a bound is not written.
    """

    target_kind: str
    target_name: str
    least: int | None
    most: int | None
