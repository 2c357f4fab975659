"""Writes a tree of Deployment and Service pairs of any size, in many files or one, the same on every machine.

python benchmarks/generate.py DIR --objects 10000 [--one-file]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

PAIR = """\
apiVersion: v1
kind: Service
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  selector:
    app.kubernetes.io/name: app-{n}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: app-{n}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{n}
        app.kubernetes.io/part-of: team-{team}
    spec:
      containers:
        - name: app
          image: registry.example.com/team-{team}/app-{n}:1.0.{n}
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: NEXT
              value: app-{next}
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
"""
TEAM = 100
"""Pairs in a folder, which is a namespace."""


def pairs(objects: int) -> Iterator[tuple[str, str]]:
    """(relative path, text) of each pair; two objects are the least."""
    count = max(1, objects // 2)
    for n in range(count):
        team = n // TEAM
        after = team * TEAM + (n + 1) % min(TEAM, count)
        yield f"team-{team}/app-{n}.yaml", PAIR.format(n=n, team=team, next=min(after, count - 1))


def generate(folder: Path, objects: int, *, one_file: bool = False) -> None:
    """Write the pairs below a folder."""
    if one_file:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "all.yaml").write_text("---\n".join(text for _, text in pairs(objects)))
        return
    for path, text in pairs(objects):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def overlays_and_charts(folder: Path, overlays: int, charts: int) -> None:
    """Write as many overlays, three of each base, and charts below a folder, two objects each."""
    for number in range(overlays):
        base = folder / "apps" / f"app-{number // 3}"
        overlay = base / f"overlay-{number % 3}"
        overlay.mkdir(parents=True, exist_ok=True)
        (overlay / "kustomization.yaml").write_text(f"resources: [../base]\nnamePrefix: o{number % 3}-\n")
        (base / "base").mkdir(exist_ok=True)
        (base / "base" / "app.yaml").write_text(PAIR.format(n=number // 3, team=0, next=number // 3))
        (base / "base" / "kustomization.yaml").write_text("resources: [app.yaml]\n")
    for number in range(charts):
        chart = folder / "charts" / f"chart-{number}"
        (chart / "templates").mkdir(parents=True, exist_ok=True)
        (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: chart-{number}\nversion: 1.0.0\n")
        (chart / "values.yaml").write_text("replicas: 2\n")
        text = PAIR.format(n=number, team=0, next=number).replace("replicas: 2", "replicas: {{ .Values.replicas }}")
        (chart / "templates" / "app.yaml").write_text(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--one-file", action="store_true")
    given = parser.parse_args()
    generate(given.folder, given.objects, one_file=given.one_file)
