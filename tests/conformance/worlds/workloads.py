"""Random workloads of every kind: containers, sidecars, ports, probes, host names and how they are looked up."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.conformance.worlds.spelling import Raw
from tests.conformance.worlds.words import (
    HOSTS,
    NAMES,
    ODD_NUMBERS,
    ODD_PORT_NAMES,
    PORT_NAMES,
    PORTS,
    PROTOCOLS,
    Draw,
    Manifest,
    keep,
    labels,
    meta,
    number,
    odd,
    one,
    rarely,
)

_TEMPLATED = ("Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob")
_FORMS = ("http://{}", "https://{}/x", "{}:5432", "postgres://u@{}:5432/d", "{}:80")


def _ports(draw: Draw) -> list[Manifest] | None:
    if rarely(draw, 4):
        return None
    ports = []
    for value in draw(st.lists(st.sampled_from(PORTS), max_size=2)):
        name = one(draw, None, *PORT_NAMES)
        if odd(draw, 30):
            name = one(draw, *ODD_PORT_NAMES)
        port = one(draw, *ODD_NUMBERS) if odd(draw, 40) else number(draw, value)
        protocol = one(draw, "tcp", "http", "") if odd(draw, 60) else one(draw, *PROTOCOLS)
        host = one(draw, 8080, value, 0, 70000) if odd(draw, 20) else None
        ports.append(keep(name=name, containerPort=port, protocol=protocol, hostPort=host))
    if not odd(draw, 4) and len(ports) == 2 and ports[0].get("name") == ports[1].get("name"):
        ports.pop()
    return ports


def _env(draw: Draw) -> list[Manifest] | None:
    if not rarely(draw, 3):
        return None
    many = draw(st.integers(1, 2))
    return [{"name": f"PEER_{i}", "value": one(draw, *_FORMS).format(one(draw, *HOSTS))} for i in range(many)]


def _probe(draw: Draw) -> Manifest:
    port = one(draw, *PORTS, *PORT_NAMES)
    if odd(draw, 8):
        port = one(draw, 0, 70000, "8080", "HTTP", Raw("~"))
    handlers: Manifest = {one(draw, "httpGet", "tcpSocket"): {"port": port}}
    if odd(draw, 10):
        handlers["exec"] = {"command": ["true"]}
    if odd(draw, 20):
        handlers = {}
    if odd(draw, 20):
        handlers["periodSeconds"] = one(draw, 5, 0, -1)
    return handlers


def _container(draw: Draw, name: str) -> Manifest:
    lasting = name != "first" or odd(draw, 8)
    probe = _probe(draw) if rarely(draw, 5) and lasting else None
    live = _probe(draw) if rarely(draw, 12) and lasting else None
    return keep(
        name=name,
        image="registry.example.com/app",
        ports=_ports(draw),
        env=_env(draw),
        readinessProbe=probe,
        livenessProbe=live,
    )


def _dns(draw: Draw, spec: Manifest) -> None:
    if rarely(draw, 6):
        spec["dnsPolicy"] = one(draw, "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
        if odd(draw, 8):
            spec["dnsPolicy"] = "clusterFirst"
    if not (rarely(draw, 6) or spec.get("dnsPolicy") == "None"):
        return
    config: Manifest = {"options": [keep(name="ndots", value=one(draw, "1", "2", "4", "0", "15", None))]}
    if spec.get("dnsPolicy") == "None" and not odd(draw, 4):
        config["nameservers"] = one(draw, ["ns.example.com"], ["1.1.1.1"] * 4) if odd(draw, 2) else ["10.96.0.10"]
    if rarely(draw, 3):
        config["searches"] = one(draw, ["example.com"], ["svc.cluster.local", "example.com"], ["a_b.c"], ["."])
        if odd(draw, 4):
            config["searches"] = one(draw, ["-x"], ["b!"])
    spec["dnsConfig"] = config


def _pod(draw: Draw) -> Manifest:
    spec: Manifest = {"containers": [_container(draw, "main")]}
    if rarely(draw, 4):
        spec["containers"].append(_container(draw, "other"))
    if rarely(draw, 4):
        spec["initContainers"] = [_container(draw, "first") | keep(restartPolicy=one(draw, "Always", None))]
    if rarely(draw, 8):
        spec["hostNetwork"] = True
    if odd(draw, 20):
        spec["subdomain"] = one(draw, *NAMES, "a.b", "Db")
    if odd(draw, 20):
        spec["hostname"] = one(draw, *NAMES, "a.b", "Db", "h" * 64)
    if odd(draw, 40):
        spec["restartPolicy"] = one(draw, "Always", "Never", "always")
    _dns(draw, spec)
    return spec


@st.composite
def workloads(draw: Draw) -> Manifest:
    """A workload of any kind, whose selector mostly matches its template."""
    kind = one(draw, *_TEMPLATED, "ReplicationController", "Pod")
    name, given, spec = one(draw, *NAMES), labels(draw), _pod(draw)
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": meta(draw, name, given), "spec": spec}
    template: Manifest = {"metadata": {"labels": given}, "spec": spec}
    if kind in ("Job", "CronJob"):
        spec["restartPolicy"] = "Never"
        job = keep(template=template, suspend=one(draw, None, None, True))
        body = job if kind == "Job" else {"schedule": "@daily", "jobTemplate": {"spec": job}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": meta(draw, name), "spec": body}
    body = keep(replicas=None if kind == "DaemonSet" else one(draw, None, 1, 2, 3, 0), template=template)
    if odd(draw, 60) and kind != "DaemonSet":
        body["replicas"] = one(draw, -1, Raw('"2"'), Raw("~"))
    chosen: Manifest = labels(draw) if odd(draw, 20) else {"app": given["app"]}
    if kind == "ReplicationController":
        return {"apiVersion": "v1", "kind": kind, "metadata": meta(draw, name), "spec": keep(selector=chosen) | body}
    if kind == "StatefulSet":
        body |= _stateful(draw)
    if not odd(draw, 40):
        body["selector"] = _selector(draw, chosen)
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": meta(draw, name), "spec": body}


def _stateful(draw: Draw) -> Manifest:
    name = None if rarely(draw, 6) else one(draw, *NAMES, "nowhere")
    if odd(draw, 30):
        name = one(draw, "Db", "a.b", "1db", "d" * 64, "")
    ordinals = {"start": one(draw, 1, 5, -1 if odd(draw, 3) else 2)} if rarely(draw, 8) else None
    policy = one(draw, "Parallel", "OrderedReady", "parallel") if odd(draw, 20) else None
    return keep(serviceName=name, ordinals=ordinals, podManagementPolicy=policy)


def _selector(draw: Draw, chosen: Manifest) -> Manifest:
    if not rarely(draw, 8):
        return {"matchLabels": chosen}
    expression: Manifest = {
        "key": one(draw, "app", "tier"),
        "operator": one(draw, "In", "NotIn", "Exists", "DoesNotExist"),
    }
    if odd(draw, 30):
        expression["operator"] = one(draw, "in", "Equals")
    if "In" in expression["operator"] or rarely(draw):
        expression["values"] = draw(st.lists(st.sampled_from(NAMES), min_size=0 if odd(draw, 4) else 1))
    return {"matchExpressions": [expression]}
