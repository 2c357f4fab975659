"""What the facts of all files mean together: which pods a Service reaches, on which port, what a host name resolves to.

Rules ask it; it knows no severities and no messages. Each relation lives in a module of its own and answers by index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from svclint.facts import Object, Problem, Service, Workload
from svclint.graph import duplicates, node_ports
from svclint.graph.around import ALONE, Around, Renames
from svclint.graph.callers import Callers
from svclint.graph.cluster import Cluster as Cluster
from svclint.graph.contention import Contention
from svclint.graph.crowds import Crowd, crowds
from svclint.graph.duplicates import Repeated
from svclint.graph.endpoints import Backing
from svclint.graph.exposure import Exposure
from svclint.graph.former import Former, Lost
from svclint.graph.gates import Blocked, Gates
from svclint.graph.gateways import Gateways
from svclint.graph.hosts import Hosts
from svclint.graph.links import Links
from svclint.graph.mesh import Meshes
from svclint.graph.monitors import Monitors
from svclint.graph.names import Named
from svclint.graph.node_ports import Claim, Collision
from svclint.graph.overlap import Overlap, overlaps
from svclint.graph.policies import Policies
from svclint.graph.routing import Routing
from svclint.graph.scale import Scale
from svclint.graph.selection import Selection, Selections
from svclint.graph.selectors import Selectors
from svclint.graph.serving import Serving
from svclint.graph.stateful import StatefulSets
from svclint.scope import Scope


class Graph:
    """The relations of one scope. `former` gives what was there before a change: workloads, and the Services that are gone."""

    def __init__(
        self,
        scope: Scope,
        cluster: Cluster,
        former: Callable[[], list[Object]] = list,
        further: Iterable[Problem] = (),
        around: Around = ALONE,
    ) -> None:
        self.scope = scope
        self.around = around
        self._further = tuple(further)
        self.cluster = cluster
        self._former = former

    @cached_property
    def services(self) -> list[Service]:
        """All Services, in the order of their files."""
        return [found for found in self.scope.objects if isinstance(found, Service)]

    @property
    def workloads(self) -> list[Workload]:
        """All workloads, in the order of their files."""
        return self._selections.workloads.objects

    def namespace(self, found: Object) -> str | None:
        """The namespace an object lands in, None where no file says."""
        return self._selections.namespace(found)

    def selection(self, service: Service) -> Selection:
        """The pods that a Service selects."""
        return self._selections.of(service)

    def selections(self) -> Iterator[Selection]:
        """The selections of all Services that select anything."""
        return iter(self._selecting)

    @cached_property
    def selectors(self) -> Selectors:
        """The Services by the pods that they select."""
        return Selectors(self.services, self._selections)

    @cached_property
    def _selecting(self) -> list[Selection]:
        return [one for one in map(self._selections.of, self.services) if one.pods]

    def explain(self, selection: Selection) -> Selection:
        """A selection of nothing, with what was probably meant and what speaks against being sure."""
        return self._selections.explain(selection)

    def lost(self, service: Service) -> Lost | None:
        """The workload that the Service selected in the last commit, where that changed since."""
        return self._past.lost(service)

    def former_service(self, user: Object, name: str, namespace: str | None) -> Service | None:
        """A Service that is gone, and that what an object names meant in the last commit; None stands for any namespace."""
        return self._past.service(user, name, namespace)

    def former_host(self, named: Named) -> Service | None:
        """A Service that is gone, and that a host name meant in the last commit."""
        return self._past.host(named)

    @cached_property
    def _past(self) -> Former:
        return Former(self.scope, self._selections, self._former)

    def sure(self, selection: Selection) -> bool:
        """Whether the pods found are the pods there will be: in the same file or environment, and nothing alters them."""
        return (self.scope.rendered or selection.pods.files <= {selection.service.file}) and not self.unsettled(selection)

    def unsettled(self, selection: Selection) -> bool:
        """Whether a kustomization may still change the Service or its pods."""
        return any(map(self.scope.alters, (selection.service.file, *selection.pods.files)))

    def doubt(self, found: Object) -> str:
        """Why what an object names may exist although no file here shows it, "" where nothing says so."""
        if self.scope.alters(found.file):
            return "a kustomization may change these names"
        if self.scope.is_open(found.file):
            return "an operator's resource, an unrendered chart or an unreadable file beside it may bring it"
        return ""

    @cached_property
    def serving(self) -> Serving:
        """The workloads that stand behind Services, and all probes."""
        return Serving(self.scope, self._selections, self.selectors)

    @cached_property
    def scale(self) -> Scale:
        """What grows with the number of Services and pods."""
        return Scale(self.scope, self.services, self._selections, self.selectors, self.serving)

    def overlaps(self) -> Iterator[Overlap]:
        """Workloads of one kind whose selectors take each other's pods."""
        return overlaps(self.scope, self._selections, self.serving.autoscaler)

    @cached_property
    def exposure(self) -> Exposure:
        """What Services ask for beyond a type, a selector and ports."""
        return Exposure(self.scope, self.services, self._selections.namespace, self.cluster.minor)

    def claims(self) -> Iterator[Claim]:
        """Every node port that a Service asks for."""
        return (claim for service in self.services for claim in node_ports.claims(service))

    def node_port_collisions(self) -> Iterator[Collision]:
        """Node ports that two Services, or one twice, ask for."""
        return node_ports.collisions(self.scope, self.services, self.namespace)

    def repeated(self) -> Iterator[Repeated]:
        """Objects that are written twice where both are applied."""
        return duplicates.repeated(self.scope, self.namespace)

    def crowds(self, least: int) -> Iterator[Crowd]:
        """Namespaces with that many Services, and the workloads with variables for each."""
        return crowds(self.scope, self.services, self._selections, least)

    @cached_property
    def contention(self) -> Contention:
        """The ports that are in each other's way, in a pod or on a node."""
        return Contention(self.scope, self._selections, self.services)

    def problems(self, kind: str) -> Iterator[Problem]:
        """What single files show to be wrong."""
        yield from self.scope.problems(kind)
        yield from (problem for problem in self._further if problem.kind == kind)

    def told(self, further: Iterable[Problem]) -> Graph:
        """The same graph with problems that only a whole run shows."""
        return Graph(self.scope, self.cluster, self._former, further, self.around)

    def among(self, around: Around) -> Graph:
        """The same graph with other worlds around it."""
        return self if around == self.around else Graph(self.scope, self.cluster, self._former, self._further, around)

    @cached_property
    def renames(self) -> Renames:
        """What its Services were called before kustomize renamed them."""
        return Renames(self.around, self.services, self._selections.namespace)

    @cached_property
    def stateful(self) -> StatefulSets:
        """The StatefulSets, their governing Services and per-pod names."""
        return StatefulSets(self.scope, self._selections, self.selectors, self.names)

    @cached_property
    def endpoints(self) -> Backing:
        """The endpoints that are written by hand."""
        return Backing(self.scope, self.services, self._selections, self.names.zone.services)

    @cached_property
    def policies(self) -> Policies:
        """The NetworkPolicies, the pods they select and what they leave open."""
        return Policies(self.scope, self._selections)

    def blocked(self) -> Iterator[Blocked]:
        """The ports of Services that NetworkPolicies close."""
        gates = Gates(self.policies)
        return (one for crew in self.selectors.crews if self.policies.all for one in gates.blocked(crew))

    @cached_property
    def _selections(self) -> Selections:
        return Selections(self.scope, self.services, self.cluster.default_namespace)

    @cached_property
    def names(self) -> Hosts:
        """The host names that are written anywhere, and what they mean."""
        return Hosts(self.scope, self._selections, self.cluster.domain)

    @cached_property
    def routing(self) -> Routing:
        """The backends of Ingresses and routes, and the Services that they mean."""
        return Routing(self.scope, self._selections, self.names.zone.services)

    @cached_property
    def gateways(self) -> Gateways:
        """What Gateways admit, which references are granted, and the classes there are."""
        return Gateways(self.scope, self._selections, self.routing, self.around.gateways)

    @cached_property
    def callers(self) -> Callers:
        """What webhooks, aggregated APIs, Istio and Argo Rollouts send to."""
        return Callers(self.scope, self._selections, self.names.zone, self.routing)

    @cached_property
    def monitors(self) -> Monitors:
        """What ServiceMonitors and PodMonitors scrape."""
        return Monitors(self.scope, self.names.zone.services, self._selections)

    @cached_property
    def meshes(self) -> Meshes:
        """What the proxies of service meshes bring into pods."""
        return Meshes(self.scope, self._selections)

    @cached_property
    def links(self) -> Links:
        """What is written in one place and means another."""
        return Links(
            self.scope,
            self._selections,
            self.selectors,
            self.names,
            self.routing,
            self.callers,
            self.stateful,
            self.monitors,
            self.policies,
        )
