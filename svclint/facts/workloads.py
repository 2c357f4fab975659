"""What carries a pod template: Deployments, StatefulSets, Jobs and their like, and the Pod itself."""

from __future__ import annotations

from svclint.facts.base import Fact, Labels, Object, Path
from svclint.facts.configs import Source
from svclint.facts.pods import Container, PodOptions


class Selector(Fact, frozen=True, gc=False):
    """A workload's selector; `expressions` are (key, operator, values)."""

    labels: Labels
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    unread: bool = False
    "Some label of it could not be read."


class Strategy(Fact, frozen=True, gc=False):
    """How a workload replaces its pods, as written: "" and None where a field is not."""

    type: str = ""
    max_unavailable: int | str | None = None
    max_surge: int | str | None = None
    services: tuple[tuple[Path, str], ...] = ()
    "The Services by which an Argo Rollout shifts traffic, with the paths of their names."


class Workload(Object, frozen=True, gc=False):
    """Whatever carries a pod template, and the Pod itself. `template` is the path of the template's metadata."""

    group: str
    template: Path
    pod_labels: Labels
    containers: tuple[Container, ...]
    selector: Selector | None
    replicas: int
    first_ordinal: int
    service_name: str
    host_network: bool
    dns_policy: str
    ndots: int | None
    aliases: tuple[str, ...]
    injected: bool
    "A sidecar injector is asked for, whose ports no file shows."
    long_running: bool
    manual_selector: bool
    pod: PodOptions
    strategy: Strategy
    suspended: bool = False
    volumes: tuple[Source, ...] = ()
    "The ConfigMaps and Secrets that its pods mount."
    indexes: int = 0
    "The completions of an Indexed Job, whose pods have the host names `<job>-<index>`; 0 for any other workload."

    @property
    def cluster_dns(self) -> bool:
        """Whether its pods ask the cluster's DNS; on the host network the default policy means the node's (truth 33)."""
        return self.dns_policy == "ClusterFirstWithHostNet" or (self.dns_policy == "ClusterFirst" and not self.host_network)

    @property
    def subdomain(self) -> str:
        """What its pods' own names stand below; a StatefulSet overwrites what its template says (truth 23)."""
        return self.service_name if self.kind == "StatefulSet" else self.pod.subdomain

    @property
    def selector_path(self) -> Path:
        """The path of its selector, which stands beside the template."""
        return (*self.template[:-2], "selector")
