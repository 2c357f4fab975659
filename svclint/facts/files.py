"""All that one file says, and how that is packed for another process."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TypeVar

from msgspec import structs

from svclint.facts.base import Fact, Ignore, Kustomization, Object, Problem, Reference
from svclint.facts.callers import Caller, DestinationRule, Monitor
from svclint.facts.configs import Config
from svclint.facts.deployers import ApplicationSet, Deployer
from svclint.facts.endpoints import Endpoints
from svclint.facts.namespaces import Namespace
from svclint.facts.policies import ForeignPolicy, NetworkPolicy
from svclint.facts.proxies import ProxyConfig
from svclint.facts.routing import Gateway, Ingress, ReferenceGrant, Route, RoutingClass
from svclint.facts.scaling import Autoscaler, DisruptionBudget
from svclint.facts.services import Service
from svclint.facts.workloads import Workload

Known = (
    Object | ApplicationSet | Autoscaler | Caller | Config | Deployer | DestinationRule | DisruptionBudget | Endpoints
    | ForeignPolicy | Gateway | Ingress | Monitor | Namespace | NetworkPolicy | ProxyConfig | ReferenceGrant | Route
    | RoutingClass | Service | Workload
)  # fmt: skip
"""Every kind of object that a file may hold."""


class Bringer(Fact, frozen=True, gc=False):
    """What may bring Services that no file shows, and what it is called: a custom resource, whose operator begins their names
    with its own, or an Istio ServiceEntry. `whole`: only a Service of that very name."""

    told: str
    name: str
    namespace: str | None
    whole: bool = False

    def __str__(self) -> str:
        return self.told


class FileFacts(Fact, frozen=True, gc=False):
    """All that one file says. `custom` are kinds that svclint does not read but that may bring pods or Services."""

    file: str
    objects: tuple[Known, ...] = ()
    problems: tuple[Problem, ...] = ()
    kustomization: Kustomization | None = None
    custom: tuple[str, ...] = ()
    patches: tuple[tuple[str, str], ...] = ()
    "(kind, name) of the objects in it that say `$patch`."
    count: int = 0
    "Manifests in it, of whatever kind."
    readable: bool = True
    ignores: tuple[Ignore, ...] = ()
    mentions: tuple[tuple[int, tuple[Reference, ...]], ...] = ()
    "The names of Services in the annotations of objects, each an index of `objects`; paths are below the object."
    bringers: tuple[Bringer, ...] = ()
    digest: bytes = b""
    "Of the bytes that all this was read from; none where not all of it came from the same."


T = TypeVar("T", Ignore, Problem)


def pack(facts: Sequence[FileFacts | None]) -> bytes:
    """Facts for the process that this one was forked from: equal words that are one here stay one there."""
    import pickle

    return pickle.dumps(facts, pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> list[FileFacts | None]:
    """Facts as `pack` was given them, in this run and by a copy of this process: never what comes from anywhere else."""
    import pickle

    return pickle.loads(packed)  # type: ignore[no-any-return]


def joined(shares: Sequence[FileFacts]) -> FileFacts:
    """The facts of one file from those of its stretches, in order."""
    before = 0
    parts = []
    for one in shares:
        parts.append(
            structs.replace(
                one,
                problems=tuple(_shifted(problem, before) for problem in one.problems),
                ignores=tuple(_shifted(ignore, before) for ignore in one.ignores),
                mentions=tuple((index + before, references) for index, references in one.mentions),
            )
        )
        before += len(one.objects)
    return FileFacts(
        shares[0].file,
        tuple(chain.from_iterable(one.objects for one in parts)),
        tuple(chain.from_iterable(one.problems for one in parts)),
        None,
        tuple(chain.from_iterable(one.custom for one in parts)),
        tuple(chain.from_iterable(one.patches for one in parts)),
        sum(one.count for one in parts),
        all(one.readable for one in parts),
        tuple(chain.from_iterable(one.ignores for one in parts)),
        tuple(chain.from_iterable(one.mentions for one in parts)),
        tuple(chain.from_iterable(one.bringers for one in parts)),
        shares[0].digest if len({one.digest for one in shares}) == 1 else b"",
    )


def _shifted(one: T, by: int) -> T:
    return one if one.object is None else structs.replace(one, object=one.object + by)
