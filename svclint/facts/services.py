"""A core/v1 Service as one file writes it, with Kubernetes' defaults."""

from __future__ import annotations

from svclint.facts.base import Fact, Labels, Object


class ServicePort(Fact, frozen=True, gc=False):
    """One entry of `spec.ports`, defaulted as the API server does (truth 6): target 0, "" or unset is the port."""

    index: int
    name: str
    port: int | None
    target: int | str | None
    target_written: bool
    protocol: str
    node_port: int | None
    app_protocol: str = ""
    name_written: bool = False
    "A name is written, be it an empty one."

    def __str__(self) -> str:
        return f"{self.port} ({self.name})" if self.name else str(self.port)


class ServiceOptions(Fact, frozen=True, gc=False):
    """The fields of a Service that most do not write; None and () where a field is not written or unreadable."""

    cluster_ip: str | None = None
    cluster_ips: tuple[str, ...] | None = None
    external_ips: tuple[str, ...] = ()
    external_name: str | None = None
    ip_families: tuple[str, ...] = ()
    ip_family_policy: str | None = None
    session_affinity: str | None = None
    affinity_config: bool = False
    affinity_seconds: int | None = None
    external_traffic_policy: str | None = None
    internal_traffic_policy: str | None = None
    traffic_distribution: str | None = None
    load_balancer_ip: str | None = None
    load_balancer_class: str | None = None
    allocate_node_ports: bool | None = None
    source_ranges: tuple[str, ...] | None = None
    health_check_node_port: int | None = None
    publish_not_ready: bool = False
    annotations: Labels = ()


class Service(Object, frozen=True, gc=False):
    """A core/v1 Service. `selector` None: none written, or `{}`, which Kubernetes stores as none (truth 14)."""

    type: str
    headless: bool
    selector: Labels | None
    ports: tuple[ServicePort, ...]
    health_check_node_port: int | None
    "None where the Service may not have one: only for a LoadBalancer with externalTrafficPolicy Local (truth 28)."
    null_selectors: tuple[str, ...] = ()
    "The keys of its selector whose value is null, which Kubernetes decodes as  (truth 15)."
    empty_selector: bool = False
    "`selector: {}` is written."
    options: ServiceOptions | None = None
    "None: nothing but type, selector and ports is written, and no annotation."
