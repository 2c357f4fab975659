"""One world in which pods of many resolvers look up host names of every form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

HOSTS = (
    # Services of the pod's own namespace, of another, of none
    "db", "db.", "DB", "db.shop", "db.shop.svc", "db.shop.svc.cluster.local", "db.shop.svc.cluster.local.", "db.data",
    "db.data.svc", "Db.Data.Svc", "db.data.svc.cluster.local", "kubernetes.default", "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
    # pods below a headless Service, an ExternalName, a name that is also a namespace
    "peers", "peers-0.peers", "peers-1.peers.shop", "peers-0.peers.shop.svc", "peers-1.peers.shop.svc.cluster.local",
    "peers-7.peers.shop.svc", "alias", "alias.shop.svc", "data", "data.shop",
    # outside
    "example.com", "api.example.com", "a.b.c.example.com", "a.b.c.d.example.com", "api.example.com.", "db.example.com",
)  # fmt: skip
NDOTS = (None, "0", "1", "2", "3", "4", "20")
SEARCHES = (None, ["example.com"], ["svc.cluster.local", "data.svc.cluster.local"])


def table() -> str:
    """The manifests of that world."""
    return "---\n".join(json.dumps(one) + "\n" for one in _objects())


def _objects() -> Iterator[dict[str, Any]]:
    yield _object("v1", "Namespace", "data", None)
    for namespace in ("shop", "data"):
        yield _object("v1", "Service", "db", namespace, selector={"app": "asks"}, ports=[{"port": 5432}])
    yield _object("v1", "Service", "data", "shop", selector={"app": "asks"}, ports=[{"port": 80}])
    yield _object("v1", "Service", "alias", "shop", type="ExternalName", externalName="db.example.com")
    yield _object("v1", "Service", "peers", "shop", clusterIP="None", selector={"app": "peers"})
    template = {"metadata": {"labels": {"app": "peers"}}, "spec": {"containers": [{"name": "main", "image": "peers"}]}}
    selector = {"matchLabels": {"app": "peers"}}
    yield _object(
        "apps/v1", "StatefulSet", "peers", "shop", replicas=2, serviceName="peers", selector=selector, template=template
    )
    resolvers: list[tuple[dict[str, Any], str | None, list[str] | None]] = [
        ({}, ndots, searches) for ndots, searches in product(NDOTS, SEARCHES)
    ]
    resolvers.append(({"dnsPolicy": "ClusterFirstWithHostNet", "hostNetwork": True}, None, None))
    for number, ((policy, ndots, searches), namespace) in enumerate(product(resolvers, ("shop", "data"))):
        env = [{"name": f"PEER_{i}", "value": f"http://{host}/"} for i, host in enumerate(HOSTS)]
        config = {"options": [{"name": "ndots", "value": ndots}] if ndots else [], "searches": searches or []}
        pod = {"containers": [{"name": "main", "image": "asks", "env": env}], "dnsConfig": config, **policy}
        yield _object("v1", "Pod", f"asks-{number}", namespace, **pod)


def _object(version: str, kind: str, name: str, namespace: str | None, **spec: object) -> dict[str, Any]:
    meta: dict[str, Any] = {"name": name} | ({"namespace": namespace} if namespace else {})
    if kind == "Pod":
        meta["labels"] = {"app": "asks"}
    return {"apiVersion": version, "kind": kind, "metadata": meta} | ({"spec": spec} if spec else {})
