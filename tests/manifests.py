"""Small manifests to build projects from."""

from __future__ import annotations


def service(
    name: str = "web", selector: str = "app: web", *, ports: str = "{port: 80}", namespace: str = "", more: str = ""
) -> str:
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}{placed}}}\n"
        f"spec:\n  selector: {{{selector}}}\n  ports: [{ports}]\n{more}"
    )


def deployment(
    name: str = "web", labels: str = "app: web", *, namespace: str = "", container: str = "", kind: str = "Deployment"
) -> str:
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}{placed}}}\n"
        f"spec:\n  selector: {{matchLabels: {{{labels}}}}}\n  template:\n    metadata: {{labels: {{{labels}}}}}\n"
        f"    spec: {{containers: [{{name: main, image: registry.example.com/{name}, "
        f"readinessProbe: {{tcpSocket: {{port: 80}}}}{container}}}]}}\n"
    )


def join(*documents: str) -> str:
    return "---\n".join(documents)
