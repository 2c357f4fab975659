"""Which long-running workloads stand behind Services, and how many of their pods serve while they roll out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import Autoscaler, Container, Part, Path, Place, Probe, Service, Strategy, Workload
from svclint.graph.pods import Services
from svclint.graph.selection import Selections
from svclint.graph.selectors import Selectors
from svclint.scope import Scope

_PERCENT = r"[0-9]+%"
_QUARTER = "25%"
_UNWRITTEN = Strategy()


class Served(Struct, frozen=True):
    """A long-running workload and the Services that send it traffic. `settled`: no kustomization may still change it."""

    workload: Workload
    services: Services
    settled: bool
    autoscaler: Autoscaler | None


class Probed(Struct, frozen=True):
    """A probe, with the container and the workload that have it."""

    workload: Workload
    container: Container
    probe: Probe

    def at(self, *path: str | int, part: Part = "value") -> Place:
        """The place of a field of the probe."""
        return self.workload.at(*self.container.path, self.probe.field, *path, part=part)


class Gap(Struct, frozen=True):
    """A rollout that takes away every pod at once, or every pod of a node.

    `unavailable` of `replicas` pods may be missing, as the controller rounds; `path` is the field that decides.
    """

    kind: Literal["recreate", "rolling", "ordered", "node", "everywhere"]
    path: Path
    unavailable: int = 1
    replicas: int = 1


class Serving:
    """The workloads of a scope that serve."""

    def __init__(self, scope: Scope, selections: Selections, selectors: Selectors) -> None:
        self._scope, self._selections, self._selectors = scope, selections, selectors

    @cached_property
    def workloads(self) -> list[Served]:
        """The long-running workloads that some Service with ports sends traffic to."""
        found = []
        for workload in self._selections.workloads.objects:
            services = self._selectors.of(workload).that(_sends)
            if services and workload.long_running:
                found.append(Served(workload, services, not self._scope.alters(workload.file), self.autoscaler(workload)))
        return found

    def odd_probes(self) -> Iterator[Probed]:
        """The probes that Kubernetes may refuse: of init containers, without one handler, or with a field that few have."""
        for workload in self._selections.workloads.objects:
            for container in workload.containers:
                for probe in container.probes:
                    plain = len(probe.handlers) == 1 and probe.grace is None and probe.successes == 1
                    if not plain or probe.commandless or container.role == "init":
                        yield Probed(workload, container, probe)

    def unnamed_probes(self) -> Iterator[Probed]:
        """The probes that ask a port by a name that their own container gives to no TCP port."""
        for workload in self._selections.workloads.objects:
            for container in workload.containers:
                for probe in container.probes:
                    if type(probe.port) is str and all(
                        port.name != probe.port or port.protocol != "TCP" for port in container.ports
                    ):
                        yield Probed(workload, container, probe)

    def autoscaler(self, workload: Workload) -> Autoscaler | None:
        """What scales the workload, if anything does."""
        if not self._autoscalers:
            return None
        for one in self._autoscalers.get((workload.kind, workload.name), ()):
            if self._selections.meet(one, workload) and self._scope.visible(one.file, workload.file):
                return one
        return None

    def most(self, workload: Workload) -> int:
        """The pods that the workload may have: its replicas, or as many as its autoscaler allows."""
        scaler = self.autoscaler(workload)
        return max(workload.replicas, (scaler.most or 0) if scaler else 0)

    def alone(self, served: Served) -> list[Service]:
        """The Services that have no lasting pods but those of this workload."""
        return self._alone.get(id(served.workload), [])

    @cached_property
    def _alone(self) -> dict[int, list[Service]]:
        found: dict[int, list[Service]] = {}
        for crew in self._selectors.crews:
            if len(crew.pods.lasting) == 1:
                found.setdefault(id(crew.pods.lasting[0]), []).extend(crew.services.that(_sends))
        return found

    @cached_property
    def _autoscalers(self) -> dict[tuple[str, str], list[Autoscaler]]:
        found: dict[tuple[str, str], list[Autoscaler]] = {}
        for one in self._scope.objects:
            if isinstance(one, Autoscaler):
                found.setdefault((one.target_kind, one.target_name), []).append(one)
        return found


def _sends(service: Service) -> bool:
    return bool(service.ports)


def gaps(served: Served) -> Iterator[Gap]:
    """How a rollout leaves no pod, if it does: computed as the Deployment, StatefulSet and DaemonSet controllers round.

    `maxUnavailable` rounds down and `maxSurge` up; if both come to 0, one pod may be missing.
    """
    workload = served.workload
    how, replicas = workload.strategy, workload.replicas
    if workload.kind in ("Deployment", "DeploymentConfig"):
        if how == _UNWRITTEN:
            return
        if how.type == "Recreate":
            yield Gap("recreate", ("spec", "strategy", "type"), replicas, replicas)
        elif replicas and served.autoscaler is None and how.type in ("", "RollingUpdate", "Rolling"):
            unavailable = _scaled(_QUARTER if how.max_unavailable is None else how.max_unavailable, replicas, up=False)
            surge = _scaled(_QUARTER if how.max_surge is None else how.max_surge, replicas, up=True)
            if unavailable == 0 and surge == 0:
                unavailable = 1
            if unavailable is not None and unavailable >= replicas:
                yield Gap("rolling", _rolling(workload, "strategy"), unavailable, replicas)
    elif workload.kind == "StatefulSet" and how.type != "OnDelete" and served.autoscaler is None:
        unavailable = 1 if how.max_unavailable is None else _scaled(how.max_unavailable, replicas, up=False)
        if unavailable is not None and 0 < replicas <= max(unavailable, 1):
            path: Path = ("spec", "replicas") if replicas == 1 else _rolling(workload, "updateStrategy")
            yield Gap("ordered", path, max(unavailable, 1), replicas)
    elif workload.kind == "DaemonSet" and how.type != "OnDelete":
        if how.max_unavailable == "100%" and how.max_surge in (None, 0, "0%"):
            yield Gap("everywhere", _rolling(workload, "updateStrategy"))
        elif how.max_surge in (None, 0, "0%"):
            yield Gap("node", ("spec", "updateStrategy"))


def _rolling(workload: Workload, field: str) -> Path:
    name = "maxSurge" if workload.strategy.max_unavailable is None else "maxUnavailable"
    return ("spec", field, "rollingUpdate", name)


def _scaled(value: int | str, replicas: int, *, up: bool) -> int | None:
    if isinstance(value, int):
        return value
    if not re.fullmatch(_PERCENT, value):
        return None
    share = int(value[:-1]) * replicas
    return -(-share // 100) if up else share // 100
