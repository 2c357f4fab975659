"""What stands around one world: the Services that others bring, and what its own were called before kustomize renamed them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from svclint.facts import Gateway, Kustomization, Object, Place, Service
from svclint.graph.hosts import Hosts
from svclint.graph.names import PUBLIC, Host, Named

Began = tuple[str, "str | None"]
"""The name and the namespace that an object has in the file it began in."""


class Brought(Struct, frozen=True):
    """A Service of a world: its namespace, the world's name, the file it is in, and the files that the world shows."""

    namespace: str | None
    world: str
    file: str
    consumed: frozenset[str]

    def __str__(self) -> str:
        return self.world or self.file


class Around(Struct, frozen=True):
    """What stands around the world of a `name` that shows `consumed` files.

    `services` are those of all worlds by name, `gateways` those that plain files bring to a namespace. `began` gives what an
    object of this world was in its file, None where nothing is known to rename, and `renaming` are the kustomizations that
    do.
    """

    services: Mapping[str, tuple[Brought, ...]] = {}
    gateways: tuple[Gateway, ...] = ()
    name: str = ""
    consumed: frozenset[str] = frozenset()
    began: Callable[[Object], Began] | None = None
    renaming: tuple[Kustomization, ...] = ()

    def brings(self, name: str, namespace: str | None) -> Brought | None:
        """A Service of that name that another world surely has in that namespace; another variant of the same files has not."""
        return next(
            (one for one in self._others(name) if namespace and one.namespace == namespace and self._is_apart(one)), None
        )

    def may_bring(self, name: str, namespace: str | None) -> bool:
        """Whether another world may have a Service of that name there.

        Where no namespace is known, one that shows the same files is another variant of them, which nobody applies beside.
        """
        return any(
            one.namespace == namespace if one.namespace and namespace else self._is_apart(one) for one in self._others(name)
        )

    def _is_apart(self, one: Brought) -> bool:
        return self.consumed.isdisjoint(one.consumed)

    def _others(self, name: str) -> Iterator[Brought]:
        return (one for one in self.services.get(name, ()) if one.world != self.name)


ALONE = Around()


class Renamed(Struct, frozen=True):
    """A Service that something still calls as it was before; `host` is the name as it should be written now, `places` are
    where kustomizations rename it, with what they add."""

    service: Service
    host: str
    places: tuple[tuple[Place, str], ...]


class Renames:
    """The Services of a world that kustomize renamed, by what they were called before."""

    def __init__(self, around: Around, services: Iterable[Service], namespace: Callable[[Object], str | None]) -> None:
        self._around, self._services, self._namespace = around, services, namespace

    def of(self, named: Named) -> Renamed | None:
        """The Service that a host name meant, where it has that name no more and nothing else is known to have it."""
        if self._around.began is None or named.exists or (isinstance(named, Host) and not _stays_inside(named)):
            return None
        pod, name, namespace, rest = _spelled(named, self._namespace(named.user))
        found = [one for one in self._before.get(name, ()) if self._means(named, namespace if rest else "", *one)]
        if not found or self._around.may_bring(name, namespace):
            return None
        own = _affixes(named.user.name, self._around.began(named.user)[0])
        service = next((one for one, _ in found if _affixes(one.name, name) == own), found[0][0])
        prefix, suffix = _affixes(service.name, name)
        moved = self._namespace(service)
        if rest and moved:
            rest = f".{moved}{rest.removeprefix(f'.{namespace}')}"
        now = service.name + rest
        if pod:
            stem, ordinal = pod.rsplit("-", 1)
            now = f"{prefix}{stem}{suffix}-{ordinal}.{now}"
        return Renamed(service, now, tuple(self._places(prefix, suffix)))

    def bare(self, hosts: Hosts) -> list[Named]:
        """The names of one word that nobody is seen to look up, where Services are renamed at all."""
        return hosts.bare if self._around.began else []

    def _means(self, named: Named, written: str | None, service: Service, before: str | None) -> bool:
        """Whether a host name with a written namespace, if any, may well have meant a Service that was in another before."""
        if written:
            return written in (self._namespace(service), before)
        dialled = {one.port for one in service.ports}
        return bool(named.reference.scheme) or named.reference.port in dialled

    def _places(self, prefix: str, suffix: str) -> Iterator[tuple[Place, str]]:
        for one in self._around.renaming:
            if one.prefix and one.prefix in prefix:
                yield Place(one.file, 0, ("namePrefix",)), f"namePrefix {one.prefix}"
            if one.suffix and one.suffix in suffix:
                yield Place(one.file, 0, ("nameSuffix",)), f"nameSuffix {one.suffix}"

    @cached_property
    def _before(self) -> dict[str, list[tuple[Service, str | None]]]:
        found: dict[str, list[tuple[Service, str | None]]] = {}
        for service in self._services:
            name, namespace = self._around.began(service) if self._around.began else ("", None)
            if name and name != service.name:
                found.setdefault(name, []).append((service, namespace))
        return found


def _spelled(named: Named, own: str | None) -> tuple[str, str, str | None, str]:
    """The pod with an ordinal, the Service and the namespace that a name spells, and what it writes behind the Service."""
    host = named.reference.host.lower()
    match = re.fullmatch(r"(?:([a-z0-9-]+-[0-9]+)\.)?([a-z0-9-]+)(\.[a-z0-9-]+)?(\.svc.*)?", host)
    if match is None or (named.name and named.name != match[2]):
        return "", "", None, ""
    pod, name, space, rest = match.groups(default="")
    if space and not named.name and (space[1:] in PUBLIC or rest):
        return "", "", None, ""
    return pod, name, space[1:] or own, space + rest


def _stays_inside(host: Host) -> bool:
    """Whether a bare name is looked up in the cluster only, as far as files tell."""
    return host.resolver.cluster and not host.workload.pod.searches


def _affixes(name: str, before: str) -> tuple[str, str]:
    """What stands before and behind a name in a longer one."""
    start, _, end = name.partition(before) if before else ("", "", "")
    return start, end
