"""How a pod's resolver looks a name up: the names that glibc and musl ask for, in order (truths 43 to 46)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from svclint.facts import Workload

DEFAULT_NDOTS = 5
_LIBRARY_NDOTS = 1
_RES_MAX_NDOTS = 15

Form = Literal["name", "name.namespace", "name.namespace.svc", "absolute"]


class Resolver(Struct, frozen=True):
    """What the kubelet writes into a pod's resolv.conf, as far as files tell: search domains without final dots.

    `cluster`: it asks the cluster's DNS. What a node adds to the search list is unknown and left out.
    """

    search: tuple[str, ...]
    ndots: int
    cluster: bool

    def as_is_first(self, host: str) -> bool:
        """Whether a name has dots enough to be asked for as it is before the search list is used."""
        return host.count(".") >= self.ndots

    def glibc(self, host: str) -> list[str]:
        """The names that glibc asks for until one has an address (`__res_context_search`), without final dots."""
        if host.endswith("."):
            return [host[:-1]]
        completed = [f"{host}.{domain}" if domain else host for domain in self.search]
        if self.as_is_first(host):
            return [host, *completed]
        return completed if "" in self.search else [*completed, host]

    def musl(self, host: str) -> list[str]:
        """The names that musl asks for (`name_from_dns_search`): with dots enough, the search list is not used at all."""
        return self.glibc(host)[:1] if host.endswith(".") or self.as_is_first(host) else self.glibc(host)


class Lookup(Struct, frozen=True):
    """Wasted queries (A and AAAA each count) before the one that is answered; None for musl where none ever is."""

    glibc: int
    musl: int | None


def resolver(workload: Workload, namespace: str | None, domain: str) -> Resolver:
    """The resolver of a workload's pods (kubelet `GetPodDNS`). An unknown namespace stands as `?` in the search list."""
    given = tuple(one.rstrip(".").lower() for one in workload.pod.searches)
    cluster = workload.cluster_dns
    own = (f"{namespace or '?'}.svc.{domain}", f"svc.{domain}", domain) if cluster else ()
    search = tuple(dict.fromkeys((*own, *given)))
    default = DEFAULT_NDOTS if cluster else _LIBRARY_NDOTS
    if workload.dns_policy == "None":
        cluster = any(one.endswith(f"svc.{domain}") for one in given)
    ndots = default if workload.ndots is None else workload.ndots
    return Resolver(search, min(ndots, _RES_MAX_NDOTS), cluster)
