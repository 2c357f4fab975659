"""A webhook, an aggregated API, a mesh route or a rollout whose Service is not there."""

from collections.abc import Iterator

from svclint.facts import Service, pairs
from svclint.graph import Graph
from svclint.graph.callers import Called, Empty
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_BEFORE = "an earlier commit still had the Service"
_OUTSIDE = "the Service may come from outside these files"


class ServiceReferenceMissing(Rule, frozen=True):
    """A webhook, APIService, VirtualService, DestinationRule or Rollout names a Service, port or subset that does not exist.

    Nobody refuses that. A webhook that cannot be reached blocks every object it is asked about, unless its failurePolicy
    is Ignore; an APIService makes its whole group unavailable; Istio answers 503; a Rollout stays degraded. A webhook and
    an APIService ask port 443 where none is written, and it is the Service's port, not the pods'. Subsets of a
    DestinationRule are labels of pods.

    Absence alone is only *possible*, as most such Services come with another release. It is *likely* where a Service of
    nearly that name stands near and nothing else names it, one of that name in another namespace, or an earlier commit
    still had it.

    Silent on hosts that Istio does not take for Services (`name.namespace` is one, it wants the bare or the whole name),
    and on subsets of hosts without a DestinationRule.
    """

    id = "service-reference-missing"
    severity = Severity.WARNING
    message = "{caller} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference"

    def find(self, graph: Graph) -> Iterator[Finding]:
        told: set[tuple[int, str, int | None]] = set()
        for called in graph.callers.calls:
            key = (id(called.caller), called.call.service, called.call.port if called.services else None)
            if key in told or is_placeholder(called.call.service):
                continue
            told.add(key)
            if not called.services:
                yield self._missing(graph, called)
            elif called.call.port is not None and not any(_has(one, called.call.port) for one in called.services):
                yield self._port(graph, called, called.services[0], called.call.port)
        for called, rules in graph.callers.unknown_subsets():
            subset, service = called.call.subset, called.services[0]
            names = ", ".join(one.name for rule in rules for one in rule.subsets)
            yield self.finding(
                called.caller.at(*called.call.path[:-1], "subset"),
                confidence=Confidence.LIKELY,
                label="no such subset",
                why="the DestinationRule of this host stands here",
                related=[Related(rules[0].at("spec", "subsets"), f"{rules[0]} has {names or 'none'}")],
                caller=called.caller,
                trouble=f"sends to subset {subset} of {service}, for which {rules[0]} has {names or 'none'}",
                remedy="name one of these subsets, or add it",
            )
        for empty in graph.callers.empty_subsets():
            yield self._subset(graph, empty)

    def _missing(self, graph: Graph, called: Called) -> Finding:
        brings = graph.scope.bringer(called.caller.file, called.call.service, called.namespace)
        doubt = f"{brings} may bring it" if brings else graph.doubt(called.caller)
        elsewhere = None if brings else graph.callers.elsewhere(called)
        near = None if elsewhere or brings else graph.callers.near(called)
        other = elsewhere or near
        hint, remedy = "", "name a Service that exists"
        if elsewhere:
            hint, remedy = f": it is in namespace {graph.namespace(elsewhere)}", "name the namespace that the Service is in"
        elif near:
            hint, remedy = f": {near} stands near, to which nothing else sends", f"write `{near.name}`"
        gone = None if other or brings else graph.former_service(called.caller, called.call.service, called.namespace)
        if gone:
            hint, remedy = " any more", "remove what sends to it as well, or name the Service that takes over"
            doubt = doubt if graph.scope.alters(called.caller.file) else ""
        brought = graph.around.brings(called.call.service, called.namespace)
        if brought:
            hint, remedy, doubt = f" here, but in {brought}", "see that both are applied to one cluster", f"{brought} has it"
        where = f" in namespace {called.namespace}" if called.namespace else ""
        edit = Edit(called.caller.at(*called.call.path, word=called.call.service), near.name if near else "")
        return self.finding(
            called.caller.at(*called.call.path),
            confidence=Confidence.LIKELY if (other or gone) and not doubt else Confidence.POSSIBLE,
            label="no such Service in sight",
            why=doubt or ("the Service stands near" if other else _BEFORE if gone else _OUTSIDE),
            related=[Related(other.at("metadata", "name"), f"{other} is here")] if other else [],
            fix=Fix(f"write {near.name}", False, (edit,)) if near and not brought else None,
            caller=called.caller,
            trouble=f"sends to Service {called.call.service}{where}, which does not exist{hint}",
            remedy=remedy,
        )

    def _port(self, graph: Graph, called: Called, service: Service, port: int) -> Finding:
        altered = graph.scope.alters(called.caller.file) or graph.scope.alters(service.file)
        ports = ", ".join(map(str, service.ports))
        hint = ": that is its target port" if any(one.target == port for one in service.ports) else ""
        call = called.call
        written = call.port_path != call.path
        place = called.caller.at(*call.port_path)
        numbers = [one.port for one in service.ports if one.port is not None]
        edit = Edit(place, numbers[0]) if numbers else None
        if edit and not written:
            edit = Edit(called.caller.at(*call.path, part="key"), f"port: {numbers[0]}{{,}}{{}}")
        return self.finding(
            place,
            confidence=Confidence.POSSIBLE if altered else Confidence.LIKELY,
            label="no port of the Service" if written else f"no port written, so {port}",
            why="a kustomization may change the ports" if altered else "the Service stands here",
            related=[Related(service.at("spec", "ports"), f"{service} has {ports or 'no ports'}")],
            fix=Fix(f"write port {numbers[0]}", False, (edit,)) if edit and len(numbers) == 1 else None,
            caller=called.caller,
            trouble=f"sends to port {port} of {service}, which has {ports or 'no ports'}{hint}",
            remedy=f"write port {service.ports[0].port}" if len(service.ports) == 1 else "name one of the Service's ports",
        )

    def _subset(self, graph: Graph, empty: Empty) -> Finding:
        wanted = pairs(empty.subset.labels)
        pod = empty.other or empty.pods[0]
        altered = any(graph.scope.alters(one.file) for one in (empty.rule, empty.service, pod))
        return self.finding(
            empty.rule.at("spec", "subsets", empty.subset.index, "labels"),
            confidence=Confidence.LIKELY if empty.other and not altered else Confidence.POSSIBLE,
            label="no pod has these labels",
            why="a kustomization may change the labels"
            if altered
            else "other pods of the Service have another value"
            if empty.other
            else "such pods may come from elsewhere",
            related=[Related(pod.at(*pod.template, "labels"), f"{pod}, a pod of {empty.service}")],
            caller=empty.rule,
            trouble=f"has a subset {empty.subset.name} of pods with {wanted}, and no pod of {empty.service} has that",
            remedy="write labels that the pods carry",
        )


def _has(service: Service, port: int) -> bool:
    return service.type == "ExternalName" or not service.ports or any(one.port in (port, None) for one in service.ports)
