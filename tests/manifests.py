"""Manifests to build projects from: short ones, and a Deployment and its Service as people write them."""

from __future__ import annotations

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /
              port: http
"""
SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
"""


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
