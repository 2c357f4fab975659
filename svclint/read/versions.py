"""Which apiVersions and annotations each Kubernetes minor no longer serves, or still serves with a warning.

From the lifecycle that Kubernetes' own `k8s.io/api` (v0.37.2, `zz_generated.prerelease-lifecycle.go`) gives each kind,
and its Deprecated API Migration Guide for what that module no longer has. Alphas, which no cluster serves unless told
to, are left out where nobody gave them an end. v1 Endpoints, deprecated but never removed, is a matter of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from svclint.facts import Path
from svclint.read.plain import items, mapping
from svclint.read.workloads import TEMPLATES

_Life = tuple[str, int, int, str]
"""Kinds ("" is all of the version), the minor that deprecates them, the minor that removes them, what to write instead."""

_LIVES: dict[str, tuple[_Life, ...]] = {
    "admissionregistration.k8s.io/v1alpha1": (
        ("ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding", 29, 32, "admissionregistration.k8s.io/v1"),
        ("MutatingAdmissionPolicy MutatingAdmissionPolicyBinding", 35, 38, "admissionregistration.k8s.io/v1beta1"),
    ),
    "admissionregistration.k8s.io/v1beta1": (
        ("MutatingWebhookConfiguration ValidatingWebhookConfiguration", 16, 22, "admissionregistration.k8s.io/v1"),
        ("ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding", 31, 34, "admissionregistration.k8s.io/v1"),
        ("MutatingAdmissionPolicy MutatingAdmissionPolicyBinding", 37, 40, "admissionregistration.k8s.io/v1"),
    ),
    "apiextensions.k8s.io/v1beta1": (("CustomResourceDefinition", 16, 22, "apiextensions.k8s.io/v1"),),
    "apiregistration.k8s.io/v1beta1": (("APIService", 19, 22, "apiregistration.k8s.io/v1"),),
    "apps/v1beta1": (("", 8, 16, "apps/v1"),),
    "apps/v1beta2": (("", 9, 16, "apps/v1"),),
    "authentication.k8s.io/v1alpha1": (("SelfSubjectReview", 29, 32, "authentication.k8s.io/v1"),),
    "authentication.k8s.io/v1beta1": (
        ("TokenReview", 19, 22, "authentication.k8s.io/v1"),
        ("SelfSubjectReview", 30, 33, "authentication.k8s.io/v1"),
    ),
    "authorization.k8s.io/v1beta1": (("", 19, 22, "authorization.k8s.io/v1"),),
    "autoscaling/v2beta1": (("HorizontalPodAutoscaler", 22, 25, "autoscaling/v2"),),
    "autoscaling/v2beta2": (("HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"),),
    "batch/v1beta1": (("CronJob", 21, 25, "batch/v1"),),
    "certificates.k8s.io/v1alpha1": (("ClusterTrustBundle", 34, 37, "certificates.k8s.io/v1"),),
    "certificates.k8s.io/v1beta1": (
        ("CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1"),
        ("ClusterTrustBundle PodCertificateRequest", 37, 40, "certificates.k8s.io/v1"),
    ),
    "coordination.k8s.io/v1alpha2": (("LeaseCandidate", 35, 38, "coordination.k8s.io/v1beta1"),),
    "coordination.k8s.io/v1beta1": (("Lease", 19, 22, "coordination.k8s.io/v1"), ("LeaseCandidate", 36, 39, "")),
    "discovery.k8s.io/v1beta1": (("EndpointSlice", 21, 25, "discovery.k8s.io/v1"),),
    "events.k8s.io/v1beta1": (("Event", 22, 25, "events.k8s.io/v1"),),
    "extensions/v1beta1": (
        ("DaemonSet Deployment ReplicaSet", 8, 16, "apps/v1"),
        ("NetworkPolicy", 9, 16, "networking.k8s.io/v1"),
        ("PodSecurityPolicy", 10, 16, ""),
        ("Ingress", 14, 22, "networking.k8s.io/v1"),
    ),
    "flowcontrol.apiserver.k8s.io/v1beta1": (("", 23, 26, "flowcontrol.apiserver.k8s.io/v1"),),
    "flowcontrol.apiserver.k8s.io/v1beta2": (("", 26, 29, "flowcontrol.apiserver.k8s.io/v1"),),
    "flowcontrol.apiserver.k8s.io/v1beta3": (("", 29, 32, "flowcontrol.apiserver.k8s.io/v1"),),
    "networking.k8s.io/v1beta1": (
        ("Ingress IngressClass", 19, 22, "networking.k8s.io/v1"),
        ("IPAddress ServiceCIDR", 34, 37, "networking.k8s.io/v1"),
    ),
    "node.k8s.io/v1beta1": (("RuntimeClass", 22, 25, "node.k8s.io/v1"),),
    "policy/v1beta1": (("PodDisruptionBudget Eviction", 21, 25, "policy/v1"), ("PodSecurityPolicy", 21, 25, "")),
    "rbac.authorization.k8s.io/v1alpha1": (("", 17, 23, "rbac.authorization.k8s.io/v1"),),
    "rbac.authorization.k8s.io/v1beta1": (("", 17, 22, "rbac.authorization.k8s.io/v1"),),
    "resource.k8s.io/v1alpha3": (("DeviceTaintRule", 36, 39, "resource.k8s.io/v1beta2"),),
    "resource.k8s.io/v1beta1": (
        ("DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", 35, 38, "resource.k8s.io/v1"),
    ),
    "resource.k8s.io/v1beta2": (
        ("DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", 36, 39, "resource.k8s.io/v1"),
    ),
    "scheduling.k8s.io/v1alpha1": (("PriorityClass", 14, 23, "scheduling.k8s.io/v1"),),
    "scheduling.k8s.io/v1beta1": (("PriorityClass", 14, 22, "scheduling.k8s.io/v1"),),
    "settings.k8s.io/v1alpha1": (("PodPreset", 20, 20, ""),),
    "storage.k8s.io/v1alpha1": (
        ("CSIStorageCapacity VolumeAttachment", 21, 24, "storage.k8s.io/v1"),
        ("VolumeAttributesClass", 32, 35, "storage.k8s.io/v1"),
    ),
    "storage.k8s.io/v1beta1": (
        ("CSIDriver StorageClass VolumeAttachment", 19, 22, "storage.k8s.io/v1"),
        ("CSINode", 17, 22, "storage.k8s.io/v1"),
        ("CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"),
        ("VolumeAttributesClass", 34, 37, "storage.k8s.io/v1"),
    ),
    "storagemigration.k8s.io/v1beta1": (("StorageVersionMigration", 37, 40, "storagemigration.k8s.io/v1"),),
}

_UNCHANGED = frozenset({
    "APIService", "CSIDriver", "CSINode", "CSIStorageCapacity", "ClusterRole", "ClusterRoleBinding", "CronJob",
    "IngressClass", "Lease", "PriorityClass", "Role", "RoleBinding", "RuntimeClass", "StorageClass", "VolumeAttachment",
})  # fmt: skip
"""Kinds for which the migration guide names no notable change: writing the new apiVersion of a beta is all there is to do."""

_UNREADY = "service.alpha.kubernetes.io/tolerate-unready-endpoints"
_HINTS = "service.kubernetes.io/topology-aware-hints"
_CLASS = "kubernetes.io/ingress.class"
_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_DEAD = {
    "scheduler.alpha.kubernetes.io/critical-pod": ("1.16", "priorityClassName"),
    "security.alpha.kubernetes.io/sysctls": ("1.11", "securityContext.sysctls"),
    "security.alpha.kubernetes.io/unsafe-sysctls": ("1.11", "securityContext.sysctls"),
}


class Aged(Struct, frozen=True):
    """An apiVersion or annotation past its time. `gone`: it is refused; `instead` is set where writing it is all there is
    to do."""

    path: Path
    detail: str
    help: str
    gone: bool = False
    instead: str = ""


def aged_version(api_version: str, kind: str, minor: int) -> Aged | None:
    """What a Kubernetes minor, such as 37, says of an apiVersion and kind that it has deprecated or removed."""
    for kinds, deprecated, removed, instead in _LIVES.get(api_version, ()):
        if minor < deprecated or (kinds and kind not in kinds.split()):
            continue
        gone = minor >= removed
        told = f"no longer served since Kubernetes 1.{removed}"
        if not gone:
            told = f"deprecated since Kubernetes 1.{deprecated} and no longer served from 1.{removed} on"
        remedy = f"write `apiVersion: {instead}`" if instead else "there is nothing that takes its place"
        if instead and kind not in _UNCHANGED:
            remedy += " and the fields that it has"
        written = instead if kind in _UNCHANGED and "alpha" not in api_version else ""
        return Aged(("apiVersion",), f"{api_version} {kind} is {told}", remedy, gone, written)
    return None


def aged_annotations(group: str, kind: str, data: dict[str, Any], minor: int) -> Iterator[Aged]:
    """The annotations of an object and its pod template that this minor ignores or warns of."""
    own = mapping(mapping(data.get("metadata")).get("annotations"))
    if own and (group, kind) == ("", "Service"):
        yield from _of_service(own, mapping(data.get("spec")))
    elif own and kind == "Ingress":
        yield from _of_ingress(own, mapping(data.get("spec")))
    path = TEMPLATES.get((group, kind))
    if path is None:
        return
    template: dict[str, Any] = data
    for step in path:
        template = mapping(template.get(str(step)))
    written = mapping(mapping(template.get("metadata")).get("annotations"))
    if written:
        at = (*path, "metadata", "annotations")
        for found in _of_pod(written, mapping(template.get("spec")), minor):
            yield Aged((*at, *found.path), found.detail, found.help)


def _of_service(written: dict[str, Any], spec: dict[str, Any]) -> Iterator[Aged]:
    if str(written.get(_UNREADY)).lower() == "true" and spec.get("publishNotReadyAddresses") is not True:
        told = f"the annotation {_UNREADY} has no effect any more: pods that are not ready get no endpoints"
        yield Aged(("metadata", "annotations", _UNREADY), told, "write `publishNotReadyAddresses: true` below `spec`")
    if _HINTS in written:
        told = f"the annotation {_HINTS} is deprecated since Kubernetes 1.27"
        yield Aged(("metadata", "annotations", _HINTS), told, "write `service.kubernetes.io/topology-mode`")


def _of_ingress(written: dict[str, Any], spec: dict[str, Any]) -> Iterator[Aged]:
    """GKE's own controller knows the annotation only."""
    if _CLASS in written and not spec.get("ingressClassName") and not str(written[_CLASS]).startswith("gce"):
        told = f"the annotation {_CLASS} is deprecated since Kubernetes 1.18"
        yield Aged(("metadata", "annotations", _CLASS), told, "write `ingressClassName` below `spec`")


def _of_pod(written: dict[str, Any], pod: dict[str, Any], minor: int) -> Iterator[Aged]:
    for key in written:
        if key in _DEAD:
            since, field = _DEAD[key]
            yield Aged((key,), f"the annotation {key} has no effect since Kubernetes {since}", f"write `{field}`")
        elif key == _SECCOMP or key.startswith(_CONTAINER_SECCOMP):
            if not _secured(pod, "seccompProfile"):
                told = f"the annotation {key} has no effect since Kubernetes 1.27"
                yield Aged((key,), told, "write `securityContext.seccompProfile`")
        elif key.startswith(_APPARMOR) and minor >= 30 and not _secured(pod, "appArmorProfile"):
            told = f"the annotation {key} is deprecated since Kubernetes 1.30"
            yield Aged((key,), told, "write `securityContext.appArmorProfile`")


def _secured(pod: dict[str, Any], field: str) -> bool:
    return any(mapping(one.get("securityContext")).get(field) for one in (pod, *map(mapping, items(pod.get("containers")))))
