"""What a host name means to the pod that is given it: which Service, in which namespace, which pod, or a name outside."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from svclint.facts import Object, Place, Reference, Service, Workload
from svclint.graph.configs import Configs
from svclint.graph.dns import Form, Lookup, Resolver, resolver
from svclint.graph.selection import Selections
from svclint.graph.zone import KUBERNETES, Zone
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_PUBLIC = frozenset(
    "ai app biz ch cloud cn co com de dev edu eu fr gov info int io jp me mil net nl org ru se tech tv uk us xyz".split()
)
"""Last labels that tell a name of two labels from a Service and its namespace."""


class Host(Struct, frozen=True):
    """A reference, resolved from the pod that is given it. `where` is the object it stands in: the workload or a ConfigMap.

    No `services`: no known Service, so outside unless `local`. `pod` is the first label where the name is a pod's own below
    a Service. `local`: it ends in `.svc` or the cluster domain. `step` counts the names that glibc asks for in vain before.
    """

    workload: Workload
    where: Object
    reference: Reference
    place: Place
    resolver: Resolver
    form: Form
    name: str
    namespace: str | None
    pod: str
    services: tuple[Service, ...]
    local: bool
    step: int | None
    broken: bool = False
    "musl gives up before: a name on the way exists and has no address (truth 46)."
    srv: tuple[str, str] = ("", "")
    sure: bool = False
    "What answers is in scope, or outside of the cluster for sure; else the step stands for what is taken to exist."
    embedded: bool = False
    "It stands somewhere in a whole configuration file, where not every host is dialled."

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
        if self.reference.port is not None:
            return self.reference.port
        return {"http": 80, "https": 443, "ws": 80, "wss": 443}.get(self.reference.scheme)

    @property
    def cost(self) -> Lookup:
        """The wasted queries of one look-up on a single-stack cluster."""
        glibc = 2 * (self.step or 0)
        host = self.reference.host
        if self.resolver.as_is_first(host) and not host.endswith("."):
            return Lookup(glibc, 0 if self.step == 0 else None)
        return Lookup(glibc, None if self.broken else glibc)


class Asked(Struct, frozen=True):
    """A name that a workload looks up, at its first place, and what one look-up costs."""

    host: Host
    cost: Lookup


class Hosts:
    """All host names of a scope's workloads."""

    def __init__(self, scope: Scope, selections: Selections, zone: Zone) -> None:
        self.zone = zone
        self._selections = selections
        self._configs = Configs(scope, selections)
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
            if host.resolver.cluster and host.step is not None:
                found.setdefault(id(host.workload), {}).setdefault(host.reference.host, host)
        for hosts in found.values():
            workload = next(iter(hosts.values())).workload
            yield workload, [Asked(host, host.cost) for host in hosts.values()]

    def service(self, file: str, name: str, namespace: str | None) -> tuple[Service, ...]:
        """The nearest Services of that name that can lie in that namespace."""
        return self.zone.find(file, name, namespace)

    def named(self, file: str, name: str) -> tuple[Service, ...]:
        """The nearest Services of that name, whatever their namespace."""
        return self.zone.named(file, name)

    def _of(self, workload: Workload) -> Iterator[Host]:
        written: list[tuple[Object, bool, Reference]] = [
            (workload, False, structs.replace(reference, path=(*container.path, *reference.path)))
            for container in workload.containers
            for reference in (
                *container.references,
                *(self._configs.assembled(workload, container, self.zone.namespace(workload)) if container.assembled else ()),
            )
        ]
        takes = workload.volumes or any(container.sources for container in workload.containers)
        if takes:
            written += [(where, not entry.value, one) for where, entry, one in self._configs.references(workload)]
        if not written:
            return
        asks = resolver(workload, self.zone.namespace(workload), self.zone.domain)
        for where, embedded, reference in written:
            if reference.host not in workload.aliases and not is_placeholder(reference.host):
                yield self._resolve(workload, where, embedded, reference, asks)

    def _resolve(self, workload: Workload, where: Object, embedded: bool, reference: Reference, asks: Resolver) -> Host:
        bare, domain = reference.host.lower().rstrip("."), self.zone.domain
        inner = bare.removesuffix("." + domain).removesuffix(".svc").split(".")
        local = bare.endswith((".svc", f".svc.{domain}")) and len(inner) >= 2
        place = where.at(*reference.path, word=reference.host)
        meant = asks if asks.cluster else structs.replace(asks, search=_search(self.zone, workload), ndots=5)
        names = meant.glibc(reference.host.lower())
        broken = False
        for step, name in enumerate(names):
            answer = self.zone.answer(workload.file, name, sure=local)
            if answer.services or answer.kind == "address":
                return Host(
                    workload, where, reference, place, asks, _form(name, bare, domain), answer.name, answer.namespace,
                    answer.pod, answer.services, local, step, broken, answer.srv, self.zone.certain(answer), embedded,
                )  # fmt: skip
            broken = broken or answer.kind == "nodata"
        labels = bare.split(".")
        form, step_taken, sure = self._unknown(bare, labels, names, local)
        name, namespace, pod = "", None, ""
        if local:
            *below, name, namespace = inner
            pod = ".".join(below)
        return Host(
            workload, where, reference, place, asks, form, name, namespace, pod, (), local, step_taken, broken, ("", ""), sure,
            embedded,
        )  # fmt: skip

    def _unknown(self, bare: str, labels: list[str], names: list[str], local: bool) -> tuple[Form, int | None, bool]:
        """The form of a name that no Service in scope has, the step that answers if it exists, and whether it surely does."""
        if local:
            written = bare if bare.endswith("." + self.zone.domain) else f"{bare}.{self.zone.domain}"
            return (
                "absolute" if written == bare else "name.namespace.svc",
                names.index(written) if written in names else None,
                False,
            )
        public = labels[-1] in _PUBLIC
        if len(labels) == 1:
            return "name", None, False
        if not public and (len(labels) == 2 or labels[-1] in self.zone.namespaces):
            return "name.namespace", None, False
        return "absolute", names.index(bare), labels[-1] not in self.zone.namespaces


def _search(zone: Zone, workload: Workload) -> tuple[str, ...]:
    return f"{zone.namespace(workload) or '?'}.svc.{zone.domain}", f"svc.{zone.domain}", zone.domain


def _form(name: str, bare: str, domain: str) -> Form:
    if name == bare:
        return "absolute"
    ending = name.removeprefix(bare + ".")
    return "name.namespace.svc" if ending == domain else "name.namespace" if ending == f"svc.{domain}" else "name"
