"""StatefulSets and their governing Services, and who uses the names of single pods, those of Indexed Jobs, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from svclint.facts import Autoscaler, Object, Place, Service, Workload
from svclint.graph import controllers
from svclint.graph.hosts import Hosts
from svclint.graph.index import Names
from svclint.graph.names import Host
from svclint.graph.near import tied
from svclint.graph.selection import Selections
from svclint.graph.selectors import Selectors
from svclint.scope import Scope

_POD = r"(?P<set>[a-z0-9][a-z0-9.-]*?)-(?P<ordinal>0|[1-9][0-9]*)"


class Governed(Struct, frozen=True):
    """A StatefulSet that names a governing Service.

    `services` are those it may mean, `elsewhere` those of that name in another namespace, `uses` the places where a
    per-pod name is used, `own` one of them in the set's own pods, `close` a Service that selects the pods and has nearly
    the name.
    """

    workload: Workload
    services: tuple[Service, ...]
    elsewhere: tuple[Service, ...]
    uses: tuple[Place, ...]
    own: Place | None
    close: Service | None


class PodName(Struct, frozen=True):
    """A host name of the form `<set>-<ordinal>.<service>`, with the namespace where it says one, that is no Service's."""

    host: Host
    set: str
    ordinal: str
    service: str
    namespace: str | None


class Broken(Struct, frozen=True):
    """A per-pod name that no pod has: of another Service than the set's, beyond its replicas, in another namespace, or below
    a Service whose pods (`workload` is one of them) are called otherwise. `scaled`: something may add replicas."""

    name: PodName
    trouble: Literal["service", "ordinal", "namespace", "pods"]
    workload: Workload
    service: Service | None = None
    scaled: bool = False
    near: bool = True


class Subdomain(Struct, frozen=True):
    """A workload whose pods write a subdomain, and the Services of that name that it may mean; `selecting` one of them
    selects its pods, `headless` one does that has no cluster IP."""

    workload: Workload
    services: tuple[Service, ...]
    selecting: bool
    headless: bool


