"""Trees that would make a careless linter slow: many objects that have all to do with one another, or with nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path


def service(name: str, selector: str) -> str:
    """A Service with one port; the selector is a flow mapping without its braces."""
    ports = "[{port: 80, targetPort: http}]"
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{selector: {{{selector}}}, ports: {ports}}}\n"


def workload(name: str, labels: str, more: str = "", kind: str = "Deployment") -> str:
    """A workload with one container."""
    pod = "{containers: [{name: app, image: app:1, ports: [{name: http, containerPort: 8080}]}]}"
    template = f"{{metadata: {{labels: {{{labels}}}}}, spec: {pod}}}"
    spec = f"{{selector: {{matchLabels: {{{labels}}}}}, {more} template: {template}}}"
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def ingress(name: str, backend: str, of_class: str = "nginx") -> str:
    """An Ingress with one backend."""
    path = f"{{path: /, pathType: Prefix, backend: {{service: {{name: {backend}, port: {{number: 80}}}}}}}}"
    spec = f"{{ingressClassName: {of_class}, rules: [{{host: {name}.example.com, http: {{paths: [{path}]}}}}]}}"
    return f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def route(name: str, backend: str) -> str:
    """An HTTPRoute with one backend."""
    spec = f"{{parentRefs: [{{name: gateway}}], rules: [{{backendRefs: [{{name: {backend}, port: 80}}]}}]}}"
    return f"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def policy(name: str, selector: str) -> str:
    """A NetworkPolicy that lets in what a Service does not send."""
    spec = f"{{podSelector: {{matchLabels: {{{selector}}}}}, policyTypes: [Ingress], ingress: [{{ports: [{{port: 1}}]}}]}}"
    return f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def crowded(ports: int) -> Iterator[str]:
    """A Service, a workload and a policy of many ports each, none of which is another's."""
    sent, listens, opens = (
        ", ".join(one.format(number + 1, number + 20_001) for number in range(ports))
        for one in ("{{name: p{0}, port: {0}, targetPort: {1}}}", "{{containerPort: {1}}}", "{{port: {0}}}")
    )
    spec = f"{{selector: {{app: web}}, ports: [{sent}]}}"
    yield f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {spec}\n"
    yield workload("web", "app: web").replace("{name: http, containerPort: 8080}", listens)
    yield policy("web", "app: web").replace("{port: 1}", opens)


def ingress_class(name: str) -> str:
    """An IngressClass."""
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}}}\nspec: {{controller: a.example/b}}\n"
    )


def _each(count: int, *makers: Callable[[int], str]) -> Iterator[str]:
    return (make(number) for make in makers for number in range(count // len(makers)))


SHAPES: dict[str, Callable[[int], Iterator[str]]] = {
    "Services with one selector": lambda n: _each(
        n, lambda i: service(f"s{i}", "app: web") + ("---\n" + workload("web", "app: web") if i == 0 else "")
    ),
    "workloads with one label": lambda n: _each(
        n, lambda i: workload(f"w{i}", "app: web") + ("---\n" + service("web", "app: web") if i == 0 else "")
    ),
    "Services that all select the same workloads": lambda n: _each(
        n, lambda i: service(f"s{i}", "app: web"), lambda i: workload(f"w{i}", "app: web")
    ),
    "copies of one Service and its workload": lambda n: _each(
        n, lambda _: service("web", "app: web"), lambda _: workload("web", "app: web")
    ),
    "Services that select nothing": lambda n: _each(n, lambda i: service(f"s{i}", f"app: a{i}")),
    "selectors that nearly match": lambda n: _each(
        n, lambda i: service(f"s{i}", f"app: web-{i}"), lambda i: workload(f"w{i}", f"app: wob-{i}")
    ),
    "Ingresses to missing Services": lambda n: _each(n, lambda i: ingress(f"i{i}", f"missing-{i}")),
    "Ingresses to nearly named Services": lambda n: _each(
        n, lambda i: ingress(f"i{i}", f"web-a{i}"), lambda i: service(f"web-b{i}", f"app: a{i}")
    ),
    "Ingresses of missing classes": lambda n: _each(
        n, lambda i: ingress(f"i{i}", "web", f"class-{i}"), lambda i: ingress_class(f"klass-{i}")
    ),
    "HTTPRoutes to missing Services": lambda n: _each(n, lambda i: route(f"r{i}", f"missing-{i}")),
    "StatefulSets without their Services": lambda n: _each(
        n, lambda i: workload(f"w{i}", f"app: a{i}", f"serviceName: missing-{i},", "StatefulSet")
    ),
    "NetworkPolicies that close a port": lambda n: _each(
        n,
        lambda i: policy(f"p{i}", f"app: a{i}"),
        lambda i: workload(f"w{i}", f"app: a{i}"),
        lambda i: service(f"s{i}", f"app: a{i}"),
    ),
    "one Service, workload and NetworkPolicy of many ports": crowded,
    "documents that are no YAML": lambda n: _each(
        n, lambda i: f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{i}\nspec: ]\n"
    ),
    "documents with equal keys": lambda n: _each(n, lambda i: service(f"s{i}", f"app: a{i}, app: b{i}")),
    "ignores": lambda n: _each(n, lambda i: "# svclint: ignore[selectors] a reason\n" + service(f"s{i}", f"app: a{i}")),
}


def write(folder: Path, shape: str, objects: int) -> None:
    """One file of that shape and of about so many objects."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "all.yaml").write_text("---\n".join(SHAPES[shape](objects)))
