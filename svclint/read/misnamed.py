"""Tells a kind or apiVersion that is nearly one of Kubernetes' own from one that some other API may serve."""

from __future__ import annotations

from svclint.read.kinds import KUBERNETES_GROUPS, split_version

_SERVED = {
    "v1": "ConfigMap Endpoints Namespace PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController Secret"
    " Service ServiceAccount",
    "apps/v1": "DaemonSet Deployment ReplicaSet StatefulSet",
    "autoscaling/v2": "HorizontalPodAutoscaler",
    "batch/v1": "CronJob Job",
    "discovery.k8s.io/v1": "EndpointSlice",
    "networking.k8s.io/v1": "Ingress IngressClass NetworkPolicy",
    "policy/v1": "PodDisruptionBudget",
}
_GROUP_OF = {kind: version for version, kinds in _SERVED.items() for kind in kinds.split()}
_BY_LOWER = {kind.lower(): kind for kind in _GROUP_OF}
_ALSO = frozenset("Binding Event Eviction LimitRange Node ResourceQuota Scale Status IPAddress ServiceCIDR".split())


def misnamed(api_version: str, kind: str) -> tuple[str, str] | None:
    """The (apiVersion, kind) that is meant by one that no API server has; None where it is one, or may be some API's own."""
    group = split_version(api_version)
    served = _GROUP_OF.get(kind)
    if served is not None:
        own = split_version(served)
        elsewhere = group != own and (group in ("", "apps", "batch", "networking.k8s.io") or _is_no_group(group, own))
        return (served, kind) if elsewhere else None
    meant = _BY_LOWER.get(kind.lower()) or next((one for one in _GROUP_OF if _one_edit(kind, one)), None)
    if meant is None or kind in _ALSO or group not in KUBERNETES_GROUPS or group != split_version(_GROUP_OF[meant]):
        return None
    return api_version, meant


def _is_no_group(group: str, own: str) -> bool:
    """Whether a group is none of Kubernetes' and cannot be another API's, whose groups have a dot."""
    return group not in KUBERNETES_GROUPS and ("." not in group or _one_edit(group, own))


def _one_edit(one: str, other: str) -> bool:
    """Whether a long word differs from another by one letter more, less or else, or two that changed places."""
    if len(other) < 5 or abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
