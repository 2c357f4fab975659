"""Autoscalers and disruption budgets, from plain data to facts."""

from __future__ import annotations

from typing import Any

from svclint.facts import Autoscaler, DisruptionBudget
from svclint.read.plain import Header, label_selector, mapping, text, whole


def autoscaler(group: str, data: dict[str, Any], header: Header) -> Autoscaler:
    """A HorizontalPodAutoscaler or a KEDA ScaledObject, whose target is a Deployment unless it says otherwise."""
    spec = mapping(data.get("spec"))
    target = mapping(spec.get("scaleTargetRef"))
    keda = group == "keda.sh"
    return Autoscaler(
        *header,
        (),
        text(target.get("kind")) or ("Deployment" if keda else ""),
        text(target.get("name")),
        whole(spec.get("minReplicaCount" if keda else "minReplicas")),
        whole(spec.get("maxReplicaCount" if keda else "maxReplicas")),
    )


def budget(_group: str, data: dict[str, Any], header: Header) -> DisruptionBudget:
    """A PodDisruptionBudget."""
    return DisruptionBudget(*header, (), label_selector(mapping(mapping(data.get("spec")).get("selector"))))


KINDS = {
    ("autoscaling", "HorizontalPodAutoscaler"): autoscaler,
    ("keda.sh", "ScaledObject"): autoscaler,
    ("policy", "PodDisruptionBudget"): budget,
}
