"""What Services and policies share of the pods that they select, held against what plain loops say of small random clusters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from svclint.config import Config
from svclint.facts import NetworkPolicy, Object, PolicyRule, Service, ServicePort, Workload
from svclint.graph import Graph, ports
from svclint.graph.match import matches
from svclint.graph.scale import PER_SLICE
from svclint.read import Reader
from svclint.scope import Scope

READER = Reader("1.35")
FILES = ("a.yaml", "one/b.yaml", "one/c.yaml", "one/deep/d.yaml", "two/e.yaml")
MOVING = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "namespace": "n2", "resources": ["c.yaml"]}


def some(**fields: Any) -> dict[str, Any]:
    """A mapping with these fields, less those that are None."""
    return {key: value for key, value in fields.items() if value is not None}


class Draw(Random):
    """Draws objects that often have to do with each other."""

    def several(self, draw: Callable[[], Any], least: int, most: int) -> list[Any]:
        return [draw() for _ in range(self.randint(least, most))]

    def meta(self, prefix: str) -> dict[str, Any]:
        return some(name=f"{prefix}{self.randint(0, 6)}", namespace=self.choice([None, None, None, "n1", "n2"]))

    def labels(self) -> dict[str, str]:
        return self.choice([{"app": "a"}, {"app": "a"}, {"app": "b"}, {"tier": "x"}, {"app": "a", "tier": "x"}])

    def number(self) -> int:
        return self.choice([80, 8080, 9000])

    def name(self) -> str | None:
        return self.choice([None, "http", "http", "web"])

    def protocol(self) -> str | None:
        return self.choice([None, None, "TCP", "UDP"])

    def container(self) -> dict[str, Any]:
        ports = self.several(lambda: some(name=self.name(), containerPort=self.number(), protocol=self.protocol()), 0, 3)
        return {"name": "main", "ports": ports}

    def workload(self) -> dict[str, Any]:
        kind = self.choice(["Deployment", "Deployment", "DaemonSet", "Job"])
        pod = {"hostNetwork": self.random() < 0.1, "containers": self.several(self.container, 1, 2)}
        labels = {"app": "a", **self.labels()} if self.random() < 0.5 else self.labels()
        spec = {"replicas": self.choice([0, 1, 90, 250]), "template": {"metadata": {"labels": labels}, "spec": pod}}
        return {
            "apiVersion": "batch/v1" if kind == "Job" else "apps/v1",
            "kind": kind,
            "metadata": self.meta("w"),
            "spec": spec,
        }

    def service_port(self) -> dict[str, Any]:
        target = self.choice([self.name(), self.number()])
        return some(port=self.number(), targetPort=target, name=self.name(), protocol=self.protocol())

    def service(self) -> dict[str, Any]:
        kind = "ExternalName" if self.random() < 0.1 else None
        spec = some(type=kind, selector=self.labels(), ports=self.several(self.service_port, 0, 3))
        return {"apiVersion": "v1", "kind": "Service", "metadata": self.meta("s"), "spec": spec}

    def policy_port(self) -> dict[str, Any]:
        low = self.number()
        if self.random() < 0.2:
            return some(port=low, endPort=self.choice([low, 9000]), protocol=self.protocol())
        return some(port=self.choice([low, low, self.name()]), protocol=self.protocol())

    def policy(self) -> dict[str, Any]:
        expression = {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}
        spec = {
            "podSelector": self.choice([{}, {"matchLabels": self.labels()}, {"matchLabels": self.labels()}, expression]),
            "policyTypes": self.choice([["Ingress"], ["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
            "ingress": self.several(lambda: {"ports": self.several(self.policy_port, self.randint(0, 1), 3)}, 0, 2),
        }
        api = "networking.k8s.io/v1"
        return {"apiVersion": api, "kind": "NetworkPolicy", "metadata": self.meta("p"), "spec": spec}

    def file(self) -> list[dict[str, Any]]:
        return [
            *self.several(self.workload, 0, 6),
            *self.several(self.service, 0, 4),
            *self.several(self.policy, 0, self.choice([0, 1, 3])),
        ]


@pytest.fixture(params=range(200))
def graph(request: pytest.FixtureRequest) -> Graph:
    """A cluster of plain files or a rendered one, of which some objects say no namespace."""
    draw = Draw(request.param)
    files = {file: draw.file() for file in draw.sample(FILES, draw.randint(1, len(FILES)))}
    if draw.random() < 0.3:
        files["one/kustomization.yaml"] = [MOVING]
    facts = [READER.read(file, "\n---\n".join(map(json.dumps, found)).encode()) for file, found in files.items()]
    cluster = Config(default_namespace=draw.choice([None, "n1"])).cluster()
    return Graph(Scope(facts, rendered=draw.random() < 0.4), cluster)


def nearest(graph: Graph, one: Object, takes: Callable[[Workload], bool]) -> list[Workload]:
    """The workloads that an object takes in the nearest scope that has any."""
    scope = graph.scope
    for low, high in scope.chain(one.file):
        within = [pod for pod in graph.workloads if low <= scope.ordinals[pod.file] < high]
        found = [pod for pod in within if takes(pod) and meet(graph, one, pod) and scope.visible(one.file, pod.file)]
        if found:
            return found
    return []


def meet(graph: Graph, one: Object, other: Object) -> bool:
    left, right = graph.namespace(one), graph.namespace(other)
    return one.namespace == other.namespace or left is None or right is None or left == right


def pods_of(graph: Graph, service: Service) -> list[Workload]:
    wanted = service.selector
    if not wanted or service.type == "ExternalName":
        return []
    return nearest(graph, service, lambda pod: all(pair in pod.pod_labels for pair in wanted))


def same(one: Any, other: Any) -> bool:
    return [*map(id, one)] == [*map(id, other)]


def test_services_and_their_pods_know_each_other(graph: Graph) -> None:
    selected = [(service, pods_of(graph, service)) for service in graph.services]
    for service, pods in selected:
        found = graph.selection(service)
        assert found.service is service
        assert same(found.pods, pods)
        assert all((pod in found.pods) == any(pod is one for one in pods) for pod in graph.workloads)
    for pod in graph.workloads:
        assert same(graph.selectors.of(pod), [one for one, pods in selected if any(pod is other for other in pods)])


def test_ports_land_where_each_pod_has_them(graph: Graph) -> None:
    for service in graph.services:
        everyone = graph.selection(service).pods
        for pods in (everyone, everyone.lasting):
            for port in service.ports:
                landed = [(pod, ports.find(pod, port)) for pod in pods]
                assert pods.reached(port) == {ports.number(pod, port) for pod in pods}
                if isinstance(port.target, str):
                    assert [*pods.landings(port.target, port.protocol)] == [one for _, one in landed if one]
                    assert same(pods.lacking(port), [pod for pod, one in landed if one is None])
        reaching = {ports.number(pod, port) for pod in everyone for one in graph.selectors.of(pod) for port in one.ports}
        assert not everyone or graph.selectors.reached(everyone) - {None} == reaching - {None}


def test_sizes_are_those_of_each_service_alone(graph: Graph) -> None:
    slices = {id(one.service): one for one in graph.scale.sliced()}
    for service in graph.services:
        lasting = [pod for pod in pods_of(graph, service) if pod.long_running]
        assert graph.scale.endpoints(service) == sum(pod.replicas for pod in lasting)
        maps: dict[tuple[int | None, ...], int] = {}
        for pod in lasting:
            landed = tuple(ports.number(pod, port) for port in service.ports)
            maps[landed] = maps.get(landed, 0) + pod.replicas
        assert (id(service) in slices) == (sum(maps.values()) > PER_SLICE)
        if id(service) in slices:
            one = slices[id(service)]
            assert (one.pods, one.slices) == (sum(maps.values()), sum(-(-count // PER_SLICE) for count in maps.values()))
    for served in graph.serving.workloads:
        alone = [
            one
            for one in served.services
            if [id(pod) for pod in pods_of(graph, one) if pod.long_running] == [id(served.workload)]
        ]
        assert {*map(id, graph.serving.alone(served))} == {*map(id, alone)}


def isolating(graph: Graph, workload: Workload, direction: str) -> list[NetworkPolicy]:
    found = [one for one in graph.policies.all if any(workload is pod for pod in covered(graph, one))]
    return [one for one in found if direction in one.types and not workload.host_network]


def covered(graph: Graph, policy: NetworkPolicy) -> list[Workload]:
    return nearest(graph, policy, lambda pod: matches(policy.selector, pod.pod_labels))


def further(graph: Graph, workload: Workload, nearer: list[NetworkPolicy]) -> list[NetworkPolicy]:
    return [
        one
        for one in graph.policies.all
        if not any(one is other for other in nearer)
        and matches(one.selector, workload.pod_labels)
        and meet(graph, one, workload)
        and graph.scope.visible(one.file, workload.file)
    ]


def lets_in(rule: PolicyRule, workload: Workload, number: int, protocol: str) -> bool:
    for one in rule.ports:
        named = [found for found in ports.declared(workload) if found.port.name == one.port and found.port.protocol == protocol]
        if one.protocol == protocol and (
            one.port is None
            or (isinstance(one.port, int) and one.port <= number <= (one.end or one.port))
            or (isinstance(one.port, str) and any(found.port.number == number for found in named))
        ):
            return True
    return not rule.ports


def meant(rules: list[PolicyRule], workload: Workload, port: ServicePort, number: int) -> tuple[PolicyRule, int | None]:
    """The first entry that names the Service's port where the pod's is meant."""
    names = {landing.port.name for landing in ports.declared(workload)}
    for rule in rules:
        for index, one in enumerate(rule.ports):
            wrong = one.port == port.port != number or (one.port == port.name and one.port not in names)
            if one.port and one.protocol == port.protocol and wrong:
                return rule, index
    return rules[0], None


def closed(graph: Graph) -> Iterator[tuple[Any, ...]]:
    """Each port of a Service that is closed for a workload behind it, with the policies that have a say first."""
    for workload in graph.workloads:
        near = isolating(graph, workload, "Ingress")
        rules = [rule for policy in near for rule in policy.ingress]
        beyond = further(graph, workload, near)
        opening = [*rules, *(rule for policy in beyond for rule in policy.ingress)]
        for service in graph.selectors.of(workload) if rules else ():
            shut = [
                (port, number)
                for port in service.ports
                if (number := ports.number(workload, port)) is not None
                and not any(lets_in(rule, workload, number, port.protocol) for rule in opening)
            ]
            for port, number in shut:
                rule, named = meant(rules, workload, port, number)
                told = (id(workload), number, id(rule), named, len(shut) < len(service.ports))
                yield (id(service), port.index, *map(id, near), *sorted(map(id, beyond))), told


def test_policies_close_what_they_close_for_each_pod(graph: Graph) -> None:
    expected: dict[Any, Any] = {}
    for key, told in closed(graph):
        expected.setdefault(key, told)
    found: dict[Any, Any] = {}
    for one in graph.blocked():
        near = isolating(graph, one.workload, "Ingress")
        beyond = sorted(map(id, further(graph, one.workload, near)))
        told = (id(one.workload), one.number, id(one.rule), one.named, one.partly)
        found.setdefault((id(one.service), one.port.index, *map(id, near), *beyond), told)
    assert found == expected


def test_policies_isolate_the_pods_that_they_select(graph: Graph) -> None:
    for policy in graph.policies.all:
        assert same(graph.policies.pods(policy), covered(graph, policy))
    for direction in ("Ingress", "Egress"):
        expected = [(pod, found) for pod in graph.workloads if (found := isolating(graph, pod, direction))]
        told = list(graph.policies.isolated(direction))
        assert same([pod for pod, _ in told], [pod for pod, _ in expected])
        assert all(same(one, other) for (_, one), (_, other) in zip(told, expected, strict=True))
        for pod, near in told:
            others = {*map(id, graph.policies.further(pod, near))}
            assert others == {*map(id, further(graph, pod, list(near)))}
