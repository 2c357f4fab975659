"""Every host name of a scope, resolved as the pod that is given it would, or as it is written where no pod is known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import structs

from svclint.facts import Object, Reference, Service, Workload
from svclint.graph.configs import Configs
from svclint.graph.dns import Form, Resolver, resolver
from svclint.graph.names import PUBLIC, Asked, Host, Named
from svclint.graph.selection import Selections
from svclint.graph.spelling import Spelling
from svclint.graph.zone import Zone
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_NOT_SRV = ("", "")


class Hosts:
    """All host names of a scope."""

    def __init__(self, scope: Scope, selections: Selections, domain: str) -> None:
        self.zone = Zone(scope, selections, domain)
        self.spelling = Spelling(self.zone)
        self._scope = scope
        self._selections = selections
        self._configs = Configs(scope, selections)

    def all(self) -> list[Host]:
        """Every host name that a workload is given, resolved."""
        return self._all

    @cached_property
    def _all(self) -> list[Host]:
        return [host for workload in self._selections.workloads.objects for host in self._of(workload)]

    @cached_property
    def loose(self) -> list[Named]:
        """The in-cluster names, written with `.svc`, that nobody is seen to look up: in ConfigMaps and Secrets that no
        workload takes, in annotations, in probes (the kubelet asks for those), and as the target of an ExternalName."""
        found = self._unseen
        for service in self.zone.services.objects:
            name = service.options.external_name if service.options and service.type == "ExternalName" else None
            if name:
                found.append((service, Reference(name, None, "", ("spec", "externalName"))))
        for workload in self._selections.workloads.objects:
            for container in workload.containers:
                found += [
                    (
                        workload,
                        Reference(probe.host, None, "", (*container.path, f"{probe.kind}Probe", probe.handlers[0], "host")),
                    )
                    for probe in container.probes
                    if probe.host
                ]
        return [named for where, reference in found for named in self._loose(where, reference)]

    @cached_property
    def bare(self) -> list[Named]:
        """The names of one word, in URLs or before a port, in ConfigMaps, Secrets and annotations of which `loose` speaks."""
        return [
            Named(where, one, where.at(*one.path, word=one.host), "", None, "", (), False, _NOT_SRV)
            for where, one in self._unseen
            if "." not in one.host
        ]

    @property
    def _unseen(self) -> list[tuple[Object, Reference]]:
        """The names in annotations, and in ConfigMaps and Secrets that no workload takes."""
        _ = self._all
        unused = [
            (config, reference) for config in self._configs.unused() for one in config.entries for reference in one.references
        ]
        return [*unused, *((one, reference) for one, references in self._scope.mentions() for reference in references)]

    def lookups(self) -> Iterator[tuple[Workload, list[Asked]]]:
        """Each workload that asks the cluster's DNS, with the different names that it looks up."""
        found: dict[int, dict[str, Host]] = {}
        for host in self._all:
            if host.resolver.cluster and host.step is not None:
                found.setdefault(id(host.workload), {}).setdefault(host.reference.host, host)
        for hosts in found.values():
            workload = next(iter(hosts.values())).workload
            yield workload, [Asked(host, host.cost) for host in hosts.values()]

    def everywhere(self) -> list[Named]:
        """Every host name, also the in-cluster ones that nobody is seen to look up."""
        return [*self._all, *self.loose]

    def looks_up(self, workload: Workload) -> Host | None:
        """The first host name of a workload that means a known Service."""
        return self._first.get(id(workload))

    def dialled(self, service: Service) -> list[Host]:
        """The host names that mean this Service."""
        return self._dialled.get(id(service), [])

    @cached_property
    def _first(self) -> dict[int, Host]:
        return {id(host.workload): host for host in reversed(self._all) if host.services}

    @cached_property
    def _dialled(self) -> dict[int, list[Host]]:
        found: dict[int, list[Host]] = {}
        for host in self._all:
            for service in host.services:
                found.setdefault(id(service), []).append(host)
        return found

    def service(self, file: str, name: str, namespace: str | None) -> tuple[Service, ...]:
        """The nearest Services of that name that can lie in that namespace."""
        return self.zone.find(file, name, namespace)

    def named(self, file: str, name: str) -> tuple[Service, ...]:
        """The nearest Services of that name, whatever their namespace."""
        return self.zone.named(file, name)

    def _of(self, workload: Workload) -> Iterator[Host]:
        own = self.zone.namespace(workload)
        written: list[tuple[Object, bool, Reference]] = []
        takes = bool(workload.volumes)
        for container in workload.containers:
            takes = takes or bool(container.sources)
            given = container.references
            if container.assembled:
                given += tuple(self._configs.assembled(workload, container, own))
            written += [(workload, False, structs.replace(one, path=(*container.path, *one.path))) for one in given]
        if takes:
            written += [(where, not entry.value, one) for where, entry, one in self._configs.references(workload)]
        if written:
            asks = resolver(workload, own, self.zone.domain)
            for where, embedded, reference in written:
                named = reference.host not in workload.aliases and not is_placeholder(reference.host)
                if named and (not reference.vague or self._serves(workload, reference)):
                    yield self._resolve(workload, where, embedded, reference, asks)

    def _serves(self, workload: Workload, reference: Reference) -> bool:
        found = self.zone.named(workload.file, reference.host.lower())
        return any(one.port == reference.port for service in found for one in service.ports)

    def _resolve(self, workload: Workload, where: Object, embedded: bool, reference: Reference, asks: Resolver) -> Host:
        bare, domain = reference.host.lower().rstrip("."), self.zone.domain
        local, below, name, namespace = self._spelled(reference.host.lower())
        place = where.at(*reference.path, word=reference.host if reference.literal else "")
        meant = asks if asks.cluster else structs.replace(asks, search=_search(self.zone, workload), ndots=5)
        names = meant.glibc(reference.host.lower())
        if meant.as_is_first(bare) and reference.scheme == "https" and bare.rpartition(".")[2] in PUBLIC:
            names = names[:1]
        broken = False
        for step, candidate in enumerate(names):
            answer = self.zone.answer(workload.file, candidate, sure=local)
            if answer.services or answer.kind == "address":
                return Host(
                    where, reference, place, answer.name, answer.namespace, answer.pod, answer.services, local, answer.srv,
                    workload, asks, _form(candidate, bare, domain), step, broken, self.zone.certain(answer), embedded,
                )  # fmt: skip
            broken = broken or answer.kind == "nodata"
        form, taken, sure = self._unknown(bare, names, local)
        return Host(
            where, reference, place, name, namespace, below, (), local, _NOT_SRV,
            workload, asks, form, taken, broken, sure, embedded,
        )  # fmt: skip

    def _spelled(self, host: str) -> tuple[bool, str, str, str | None]:
        """Whether a name says `.svc`, and the pod, Service and namespace that it spells."""
        domain, bare = self.zone.domain, host.rstrip(".")
        if bare != host and not bare.endswith("." + domain):
            return False, "", "", None
        inner = bare.removesuffix("." + domain).removesuffix(".svc").split(".")
        local = bare.endswith((".svc", f".svc.{domain}")) and len(inner) >= 2
        if not local:
            inner = bare.split(".")
            if len(inner) != 2 or inner[-1] not in self.zone.namespaces or inner[-1] in PUBLIC:
                return False, "", "", None
        *below, name, namespace = inner
        return local, ".".join(below), name, namespace

    def _unknown(self, bare: str, names: list[str], local: bool) -> tuple[Form, int | None, bool]:
        """The form of a name that no Service in scope has, the step that answers if it exists, and whether it surely does."""
        domain, labels = self.zone.domain, bare.split(".")
        if local:
            written = bare if bare.endswith("." + domain) else f"{bare}.{domain}"
            form: Form = "absolute" if written == bare else "name.namespace.svc"
            return form, names.index(written) if written in names else None, False
        if len(labels) == 1:
            return "name", None, False
        if labels[-1] == "svc" or self.zone.inside(bare):
            return "absolute", None, False
        if labels[-1] not in PUBLIC and (len(labels) == 2 or labels[-1] in self.zone.namespaces):
            return "name.namespace", None, False
        return "absolute", names.index(bare), labels[-1] not in self.zone.namespaces and not self.zone.inside(bare)

    def _loose(self, where: Object, reference: Reference) -> Iterator[Named]:
        bare, domain = reference.host.lower().rstrip("."), self.zone.domain
        local, below, name, namespace = self._spelled(reference.host.lower())
        if not local and ".svc." not in reference.host.lower() and "cluster" not in bare:
            return
        completed = bare if bare.endswith("." + domain) else f"{bare}.{domain}"
        answer = self.zone.answer(where.file, completed, sure=True)
        place = where.at(*reference.path, word=reference.host)
        yield Named(where, reference, place, name, namespace, below, answer.services if local else (), local, answer.srv)


def _search(zone: Zone, workload: Workload) -> tuple[str, ...]:
    return f"{zone.namespace(workload) or '?'}.svc.{zone.domain}", f"svc.{zone.domain}", zone.domain


def _form(name: str, bare: str, domain: str) -> Form:
    if name == bare:
        return "absolute"
    ending = name.removeprefix(bare + ".")
    return "name.namespace.svc" if ending == domain else "name.namespace" if ending == f"svc.{domain}" else "name"
