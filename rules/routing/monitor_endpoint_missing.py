"""A monitor that scrapes nothing."""

from collections.abc import Iterator

from svclint.facts import Monitor, MonitorEndpoint, Object, Service, Workload, pairs
from svclint.graph import Graph
from svclint.graph.monitors import NearMiss, Scraped
from svclint.graph.near import tied
from svclint.graph.ports import declared
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class MonitorEndpointMissing(Rule, frozen=True):
    """A ServiceMonitor or PodMonitor matches nothing, or names a port that nothing it matches has: no metrics, no error.

    A ServiceMonitor selects Services by the labels of the Service itself, not by its selector and not by the pods' labels,
    and its `port` is the name of a Service port. A PodMonitor selects pods, and its `port` is the name of a container
    port. Both look in their own namespace only, unless `namespaceSelector` says more. `targetPort` finds only what a
    container declares.

    Silent where one of the Services or pods that are matched has the port, or gets it with the proxy of Istio or Linkerd, and
    where nothing is matched but nothing stands near that was probably meant: an operator or another release may bring it.
    """

    id = "monitor-endpoint-missing"
    severity = Severity.WARNING
    message = "{monitor} {trouble}: nothing is scraped"
    help = "{remedy}"
    source = "https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for scraped in graph.monitors.all:
            if scraped.services or scraped.pods:
                for endpoint in scraped.monitor.endpoints:
                    silent = is_placeholder(endpoint.port) or any(
                        graph.meshes.bring(_port(endpoint), [pod]) for pod in scraped.pods
                    )
                    if not silent and graph.monitors.lacking(scraped, endpoint):
                        yield self._port(graph, scraped, endpoint)
            else:
                miss = graph.monitors.near(scraped.monitor)
                if miss:
                    yield self._near(graph, scraped.monitor, miss)

    def _port(self, graph: Graph, scraped: Scraped, endpoint: MonitorEndpoint) -> Finding:
        found: list[Object] = [*scraped.services, *scraped.pods]
        other = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        altered = any(graph.scope.alters(one.file) for one in (scraped.monitor, *found))
        by_name = bool(endpoint.port and isinstance(other, Service))
        names = _names(graph, other, services=by_name)
        wanted = _port(endpoint)
        meant = (
            ""
            if graph.meshes.knows(wanted)
            else next(filter(None, (_meant(graph, scraped.monitor, one, endpoint) for one in found)), "")
        )
        return self.finding(
            scraped.monitor.at(*endpoint.path, "port" if endpoint.port else "targetPort"),
            confidence=Confidence.LIKELY if meant and not altered else Confidence.POSSIBLE,
            label="no such port",
            why="a kustomization may change names and labels" if altered else meant or "it may match others that have the port",
            related=[
                Related(other.at("spec", "ports") if by_name else other.at("metadata", "name"), f"{other}, which it matches")
            ],
            monitor=scraped.monitor,
            trouble=f"asks port {wanted} of {other}{more}, which {'have' if more else 'has'} {names or 'no such port'}",
            remedy=_remedy(other, by_name=by_name, names=names),
        )

    def _near(self, graph: Graph, monitor: Monitor, miss: NearMiss) -> Finding:
        altered = graph.scope.alters(monitor.file) or graph.scope.alters(miss.found.file)
        wanted = pairs(monitor.selector.labels)
        kind = "Service" if isinstance(miss.found, Service) else "pod"
        path: tuple[str, ...] = ("metadata", "labels")
        if miss.where == "namespace":
            space = graph.namespace(miss.found)
            looked = f"namespace {', '.join(monitor.namespaces)}" if monitor.namespaces else "its own namespace"
            trouble = f"looks in {looked}, and {miss.found} is in {space}"
            remedy = f"add `namespaceSelector: {{matchNames: [{space}]}}`"
            path = ("metadata", "namespace")
        elif miss.where == "selector":
            trouble = f"selects {wanted}, which is in the selector of {miss.found} and not among its own labels"
            remedy = f"give {miss.found} the label {wanted}"
            path = ("spec", "selector")
            if isinstance(miss.found, Workload):
                trouble = f"selects {wanted}, which is a label of {miss.found} and not of its pods"
                remedy = f"give the pod template of {miss.found} the label {wanted}"
                path = ("metadata", "labels")
        else:
            trouble = f"selects {wanted}, and no {kind} has that: the labels of {miss.found} differ"
            remedy = f"write the labels of {miss.found}"
        return self.finding(
            monitor.at("spec", "selector"),
            confidence=Confidence.POSSIBLE if altered or miss.far or graph.doubt(monitor) else Confidence.LIKELY,
            label=f"matches no {kind}",
            why="a kustomization may change names and labels"
            if altered
            else graph.doubt(monitor)
            or f"{miss.found} stands {'further away' if miss.far else 'near'}, which no monitor matches",
            related=[Related(miss.found.at(*path), f"{miss.found}")],
            monitor=monitor,
            trouble=trouble,
            remedy=remedy,
        )


def _port(endpoint: MonitorEndpoint) -> str | int | None:
    return endpoint.port or endpoint.target


def _meant(graph: Graph, monitor: Monitor, found: Object, endpoint: MonitorEndpoint) -> str:
    """Why the monitor was probably meant for what it matches, "" where nothing says so."""
    if monitor.file == found.file and not graph.scope.rendered:
        return "both stand in one file"
    if monitor.name == found.name:
        return "both have one name"
    pods = graph.selection(found).pods if isinstance(found, Service) else (found,)
    names = {one.port.name for pod in pods if isinstance(pod, Workload) for one in declared(pod, init=True)}
    if isinstance(found, Service):
        names |= {port.name for port in found.ports}
        if any(endpoint.port in (str(port.port), str(port.target)) for port in found.ports):
            return "the port is there, by another name"
    near = next((name for name in sorted(names) if endpoint.port and tied(name, endpoint.port)), "")
    return f"there is a port named {near}" if near else ""


def _names(graph: Graph, found: Object, *, services: bool) -> str:
    if services and isinstance(found, Service):
        return ", ".join(f"{port.name} ({port.port})" if port.name else f"{port.port} without a name" for port in found.ports)
    pods = graph.selection(found).pods if isinstance(found, Service) else (found,)
    landings = [one for pod in pods if isinstance(pod, Workload) for one in declared(pod, init=True)]
    return ", ".join(dict.fromkeys(f"{one.port.number} {one.port.name}".strip() for one in landings))


def _remedy(found: Object, *, by_name: bool, names: str) -> str:
    if by_name:
        return "write the name of one of the Service's ports" if names else "add the port to the Service"
    return "write the name of a port that a container declares" if names else f"declare the port in a container of {found}"