class StatefulSets:
    """The StatefulSets of a scope."""

    def __init__(self, scope: Scope, selections: Selections, selectors: Selectors, hosts: Hosts) -> None:
        self._scope, self._selections, self._selectors, self._hosts = scope, selections, selectors, hosts
        self.all = [one for one in selections.workloads.objects if one.kind == "StatefulSet"]

    def governed(self) -> Iterator[Governed]:
        """Each StatefulSet with a `serviceName`, and what it stands on."""
        for workload in self.all:
            if workload.service_name:
                own = self._selections.namespace(workload)
                named = self._hosts.service(workload.file, workload.service_name, own)
                close = None if named else self._close(workload)
                found = () if named else self._hosts.named(workload.file, workload.service_name)
                close = None if close and found and not close.headless else close
                elsewhere = () if close else found
                uses = self._uses(workload)
                inner = next((one.host.place for one in uses if one.host.workload is workload), None)
                yield Governed(workload, named, elsewhere, tuple(one.host.place for one in uses), inner, close)

    def governs(self, service: Service) -> bool:
        """Whether a StatefulSet names the Service."""
        return id(service) in self._governing

    def unnamed(self) -> Iterator[tuple[Workload, PodName | None]]:
        """The StatefulSets without `serviceName`, each with a per-pod name of it that is used."""
        for workload in self.all:
            if not workload.service_name:
                used = (one for one in self._by_set.get(workload.name.lower(), ()) if self._near(workload, one.host.workload))
                yield workload, next(used, None)

    def broken(self) -> Iterator[Broken]:
        """Per-pod names that no pod has, where the governing Service of the set is not to blame; of a list of peers that
        has the wrong Service or namespace throughout, the first."""
        seen: set[object] = set()
        for name in self._pod_names:
            sets = self._sets.nearest(name.host.workload.file, name.set, lambda _: True)
            told = [self._trouble(name, one) for one in sets] if sets else [self._strangers(name)]
            found = told[0]
            if found is None or None in told:
                continue
            where = name.host.place.file, name.host.place.document
            key = name.host.place if found.trouble == "ordinal" else (where, name.set, name.service, name.namespace)
            if key not in seen:
                seen.add(key)
                yield found

    def subdomains(self) -> Iterator[Subdomain]:
        """The workloads whose own pods, not a StatefulSet's, write a subdomain."""
        for workload in self._selections.workloads.objects:
            if workload.pod.subdomain and workload.kind != "StatefulSet":
                own = self._selections.namespace(workload)
                services = self._hosts.service(workload.file, workload.pod.subdomain, own)
                selecting = [one for one in services if workload in self._selections.of(one).pods]
                yield Subdomain(workload, services, bool(selecting), any(one.headless for one in selecting))

    def _trouble(self, name: PodName, workload: Workload) -> Broken | None:
        if not workload.service_name:
            return None
        near = self._near(workload, name.host.workload)
        own = self._selections.namespace(workload)
        user = self._selections.namespace(name.host.workload)
        wanted = name.namespace or user
        if wanted and own and wanted != own and name.namespace:
            return Broken(name, "namespace", workload, near=near)
        if wanted and own and wanted != own:
            return None
        if name.service != workload.service_name.lower():
            found = self._hosts.service(workload.file, name.service, own)
            return Broken(name, "service", workload, found[0] if found else None, near=near)
        if controllers.has_ordinal(workload, name.ordinal):
            return None
        scaled = workload.replicas <= 1 or workload.name in self._scaled
        return Broken(name, "ordinal", workload, scaled=scaled, near=near)

    def _strangers(self, name: PodName) -> Broken | None:
        """A Service of that name whose pods belong to something else than such a set."""
        user = name.host.workload
        found = self._hosts.service(user.file, name.service, name.namespace or self._selections.namespace(user))
        for service in found:
            pods = self._selections.of(service).pods
            if not service.headless or not pods or any(pod.pod.hostname for pod in pods):
                return None
        if not found:
            return None
        pods = self._selections.of(found[0]).pods
        workload = next((pod for pod in pods if pod.name.lower() == name.set), pods[0])
        below = workload.indexes and workload.name.lower() == name.set and workload.subdomain == found[0].name
        if below and controllers.has_ordinal(workload, name.ordinal):
            return None
        return Broken(name, "ordinal" if below else "pods", workload, found[0], near=self._near(workload, user))

    def _uses(self, workload: Workload) -> list[PodName]:
        """Where names of the form `<set>-<n>.<serviceName>` stand, in what may be applied together with the set."""
        found = self._by_set.get(workload.name.lower(), ())
        return [
            one for one in found if one.service == workload.service_name.lower() and self._near(workload, one.host.workload)
        ]

    @cached_property
    def _pod_names(self) -> list[PodName]:
        return [name for host in self._hosts.all() if (name := self._parse(host))]

    def _parse(self, host: Host) -> PodName | None:
        if host.services and not host.pod:
            return None
        first, _, rest = host.reference.host.lower().rstrip(".").partition(".")
        match = re.fullmatch(_POD, first) if rest else None
        if not match:
            return None
        rest = rest.removesuffix("." + self._hosts.zone.domain).removesuffix(".svc")
        service, _, namespace = rest.partition(".")
        if "." in namespace:
            return None
        if namespace and not host.local and namespace not in self._hosts.zone.namespaces:
            return None
        return PodName(host, match["set"], match["ordinal"], service, namespace or None)

    @cached_property
    def _by_set(self) -> dict[str, list[PodName]]:
        found: dict[str, list[PodName]] = {}
        for name in self._pod_names:
            found.setdefault(name.set, []).append(name)
        return found

    @cached_property
    def _sets(self) -> Names[Workload]:
        return Names(self._scope, Workload, lambda one: (one.name.lower(),) if one.kind == "StatefulSet" else ())

    @cached_property
    def _scaled(self) -> set[str]:
        return {one.target_name for one in self._scope.objects if isinstance(one, Autoscaler)}

    @cached_property
    def _governing(self) -> set[int]:
        return {id(service) for one in self.governed() for service in (*one.services, *one.elsewhere)}

    def _near(self, workload: Workload, user: Object) -> bool:
        if not self._scope.visible(workload.file, user.file):
            return False
        low, high = self._scope.folder(workload.file)
        return user.file == workload.file or low <= self._scope.ordinals[user.file] < high

    def _close(self, workload: Workload) -> Service | None:
        for service in self._selectors.of(workload):
            if tied(service.name, workload.service_name):
                return service
        return None
