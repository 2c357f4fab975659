"""What a host name means inside the cluster: which Service, in which namespace, which pod of it, or a name outside."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from svclint.facts import Place, Reference, Service, Workload
from svclint.graph.dns import DEFAULT_NDOTS, Form, Lookup, lookup
from svclint.graph.index import Names, service_keys
from svclint.graph.selection import Selections
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_PUBLIC = frozenset(
    "ai app biz ch cloud cn co com de dev edu eu fr gov info int io jp me mil net nl org ru se tech tv uk us xyz".split()
)
"""Last labels that tell a name of two labels from a Service and its namespace."""


class Host(Struct, frozen=True):
    """A reference, resolved from the pod that makes it. `service` None: no known Service, so outside unless `local`.

    `pod` is the first label where the name is a pod's own below a Service. `local`: it ends in `.svc` or the cluster domain.
    """

    workload: Workload
    reference: Reference
    place: Place
    form: Form
    name: str
    namespace: str | None
    pod: str
    services: tuple[Service, ...]
    local: bool

    @property
    def service(self) -> Service | None:
        """The Service, the first one where several files in the same scope define it."""
        return self.services[0] if self.services else None

    @property
    def port(self) -> int | None:
        """The port that is dialled; http and https without one mean 80 and 443."""
        if self.reference.port is not None:
            return self.reference.port
        return {"http": 80, "https": 443}.get(self.reference.scheme)


class Asked(Struct, frozen=True):
    """A name that a workload looks up, at its first place, and what one look-up costs."""

    host: Host
    cost: Lookup


class Hosts:
    """All host names of a scope's workloads."""

    def __init__(self, scope: Scope, selections: Selections, cluster_domain: str) -> None:
        self._selections = selections
        self._domain = "." + cluster_domain.strip(".").lower()
        self.services = Names(scope, Service, service_keys)
        self._namespaces: set[str | None] = {found.namespace for found in scope.objects}
        self._namespaces |= {found.name for found in scope.objects if found.kind == "Namespace"}
        self._cached: list[Host] | None = None

    def all(self) -> list[Host]:
        """Every host name that a workload is given, resolved."""
        if self._cached is None:
            self._cached = [host for workload in self._selections.workloads.objects for host in self._of(workload)]
        return self._cached

    def lookups(self) -> Iterator[tuple[Workload, list[Asked]]]:
        """Each workload that asks the cluster's DNS, with the different names that it looks up."""
        found: dict[int, dict[str, Host]] = {}
        for host in self.all():
            if host.workload.cluster_dns:
                found.setdefault(id(host.workload), {}).setdefault(host.reference.host, host)
        for hosts in found.values():
            workload = next(iter(hosts.values())).workload
            ndots = DEFAULT_NDOTS if workload.ndots is None else workload.ndots
            yield workload, [Asked(host, lookup(name, host.form, ndots)) for name, host in hosts.items()]

    def service(self, file: str, name: str, namespace: str | None) -> tuple[Service, ...]:
        """The nearest Services of that name that can lie in that namespace."""
        meets = self._selections.namespace
        return tuple(self.services.nearest(file, name, lambda one: namespace is None or meets(one) in (None, namespace)))

    def named(self, file: str, name: str) -> tuple[Service, ...]:
        """The nearest Services of that name, whatever their namespace."""
        return tuple(self.services.nearest(file, name, lambda _: True))

    def _of(self, workload: Workload) -> Iterator[Host]:
        for container in workload.containers:
            for reference in container.references:
                if reference.host not in workload.aliases and not is_placeholder(reference.host):
                    place = workload.at(*container.path, *reference.path)
                    yield self._resolve(workload, reference, place)

    def _resolve(self, workload: Workload, reference: Reference, place: Place) -> Host:
        host = reference.host.rstrip(".").lower()
        own = self._selections.namespace(workload)
        if reference.host.endswith(".") and not host.endswith(self._domain):
            return Host(workload, reference, place, "absolute", "", None, "", (), False)
        local = host.endswith((".svc", ".svc" + self._domain))
        form: Form = "absolute"
        if local:
            form = "name.namespace.svc" if host.endswith(".svc") else "absolute"
            labels = host.removesuffix(self._domain).removesuffix(".svc").split(".")
        else:
            labels = host.split(".")
            if len(labels) > 3:
                return Host(workload, reference, place, "absolute", "", None, "", (), False)
        if len(labels) == 1 and local:
            return Host(workload, reference, place, "absolute", "", None, "", (), False)
        if len(labels) == 1:
            return Host(
                workload, reference, place, "name", labels[0], own, "", self.service(workload.file, labels[0], own), False
            )
        if len(labels) >= 2:
            *pod, name, namespace = labels
            services = self._in_namespace(workload.file, name, namespace, local)
            if services or local:
                form = form if local else "name.namespace"
                return Host(workload, reference, place, form, name, namespace, ".".join(pod), services, local)
        if len(labels) == 2 and not local:
            pod_name, name = labels
            services = tuple(one for one in self.service(workload.file, name, own) if one.headless)
            if services and self._has_pod(services[0], pod_name):
                return Host(workload, reference, place, "name", name, own, pod_name, services, False)
        form = "name.namespace" if len(labels) == 2 and not local and labels[1] not in _PUBLIC else "absolute"
        return Host(workload, reference, place, form, "", None, "", (), local)

    def _in_namespace(self, file: str, name: str, namespace: str, local: bool) -> tuple[Service, ...]:
        """A dotted word is `name.namespace` only where something else says that there is such a namespace."""
        found = self.service(file, name, namespace)
        if local or namespace in self._namespaces:
            return found
        return tuple(one for one in found if self._selections.namespace(one) == namespace)

    def _has_pod(self, service: Service, pod: str) -> bool:
        return any(pod.rpartition("-")[0] == one.name for one in self._selections.of(service).pods)
