"""The labels that controllers add to pods, which no template shows (truth 17)."""

from __future__ import annotations

from svclint.facts import Labels, Workload

POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
_HASHES = {
    "pod-template-hash": ("Deployment", "ReplicaSet"),
    "rollouts-pod-template-hash": ("Rollout",),
    "controller-revision-hash": ("StatefulSet", "DaemonSet"),
    "batch.kubernetes.io/controller-uid": ("Job", "CronJob"),
    "controller-uid": ("Job", "CronJob"),
    "pod-template-generation": ("DaemonSet",),
}
_KINDS = {
    POD_NAME: ("StatefulSet",),
    POD_INDEX: ("StatefulSet",),
    "job-name": ("Job", "CronJob"),
    "batch.kubernetes.io/job-name": ("Job", "CronJob"),
    "batch.kubernetes.io/job-completion-index": ("Job", "CronJob"),
    **_HASHES,
}


def split(selector: Labels) -> tuple[Labels, Labels]:
    """A selector as (what templates carry, what controllers add)."""
    added = tuple(pair for pair in selector if pair[0] in _KINDS)
    return tuple(pair for pair in selector if pair[0] not in _KINDS) if added else selector, added


def by_hash(selector: Labels) -> bool:
    """Whether a selector asks for a label that no file can show: pods with it are taken to exist."""
    return any(key in _HASHES for key, _ in selector)


def kinds(added: Labels) -> tuple[str, ...]:
    """The kinds of workload whose controllers add the first of these labels."""
    return _KINDS[added[0][0]]


def adds(workload: Workload, label: tuple[str, str], *, scaled: bool) -> bool:
    """Whether some pod of the workload gets this label. `scaled`: any ordinal counts, as an autoscaler may scale."""
    key, value = label
    if label in workload.pod_labels:
        return True
    if workload.kind not in _KINDS[key]:
        return False
    if key == POD_NAME:
        name, _, ordinal = value.rpartition("-")
        return name == workload.name and has_ordinal(workload, ordinal, scaled=scaled)
    if key == POD_INDEX:
        return has_ordinal(workload, value, scaled=scaled)
    if key.endswith("job-name"):
        name, _, number = value.rpartition("-")
        return name == workload.name and number.isdigit() if workload.kind == "CronJob" else value == workload.name
    return True


def numbers(workload: Workload) -> bool:
    """Whether its pods have host names of the form `<name>-<number>`: those of a StatefulSet and of an Indexed Job."""
    return workload.kind == "StatefulSet" or workload.indexes > 0


def ordinals(workload: Workload) -> tuple[int, int]:
    """The first number of its pods and the one behind the last; replicas 0 counts as one."""
    start = workload.first_ordinal
    return start, start + (workload.indexes or max(workload.replicas, 1))


def has_ordinal(workload: Workload, ordinal: str, *, scaled: bool = False) -> bool:
    """Whether a workload that numbers its pods has one of this number. `scaled`: there may be more of them."""
    if not ordinal.isdigit() or str(int(ordinal)) != ordinal:
        return False
    start, end = ordinals(workload)
    return int(ordinal) >= start and (scaled or int(ordinal) < end)
