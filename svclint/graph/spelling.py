"""What a name in the cluster was probably meant to be: a cluster domain with a slip, or a Service with nearly the name."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from svclint.facts import Service
from svclint.graph.names import Host, Named
from svclint.graph.near import distance
from svclint.graph.zone import Zone

_SWAPPED = ("scv", "vsc")
_SAMPLE = 50
_SHORTEST = 4
_NO_DIGITS = str.maketrans("", "", "0123456789")


def mended(host: str, domain: str) -> str:
    """A host name with the slip in its `.svc.<cluster domain>` mended; "" where there is none.

    With a final dot `cart.shop.svc.` is absolute, and lacks the cluster domain. A domain that differs by digits only
    (`cluster2.local`) is that of another cluster.
    """
    bare = host.lower().rstrip(".")
    if host.lower().endswith(".svc.") and host.count(".") > 2:
        return f"{bare}.{domain}"
    labels, wanted = bare.split("."), domain.split(".")
    if bare.endswith("." + domain):
        inner = labels[: -len(wanted)]
        slip = len(inner) >= 3 and inner[-1] not in ("svc", "pod") and distance(inner[-1], "svc", 1) <= 1
        return ".".join([*inner[:-1], "svc", domain]) if slip else ""
    if len(labels) >= 3 and labels[-1] in _SWAPPED:
        return ".".join([*labels[:-1], "svc"])
    if "svc" not in labels[2:-1]:
        return ""
    at = labels.index("svc", 2)
    rest = ".".join(labels[at + 1 :])
    if _undigited(rest) == domain:
        return ""
    slip = distance(rest, domain, 2) <= 2 or (len(wanted) > 1 and rest in (wanted[0], ".".join(wanted[1:])))
    return ".".join([*labels[: at + 1], domain]) if slip else ""


class Spelling:
    """The names of Services, each found by what is left of it when one letter is dropped."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in {service.name for service in self._zone.services.objects}:
            for short in _shortened(name):
                found.setdefault(short, []).append(name)
        return found

    def near(self, named: Named) -> Service | None:
        """A Service in the namespace that a name spells, or of no namespace, that is one slip away: a letter dropped, added,
        replaced or swapped."""
        name = named.name
        if len(name) < _SHORTEST:
            return None
        close: set[str] = set()
        for short in _shortened(name):
            close.update(islice(self._shortened.get(short, ()), _SAMPLE))
        slips = [one for one in close if _undigited(one) != _undigited(name) and distance(one, name, 1) == 1]
        for one in sorted(slips):
            found = self._zone.find(named.where.file, one, named.namespace)
            meant = [service for service in found if not self._is_alias(service, named)]
            if meant:
                return meant[0]
        return None

    def elsewhere(self, named: Named) -> Service | None:
        """A Service of that very name that surely lies in another namespace, and is neither an alias of the host nor the
        Service of the pods that look it up: those have one of the name on purpose."""
        found = self._zone.services.nearest(
            named.where.file,
            named.name,
            lambda one: self._zone.namespace(one) not in (None, named.namespace) and not self._is_alias(one, named),
        )
        own = [one for one in found if isinstance(named, Host) and self._zone.selects(one, named.workload)]
        return None if own else min(found, key=lambda one: one.type == "ExternalName", default=None)

    def shows(self, named: Named, other: Service) -> bool:
        """Whether files show anything in the namespace that a name spells, or it is a slip for that of another Service."""
        wanted, there = named.namespace or "", self._zone.namespace(other) or ""
        slip = min(len(wanted), len(there)) >= _SHORTEST and _undigited(wanted) != _undigited(there)
        return wanted in ("", *self._zone.namespaces) or (slip and distance(wanted, there, 1) == 1)

    def _is_alias(self, service: Service, named: Named) -> bool:
        """Whether an ExternalName points to the very host."""
        target = (service.options and service.options.external_name) or ""
        return service.type == "ExternalName" and self._bare(target) == self._bare(named.reference.host)

    def _bare(self, host: str) -> str:
        return host.lower().rstrip(".").removesuffix("." + self._zone.domain)


def _shortened(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _undigited(name: str) -> str:
    """A name without its digits: `shard-1` is no slip for `shard-2`."""
    return name.translate(_NO_DIGITS)
