"""How a pod's resolver looks a name up: the queries that glibc and musl send before one is answered (truths 43 to 46)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

DEFAULT_NDOTS = 5
_RES_MAX_NDOTS = 15

Form = Literal["name", "name.namespace", "name.namespace.svc", "absolute"]
_COMPLETED_BY: dict[Form, int] = {"name": 0, "name.namespace": 1, "name.namespace.svc": 2}
"""Which entry of the search list `<ns>.svc.D svc.D D` completes a name written in this form."""


class Lookup(Struct, frozen=True):
    """Wasted queries (A and AAAA each count) before the one that is answered; None where none ever is."""

    glibc: int
    musl: int | None


def lookup(host: str, form: Form, ndots: int, search: int = 3) -> Lookup:
    """The cost of one look-up from a pod with dnsPolicy ClusterFirst on a single-stack cluster.

    A name with a trailing dot is absolute, whatever it means. `search` is the length of the pod's search list; what a
    node adds to it is unknown here and not counted.
    """
    if host.endswith("."):
        return Lookup(0, 0)
    as_is_first = host.count(".") >= min(ndots, _RES_MAX_NDOTS)
    if form == "absolute":
        cost = 0 if as_is_first else 2 * search
        return Lookup(cost, cost)
    before = 2 * _COMPLETED_BY[form]
    return Lookup(before + 2, None) if as_is_first else Lookup(before, before)
