"""Random worlds: sets of manifests that lie near each other, mostly right and now and then wrong, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.conformance.spelling import Raw, spell

Draw = st.DrawFn
Manifest = dict[str, Any]

_NAMES = ("web", "db", "api")
_NAMESPACES = (None, None, None, "shop", "default")
_PORTS = (80, 8080, 53, 5432)
_PORT_NAMES = ("http", "web", "dns", "metrics")
_PROTOCOLS = (None, None, None, "TCP", "UDP", "SCTP")
_NODE_PORTS = (30080, 30081, 32767, 30000)
_HOSTS = (
    "web db web.shop db.shop.svc web.default.svc.cluster.local db.shop.svc.cluster.local. api.example.com example.com"
    " db-0.db db-1.db.shop kubernetes.default kubernetes.default.svc"
).split()
_ODD_WORDS = "yes off 1 1.0 08 0o7 1e3 1_000 ~ null 2020-01-01 12e4567 22:22 -web".split()


_ODD_SELECTORS: tuple[Manifest, ...] = (
    {},
    {"app": Raw("~")},
    {"pod-template-hash": "5d8f"},
    {"job-name": "web"},
    {"app": "web", "batch.kubernetes.io/job-name": "web"},
    {"statefulset.kubernetes.io/pod-name": "db-0"},
    {"statefulset.kubernetes.io/pod-name": "web-5"},
    {"apps.kubernetes.io/pod-index": "1"},
)


def _rarely(draw: Draw, among: int = 12) -> bool:
    return draw(st.integers(0, among - 1)) == among - 1


def _one(draw: Draw, *values: Any) -> Any:
    return draw(st.sampled_from(values))


def _meta(draw: Draw, name: str, labels: dict[str, Any] | None = None) -> Manifest:
    written = {"name": name, "namespace": _one(draw, *_NAMESPACES), "labels": labels}
    return {key: value for key, value in written.items() if value}


def _labels(draw: Draw) -> dict[str, Any]:
    found: dict[str, Any] = {"app": _one(draw, *_NAMES)}
    if draw(st.booleans()):
        found[_one(draw, "tier", "version", "App", "app.kubernetes.io/name")] = _one(
            draw, "front", "back", "v1", "v2", "", "web"
        )
    if _rarely(draw):
        odd = (
            "yes",
            "off",
            "1",
            "1.0",
            "08",
            "0o7",
            "1e3",
            "1_000",
            "~",
            "null",
            "2020-01-01",
            "12e4567",
            "22:22",
            "-web",
            "a b",
        )
        found["odd"] = Raw(_one(draw, *odd))
    return found


def _keep(**fields: Any) -> Manifest:
    return {key: value for key, value in fields.items() if value is not None}


def _number(draw: Draw, number: int) -> Any:
    return Raw(f'"{number}"') if _rarely(draw, 60) else number


def _container_ports(draw: Draw) -> list[Manifest] | None:
    if _rarely(draw, 4):
        return None
    ports = []
    for number in draw(st.lists(st.sampled_from(_PORTS), max_size=2)):
        name = _one(draw, None, *_PORT_NAMES)
        if _rarely(draw, 30):
            name = _one(draw, "HTTP", "a-name-of-16-chr", "80", "a_b", "x--y")
        host = _one(draw, 8080, number) if _rarely(draw, 20) else None
        ports.append(_keep(name=name, containerPort=_number(draw, number), protocol=_one(draw, *_PROTOCOLS), hostPort=host))
    return ports


def _env(draw: Draw) -> list[Manifest] | None:
    if not _rarely(draw, 3):
        return None
    forms = ("http://{}", "https://{}/x", "{}:5432", "postgres://u@{}:5432/d", "{}:80")
    return [
        {"name": f"PEER_{i}", "value": _one(draw, *forms).format(_one(draw, *_HOSTS))} for i in range(draw(st.integers(1, 2)))
    ]


def _container(draw: Draw, name: str) -> Manifest:
    return _keep(name=name, image="registry.example.com/app", ports=_container_ports(draw), env=_env(draw))


def _pod(draw: Draw) -> Manifest:
    spec: Manifest = {"containers": [_container(draw, "main")]}
    if _rarely(draw, 4):
        spec["containers"].append(_container(draw, "other"))
    if _rarely(draw, 4):
        spec["initContainers"] = [_container(draw, "first") | _keep(restartPolicy=_one(draw, "Always", None))]
    if _rarely(draw, 8):
        spec["hostNetwork"] = True
    if _rarely(draw, 6):
        spec["dnsPolicy"] = _one(draw, "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None", "clusterFirst")
    if _rarely(draw, 6) or spec.get("dnsPolicy") == "None":
        config: Manifest = {"options": [_keep(name="ndots", value=_one(draw, "1", "2", "4", "0", "15", None))]}
        if spec.get("dnsPolicy") == "None" and not _rarely(draw, 4):
            config["nameservers"] = ["10.96.0.10"]
        spec["dnsConfig"] = config
    return spec


_TEMPLATED = ("Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob")


@st.composite
def workloads(draw: Draw) -> Manifest:
    """A workload of any kind, whose selector mostly matches its template."""
    kind = _one(draw, *_TEMPLATED, "ReplicationController", "Pod")
    name, labels, spec = _one(draw, *_NAMES), _labels(draw), _pod(draw)
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": _meta(draw, name, labels), "spec": spec}
    template: Manifest = {"metadata": {"labels": labels}, "spec": spec}
    if kind in ("Job", "CronJob"):
        spec["restartPolicy"] = "Never"
        job = _keep(template=template, suspend=_one(draw, None, None, True))
        body = job if kind == "Job" else {"schedule": "@daily", "jobTemplate": {"spec": job}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": _meta(draw, name), "spec": body}
    body = _keep(replicas=None if kind == "DaemonSet" else _one(draw, None, 1, 2, 3, 0), template=template)
    chosen: dict[str, Any] = _labels(draw) if _rarely(draw, 20) else {"app": labels["app"]}
    if kind == "ReplicationController":
        return {"apiVersion": "v1", "kind": kind, "metadata": _meta(draw, name), "spec": _keep(selector=chosen) | body}
    if kind == "StatefulSet" and not _rarely(draw, 6):
        body["serviceName"] = _one(draw, *_NAMES, "nowhere")
    if kind == "StatefulSet" and _rarely(draw, 8):
        body["ordinals"] = {"start": _one(draw, 1, 5)}
    if not _rarely(draw, 40):
        body["selector"] = _selector(draw, chosen)
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": _meta(draw, name), "spec": body}


def _selector(draw: Draw, chosen: dict[str, Any]) -> Manifest:
    if not _rarely(draw, 8):
        return {"matchLabels": chosen}
    expression: Manifest = {
        "key": _one(draw, "app", "tier"),
        "operator": _one(draw, "In", "NotIn", "Exists", "DoesNotExist"),
    }
    if "In" in expression["operator"] or _rarely(draw):
        expression["values"] = draw(st.lists(st.sampled_from(_NAMES), min_size=0 if _rarely(draw, 4) else 1))
    return {"matchExpressions": [expression]}


def _service_port(draw: Draw, *, numbered: bool) -> Manifest:
    name = _one(draw, None, *_PORT_NAMES, *_PORT_NAMES)
    if _rarely(draw, 30):
        name = _one(draw, "HTTP", "a_b", "80", "a-name-longer-than-15-characters", "-x")
    target = _one(draw, None, None, *_PORTS, *_PORT_NAMES)
    if _rarely(draw, 20):
        target = _one(draw, 0, "", "80", "HTTP", "a-name-of-16-chr", 70000, Raw("http-"), Raw("~"))
    port = _one(draw, *_PORTS)
    if _rarely(draw, 30):
        port = _one(draw, 0, 65536, -1, Raw("8_0"), Raw('"80"'), Raw("0120"), Raw("80.5"), Raw("http"), Raw("~"))
    node_port = _number(draw, _one(draw, *_NODE_PORTS)) if numbered and _rarely(draw, 3) else None
    if numbered and _rarely(draw, 30):
        node_port = _one(draw, 80, 0, 70000, 29999, 32768)
    protocol = _one(draw, "tcp", "http", "") if _rarely(draw, 40) else _one(draw, *_PROTOCOLS)
    return _keep(name=name, port=port, targetPort=target, protocol=protocol, nodePort=node_port)


@st.composite
def services(draw: Draw) -> Manifest:
    """A Service of any type; its selector is drawn from the few labels that pods have."""
    kind = _one(draw, None, None, "ClusterIP", "NodePort", "NodePort", "LoadBalancer", "ExternalName")
    numbered = kind in ("NodePort", "LoadBalancer") or _rarely(draw, 20)
    ports = [_service_port(draw, numbered=numbered) for _ in range(draw(st.integers(0 if _rarely(draw, 8) else 1, 3)))]
    labels = _labels(draw)
    if _rarely(draw, 6):
        labels = _one(draw, *_ODD_SELECTORS)
    spec = _keep(type=kind, selector=None if _rarely(draw, 8) else labels, ports=ports or None)
    if _rarely(draw, 3):
        spec["clusterIP"] = "None"
    if kind == "LoadBalancer" and _rarely(draw, 4):
        spec["externalTrafficPolicy"] = "Local"
        spec["healthCheckNodePort"] = _one(draw, 30080, 30081, 31000)
    if kind == "ExternalName":
        spec["externalName"] = _one(draw, "db.example.com", "db.example.com", "web", "10.0.0.1")
    return {"apiVersion": "v1", "kind": "Service", "metadata": _meta(draw, _one(draw, *_NAMES)), "spec": spec}


@st.composite
def ingresses(draw: Draw) -> Manifest:
    """An Ingress whose backends mostly name what there may be."""

    def backend() -> Manifest:
        port = {"number": _one(draw, *_PORTS)} if draw(st.booleans()) else {"name": _one(draw, *_PORT_NAMES)}
        return {"service": {"name": _one(draw, *_NAMES, "nowhere"), "port": port}}

    path = {"path": "/", "pathType": _one(draw, "Prefix", "Exact"), "backend": backend()}
    spec: Manifest = {"rules": [{"host": "shop.example.com", "http": {"paths": [path]}}]}
    if _rarely(draw, 4):
        spec["defaultBackend"] = backend()
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": _meta(draw, "web"), "spec": spec}


def _identity(one: Manifest) -> tuple[str, str, str]:
    return one["kind"], one["metadata"]["name"], one["metadata"].get("namespace", "default")


@st.composite
def worlds(draw: Draw) -> dict[str, str]:
    """The texts of a world's files, by name."""
    objects = draw(st.lists(workloads(), min_size=1, max_size=3)) + draw(st.lists(services(), min_size=1, max_size=3))
    objects += draw(st.lists(ingresses(), max_size=1))
    objects = list({_identity(one): one for one in objects}.values())
    seed = draw(st.integers(0, 10_000))
    if _rarely(draw, 4):
        half = len(objects) // 2
        return {"a.yaml": spell(objects[half:], seed), "b.yaml": spell(objects[:half], seed + 1)}
    return {"all.yaml": spell(objects, seed)}
