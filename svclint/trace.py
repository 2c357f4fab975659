"""What a Service does with its traffic, in sentences for people, each with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from svclint.facts import Place, Service, ServicePort, Workload, pairs
from svclint.graph import Graph, ports
from svclint.graph.links import Link
from svclint.graph.names import Host, Named

_MOST = 5
"""Per-pod names that are written out."""
_USES = {
    "sends": "{source} sends to it",
    "calls": "{source} calls it",
    "governs": "{source} is governed by it",
    "resolves": '{source} asks for "{told}"',
    "scrapes": "{source} scrapes it",
}


class Told(Struct, frozen=True):
    """A sentence, and where it is written; `depth` is how far it belongs to the one before."""

    text: str
    place: Place | None = None
    depth: int = 0


def service(graph: Graph, found: Service) -> Iterator[Told]:
    """All that is known of a Service: its pods, where each port lands, its name, and what uses it."""
    yield Told(named(graph, found), found.at("metadata", "name"))
    for one in (*selects(graph, found), *_ports(graph, found), *addresses(graph, found), *used(graph, found)):
        yield Told(one.text, one.place, one.depth + 1)


def named(graph: Graph, found: Service) -> str:
    """A Service by namespace, name and type."""
    namespace = graph.namespace(found)
    kind = "headless" if found.headless else found.type
    return f"Service {f'{namespace}/' if namespace else ''}{found.name} ({kind})"


def selects(graph: Graph, found: Service) -> Iterator[Told]:
    """The pods that a Service selects, by workload, and when they take traffic."""
    if not found.selector:
        told = "an ExternalName: DNS answers with another name" if found.type == "ExternalName" else "no selector"
        yield Told(f"{told}: no pods of its own")
        yield from _written(graph, found)
        return
    pods = graph.selection(found).pods
    if not pods:
        yield Told(f"{pairs(found.selector)} selects no pod that any file shows", found.at("spec", "selector"))
    for pod in pods:
        yield Told(f"{pairs(found.selector)} selects {pod}: {_number(pod)}, {_ready(pod)}", pod.at(*pod.template, "labels"))


def lands(graph: Graph, found: Service, port: ServicePort) -> Iterator[Told]:
    """Where a port of a Service lands, pod by pod (truths 1 to 4)."""
    written = f"{port.name} {port.port}" if port.name else str(port.port)
    pods = graph.selection(found).pods
    if not pods:
        yield Told(f"port {written}/{port.protocol} → {port.target}: no pod that any file shows")
    for pod in pods:
        reached = ports.number(pod, port)
        landing = ports.landing(pod, port)
        head = f"port {written}/{port.protocol} → "
        if reached is None:
            names = ", ".join(dict.fromkeys(one.port.name for one in ports.declared(pod) if one.port.name)) or "none"
            yield Told(f"{head}nowhere in {pod}: no {port.protocol} port is named {port.target} (it has {names})")
        elif landing:
            name = f" ({landing.port.name})" if landing.port.name else ""
            yield Told(f"{head}{reached}{name} of {pod}, container {landing.container.name}", landing.at("containerPort"))
        else:
            yield Told(f"{head}{reached} of {pod}, which declares no such port: it answers if a process listens there")


def addresses(graph: Graph, found: Service) -> Iterator[Told]:
    """The name of a Service in the cluster, and what it resolves to."""
    name = f"{found.name}.{graph.namespace(found) or '<namespace>'}.svc.{graph.cluster.domain}"
    if found.type == "ExternalName":
        target = found.options.external_name if found.options else ""
        yield Told(f"{name} is an alias of {target}", found.at("spec", "externalName"))
    elif found.headless:
        yield Told(f"{name} resolves to the address of each ready pod")
    else:
        yield Told(f"{name} resolves to its cluster IP")


def governs(graph: Graph, workload: Workload) -> Iterator[Told]:
    """The names of a StatefulSet's pods, and the Service that gives them (truths 22 and 23)."""
    for one in graph.stateful.governed():
        if one.workload is workload:
            for found in one.services:
                kind = "headless" if found.headless else "not headless: its pods have no names of their own"
                yield Told(f"governed by Service {found.name} ({kind})", found.at("metadata", "name"))
            if not one.services:
                yield Told(f"no Service {workload.service_name} in any file: its pods have no names")
            if not any(found.headless for found in one.services):
                return
    namespace = graph.namespace(workload) or "<namespace>"
    ending = f"{workload.service_name}.{namespace}.svc.{graph.cluster.domain}"
    last = workload.first_ordinal + workload.replicas
    for ordinal in range(workload.first_ordinal, min(last, workload.first_ordinal + _MOST)):
        yield Told(f"{workload.name}-{ordinal}.{ending}", depth=1)
    if workload.replicas > _MOST:
        yield Told(f"and so on, to {workload.name}-{last - 1}", depth=1)


def means(graph: Graph, found: Named) -> Iterator[Told]:
    """What a host name resolves to from where it stands, and what asking for it costs (truths 43 to 46)."""
    host = found.reference.host
    for one in found.services:
        yield Told(f'"{host}" is {named(graph, one)}', one.at("metadata", "name"))
    if not found.services:
        yield Told(f'"{host}" is no Service of any file')
    if isinstance(found, Host) and found.resolver.cluster and found.step is not None:
        glibc, musl = found.cost.glibc, found.cost.musl
        after = f"after {glibc} wasted queries" if glibc else "at the first query"
        yield Told(f"{found.workload} finds it {after} with glibc{_musl(glibc, musl)} (ndots {found.resolver.ndots})", depth=1)


def used(graph: Graph, found: Service) -> Iterator[Told]:
    """What uses a Service."""
    arriving = [link for link in graph.links.arriving(found) if link.to.path[:1] != ("spec",)]
    yield from (Told(_use(link), link.at) for link in arriving)
    if not arriving:
        yield Told("nothing in any file uses it by name")


def _written(graph: Graph, found: Service) -> Iterator[Told]:
    """The addresses that somebody wrote by hand for a Service."""
    for backed in graph.endpoints.backed:
        if backed.service is found:
            for one in backed.endpoints:
                for address in one.addresses:
                    yield Told(f"{one} sends to {address.text}", one.at(*address.path))


def _use(link: Link) -> str:
    return _USES[link.kind].format(source=link.source, told=link.told)


def _ports(graph: Graph, found: Service) -> Iterator[Told]:
    return (one for port in found.ports for one in lands(graph, found, port))


def _number(pod: Workload) -> str:
    if pod.kind == "DaemonSet":
        return "a pod on each node"
    if pod.kind in ("Pod", "Job", "CronJob"):
        return "1 pod" if pod.kind == "Pod" else "the pods of its runs"
    return "1 pod" if pod.replicas == 1 else f"{pod.replicas} pods"


def _ready(pod: Workload) -> str:
    probes = [one for one in pod.containers if any(probe.kind == "readiness" for probe in one.probes)]
    return "ready when their readiness probe passes" if probes else "ready as soon as their containers run (no readiness probe)"


def _musl(glibc: int, musl: int | None) -> str:
    if musl is None:
        return ", never with musl"
    return f", after {musl} with musl" if musl != glibc else " and musl"
