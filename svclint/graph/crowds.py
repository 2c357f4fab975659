"""Namespaces whose Services are many, and the workloads that get variables for each of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from svclint.facts import Object, Service, Workload
from svclint.graph.selection import Selections
from svclint.scope import Scope


class Crowd(Struct, frozen=True):
    """The Services with a cluster IP of one namespace, in one folder or environment, and the workloads with links to them."""

    namespace: str | None
    services: tuple[Service, ...]
    workloads: tuple[Workload, ...]


def crowds(scope: Scope, services: list[Service], selections: Selections, least: int) -> Iterator[Crowd]:
    """The namespaces with that many Services, where some workload has `enableServiceLinks`."""

    def world(found: Object) -> tuple[str, str | None]:
        return "" if scope.rendered else posixpath.dirname(found.file), selections.namespace(found)

    linked: dict[tuple[str, str | None], list[Service]] = {}
    for service in services:
        if not service.headless and service.type != "ExternalName":
            linked.setdefault(world(service), []).append(service)
    crowded = {key: found for key, found in linked.items() if len(found) >= least}
    users: dict[tuple[str, str | None], list[Workload]] = {}
    for workload in selections.workloads.objects if crowded else ():
        if workload.pod.service_links and (where := world(workload)) in crowded:
            users.setdefault(where, []).append(workload)
    for key, found in users.items():
        yield Crowd(key[1], tuple(crowded[key]), tuple(found))
