"""What a name in the cluster was probably meant to be: a cluster domain with a slip, or a Service with nearly the name."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph.index import Names
from svclint.graph.names import Named
from svclint.graph.near import distance
from svclint.graph.zone import Zone
from svclint.scope import Scope

_SAMPLE = 200
_ENDS = 3


def mended(host: str, domain: str) -> str:
    """A host name with the slip in its `.svc.<cluster domain>` mended; "" where there is none.

    A domain that differs by digits only (`cluster2.local`) is that of another cluster.
    """
    bare = host.lower().rstrip(".")
    labels, wanted = bare.split("."), domain.split(".")
    if bare.endswith("." + domain):
        inner = labels[: -len(wanted)]
        slip = len(inner) >= 3 and inner[-1] not in ("svc", "pod") and distance(inner[-1], "svc", 1) <= 1
        return ".".join([*inner[:-1], "svc", domain]) if slip else ""
    if "svc" not in labels[2:-1]:
        return ""
    at = labels.index("svc", 2)
    rest = ".".join(labels[at + 1 :])
    if _undigited(rest) == domain:
        return ""
    slip = distance(rest, domain, 2) <= 2 or (len(wanted) > 1 and rest in (wanted[0], ".".join(wanted[1:])))
    return ".".join([*labels[: at + 1], domain]) if slip else ""


class Spelling:
    """Services by how their names begin and end."""

    def __init__(self, scope: Scope, zone: Zone) -> None:
        self._zone = zone
        self._ends = Names(scope, Service, _keys)

    def near(self, named: Named) -> Service | None:
        """A Service that lies in the namespace that a name spells, or has no namespace, and differs by one or two letters."""
        name = named.name
        allowed = 2 if len(name) >= 6 else 1 if len(name) >= 4 else 0
        tried = 0

        def close(one: Service) -> bool:
            nonlocal tried
            tried += 1
            alike = tried < _SAMPLE and self._zone.namespace(one) in (None, named.namespace)
            return alike and _undigited(one.name) != _undigited(name) and distance(one.name, name, allowed) <= allowed

        for key in (("begins", name[:_ENDS]), ("ends", name[-_ENDS:])) if allowed else ():
            tried = 0
            found = self._ends.nearest(named.where.file, key, close)
            if found:
                return found[0]
        return None

    def elsewhere(self, named: Named) -> Service | None:
        """A Service of that very name that surely lies in another namespace."""
        for service in self._zone.named(named.where.file, named.name):
            if self._zone.namespace(service) not in (None, named.namespace):
                return service
        return None


def _undigited(name: str) -> str:
    """A name without its digits: `shard-1` is no slip for `shard-2`."""
    return "".join(one for one in name if not one.isdigit())


def _keys(service: Service) -> Iterator[object]:
    yield "begins", service.name[:_ENDS]
    yield "ends", service.name[-_ENDS:]
