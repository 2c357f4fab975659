"""What ServiceMonitors and PodMonitors scrape: Services by their own labels, pods by theirs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Literal

from msgspec import Struct

from svclint.facts import Labels, Monitor, MonitorEndpoint, Object, Service, ServicePort, Workload
from svclint.graph import ports
from svclint.graph.index import Names
from svclint.graph.match import matches
from svclint.graph.near import tied
from svclint.graph.selection import Selections
from svclint.scope import Scope

_SAMPLE = 64
_ALL = "all"
_METRICS = re.compile(r"(?i)metric|prom")


class Scraped(Struct, frozen=True):
    """A monitor and what it matches in the nearest scope."""

    monitor: Monitor
    services: tuple[Service, ...]
    pods: tuple[Workload, ...]


class NearMiss(Struct, frozen=True):
    """What a monitor that matches nothing was probably meant for: `where` says what keeps it from matching."""

    found: Object
    where: Literal["namespace", "selector", "labels"]
    far: bool = False
    "It stands in another branch of the tree."


class Monitors:
    """The monitors of a scope."""

    def __init__(self, scope: Scope, services: Names[Service], selections: Selections) -> None:
        self._scope, self._services, self._selections = scope, services, selections

    @cached_property
    def all(self) -> list[Scraped]:
        """Every monitor whose selector can be read, with what it matches."""
        return [
            self._match(one)
            for one in self._scope.objects
            if isinstance(one, Monitor) and not one.selector.unread and "selector" not in one.lacking
        ]

    def scrapes(self, service: Service, port: ServicePort) -> bool:
        """Whether some ServiceMonitor asks for this port of the Service."""
        return (id(service), port.name) in self._asked

    def samples(self, landing: ports.Landing) -> bool:
        """Whether a container port is known to be one for metrics: by its name, an annotation, or a PodMonitor."""
        written = {landing.port.name, str(landing.port.number)}
        noted = dict(landing.workload.pod.annotations).get("prometheus.io/port")
        return (
            bool(_METRICS.search(landing.port.name))
            or noted in written
            or not written.isdisjoint(self._sampled.get(id(landing.workload), ()))
        )

    @cached_property
    def _sampled(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for scraped in self.all:
            for pod in scraped.pods:
                found.setdefault(id(pod), set()).update(
                    str(one.port or one.target) for one in scraped.monitor.endpoints if one.port or one.target
                )
        return found

    @cached_property
    def _asked(self) -> set[tuple[int, str]]:
        return {
            (id(service), endpoint.port)
            for scraped in self.all
            for service in scraped.services
            for endpoint in scraped.monitor.endpoints
            if endpoint.port
        }

    def lacking(self, scraped: Scraped, endpoint: MonitorEndpoint) -> bool:
        """Whether something is matched, and none of it has the port of an endpoint."""
        if scraped.services:
            if endpoint.port:
                return all(endpoint.port != port.name for service in scraped.services for port in service.ports)
            selected = map(self._selections.of, scraped.services)
            pods = [pod for shared in {id(one.pods): one.pods for one in selected}.values() for pod in shared]
        else:
            pods = list(scraped.pods)
        wanted = endpoint.port or endpoint.target
        if not pods or wanted is None:
            return False
        return all(wanted not in (one.port.name, one.port.number) for pod in pods for one in ports.declared(pod, init=True))

    def near(self, monitor: Monitor) -> NearMiss | None:
        """What the monitor just misses in the same folder or environment, or a Service further away that lacks the labels."""
        wanted = monitor.selector.labels
        if not wanted or monitor.selector.expressions:
            return None
        run = self._scope.folder(monitor.file)
        for pair in wanted:
            for key in (pair, *_ends(*pair)):
                candidates: Iterator[Service | Workload] = (
                    self._labelled.inside(run, key) if monitor.kind == "ServiceMonitor" else self._pods.inside(run, key)
                )
                for one in islice(candidates, _SAMPLE):
                    if self._scope.visible(monitor.file, one.file):
                        miss = self._miss(monitor, one)
                        if miss:
                            return miss
        return self._unlabelled(monitor) if monitor.kind == "ServiceMonitor" else None

    def _unlabelled(self, monitor: Monitor) -> NearMiss | None:
        """The nearest Service, wherever it stands, that has what is wanted in its selector and not among its labels."""
        found = self._labelled.search(
            monitor.file,
            [*monitor.selector.labels],
            lambda one: (
                matches(monitor.selector, one.selector or ()) and id(one) not in self._taken and self._reaches(monitor, one)
            ),
        )
        if not found:
            return None
        near, other = posixpath.dirname(monitor.file), posixpath.dirname(found[0].file)
        nested = f"{near}/".startswith(f"{other}/") or f"{other}/".startswith(f"{near}/") or "" in (near, other)
        return NearMiss(found[0], "selector", far=not nested)

    def _miss(self, monitor: Monitor, one: Service | Workload) -> NearMiss | None:
        own = one.labels if isinstance(one, Service) else one.pod_labels
        if matches(monitor.selector, own):
            return NearMiss(one, "namespace")
        if id(one) in self._taken or not self._reaches(monitor, one):
            return None
        other = (one.selector or ()) if isinstance(one, Service) else one.labels
        if matches(monitor.selector, other):
            return NearMiss(one, "selector")
        written = dict(own)
        if all(key in written and _is_slip(written[key], value) for key, value in monitor.selector.labels):
            return NearMiss(one, "labels")
        return None

    def _match(self, monitor: Monitor) -> Scraped:
        keys: list[object] = [*monitor.selector.labels] or [_ALL]
        if monitor.kind == "ServiceMonitor":
            services = self._labelled.search(
                monitor.file, keys, lambda one: matches(monitor.selector, one.labels) and self._reaches(monitor, one)
            )
            return Scraped(monitor, tuple(services), ())
        pods = self._pods.search(
            monitor.file, keys, lambda one: matches(monitor.selector, one.pod_labels) and self._reaches(monitor, one)
        )
        return Scraped(monitor, (), tuple(pods))

    def _reaches(self, monitor: Monitor, one: Object) -> bool:
        if monitor.namespaces is None:
            return True
        if monitor.namespaces:
            return self._selections.namespace(one) in (None, *monitor.namespaces)
        return self._selections.meet(monitor, one)

    @cached_property
    def _taken(self) -> set[int]:
        return {id(one) for scraped in self.all for one in (*scraped.services, *scraped.pods)}

    @cached_property
    def _labelled(self) -> Names[Service]:
        return Names(self._scope, Service, lambda one: _keys(one.labels, one.selector or ()))

    @cached_property
    def _pods(self) -> Names[Workload]:
        return Names(self._scope, Workload, lambda one: _keys(one.pod_labels, one.labels))


def _is_slip(one: str, other: str) -> bool:
    """Whether two values differ by a slip of the pen; one that only says more than the other is another app's."""
    left, right = one.lower(), other.lower()
    part = left != right and (left.startswith(right) or right.startswith(left) or left.endswith(right) or right.endswith(left))
    return not part and (left == right or (min(len(left), len(right)) >= 5 and tied(left, right)))


def _keys(own: Labels, other: Labels) -> Iterator[object]:
    yield _ALL
    yield from dict.fromkeys((*own, *other))
    for key, value in own:
        yield from _ends(key, value)


def _ends(key: str, value: str) -> tuple[object, ...]:
    """What two tied values of a label share: how they begin, or how they end."""
    low = value.lower()
    return ("head", key, low[:3]), ("tail", key, low[-3:])
