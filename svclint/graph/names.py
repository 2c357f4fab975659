"""What one host name turns out to mean, from where it stands."""

from __future__ import annotations

from msgspec import Struct

from svclint.facts import Object, Place, Reference, Service, Workload
from svclint.graph.dns import Form, Lookup, Resolver
from svclint.graph.zone import KUBERNETES

PUBLIC = frozenset(
    "ai app biz ch cloud cn co com de dev edu eu fr gov info int io jp me mil net nl org ru se tech tv uk us xyz".split()
)
"""Last labels that tell a name of two labels from a Service and its namespace."""
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Named(Struct, frozen=True):
    """A reference and what it names. `where` is the object it stands in: a workload, ConfigMap, Secret, Service or Ingress.

    `name` and `namespace` are those of the Service that it spells, `services` those in scope that it can mean; `pod` is what
    stands before, where the name is a pod's own. `local`: it says `.svc` itself. `srv` are port and protocol of an SRV name.
    """

    where: Object
    reference: Reference
    place: Place
    name: str
    namespace: str | None
    pod: str
    services: tuple[Service, ...]
    local: bool
    srv: tuple[str, str]

    @property
    def exists(self) -> bool:
        """Whether a Service in scope has the name, or one that every cluster has."""
        return bool(self.services) or (self.name, self.namespace) == KUBERNETES

    @property
    def service(self) -> Service | None:
        """The Service, the first one where several files in the same scope define it."""
        return self.services[0] if self.services else None

    @property
    def port(self) -> int | None:
        """The port that is dialled; http and https without one mean 80 and 443."""
        return _PORTS.get(self.reference.scheme) if self.reference.port is None else self.reference.port

    @property
    def user(self) -> Object:
        """What looks the name up, as far as files tell."""
        return self.where


class Host(Named, frozen=True):
    """A name, resolved from the pod that is given it. `step` counts the names that glibc asks for in vain before; None:
    nothing is known to answer."""

    workload: Workload
    resolver: Resolver
    form: Form
    step: int | None
    broken: bool
    "musl gives up before: a name on the way exists and has no address (truth 46)."
    sure: bool
    "What answers is in scope, or outside of the cluster for sure; else the step stands for what is taken to exist."
    embedded: bool
    "It stands somewhere in a whole configuration file, where not every host is dialled."

    @property
    def user(self) -> Workload:
        """The workload whose pods look it up."""
        return self.workload

    @property
    def shadowed(self) -> bool:
        """Whether a host outside is surely meant, by its ending and `https`, and a Service without such a port answers."""
        outside = self.reference.host.lower().rpartition(".")[2] in PUBLIC and self.reference.scheme == "https"
        answers = self.form in ("name", "name.namespace") and self.resolver.cluster and self.reference.port is None
        return outside and answers and bool(self.services) and not any(_has(one, 443) for one in self.services)

    @property
    def cost(self) -> Lookup:
        """The wasted queries of one look-up on a single-stack cluster."""
        glibc, host = 2 * (self.step or 0), self.reference.host
        if self.resolver.as_is_first(host) and not host.endswith("."):
            return Lookup(glibc, 0 if self.step == 0 else None)
        return Lookup(glibc, None if self.broken or self.step is None else glibc)


def _has(service: Service, port: int) -> bool:
    return service.headless or any(one.port == port for one in service.ports)


class Asked(Struct, frozen=True):
    """A name that a workload looks up, at its first place, and what one look-up costs."""

    host: Host
    cost: Lookup
