"""Autoscalers, from plain data to facts."""

from __future__ import annotations

from typing import Any

from svclint.facts import Autoscaler
from svclint.read.plain import Header, mapping, text, whole


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


KINDS = {("autoscaling", "HorizontalPodAutoscaler"): autoscaler, ("keda.sh", "ScaledObject"): autoscaler}
