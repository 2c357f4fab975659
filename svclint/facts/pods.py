"""What a pod template says: containers, ports, probes, host names, and the options of the pod."""

from __future__ import annotations

from typing import Literal

from svclint.facts.base import Fact, Path, Reference
from svclint.facts.configs import Assembled, Source


class ContainerPort(Fact, frozen=True, gc=False):
    """One entry of a container's `ports`. `host_port` is as written; None where it is not."""

    index: int
    name: str
    number: int | None
    protocol: str
    host_port: int | None = None
    host_ip: str = ""


class Probe(Fact, frozen=True, gc=False):
    """A probe of a container, defaulted as the API server does; `handlers` are the kinds of handler that it writes, or one
    field that is none where it writes no other.

    `port` is the port of the first handler that has one, by number or by name; times are seconds.
    """

    kind: Literal["readiness", "liveness", "startup"]
    handlers: tuple[str, ...]
    port: int | str | None
    path: str
    "The HTTP path, or the gRPC service; the words of a command."
    host: str
    failures: int
    period: int
    delay: int
    successes: int = 1
    grace: int | None = None
    "`terminationGracePeriodSeconds`, None where it is not written."
    commandless: bool = False
    "Its `exec` has no command."

    @property
    def field(self) -> str:
        """The field of the container that holds it."""
        return f"{self.kind}Probe"


class Container(Fact, frozen=True, gc=False):
    """A container of a pod template. Role `sidecar`: an init container that is restarted always (truth 3)."""

    name: str
    role: Literal["container", "sidecar", "init"]
    path: Path
    ports: tuple[ContainerPort, ...]
    references: tuple[Reference, ...]
    port_variable: bool = False
    "Some variable of it is named after a port."
    probes: tuple[Probe, ...] = ()
    image: str = ""
    sources: tuple[Source, ...] = ()
    "What its variables are taken from."
    assembled: tuple[Assembled, ...] = ()
    told: tuple[int, ...] = ()
    "The numbers that are all that a variable of it says, or a flag or a word of its arguments: it may well listen there."


class PodOptions(Fact, frozen=True, gc=False):
    """The fields of a pod spec that most do not write."""

    hostname: str = ""
    subdomain: str = ""
    fqdn: bool = False
    "`setHostnameAsFQDN`"
    service_links: bool = True
    grace: int | None = None
    "`terminationGracePeriodSeconds`, None where it is not written (30)."
    node_selector: tuple[tuple[str, str], ...] = ()
    affinity: bool = False
    gates: bool = False
    "`readinessGates`"
    zone_spread: bool = False
    "It is spread over zones by `topologySpreadConstraints`."
    tolerates_all: bool = False
    "It tolerates every taint that keeps a pod away or evicts it: `operator: Exists` without a key, for both effects."
    nameservers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    dns_config: bool = False
    dns_policy_written: bool = False
    hostname_override: str | None = None
    annotations: tuple[tuple[str, str], ...] = ()
    "Of the pod template."
