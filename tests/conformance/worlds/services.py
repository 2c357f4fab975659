"""Random Services of every type, with all that their types allow and forbid."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.conformance.worlds.spelling import Raw
from tests.conformance.worlds.words import (
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

_NODE_PORTS = (30080, 30081, 32767, 30000)
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
_EXTERNAL = ("db.example.com", "db.example.com", "web", "10.0.0.1", "fd00::1", "http://x.example.com", "db.example.com:80",
             "DB.example.com", "d_b.example.com", "", "db.example.com.", "-x.example.com")  # fmt: skip
_EXTRAS: tuple[Manifest, ...] = (
    {"sessionAffinity": "ClientIP"}, {"sessionAffinity": "clientip"}, {"sessionAffinity": "None"},
    {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 100}}},
    {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 0}}},
    {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 86401}}},
    {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 86401}}}, {"externalTrafficPolicy": "Local"},
    {"externalTrafficPolicy": "Cluster"}, {"externalTrafficPolicy": "local"}, {"externalTrafficPolicy": ""},
    {"internalTrafficPolicy": "Local"}, {"internalTrafficPolicy": "local"}, {"healthCheckNodePort": 31000},
    {"healthCheckNodePort": 0}, {"healthCheckNodePort": -1}, {"externalTrafficPolicy": "Local", "healthCheckNodePort": 30080},
    {"externalTrafficPolicy": "Local", "healthCheckNodePort": 80}, {"loadBalancerSourceRanges": ["10.0.0.0/8"]},
    {"loadBalancerSourceRanges": ["10.0.0.1/8"]}, {"loadBalancerSourceRanges": ["10.0.0.0"]},
    {"loadBalancerSourceRanges": []}, {"loadBalancerSourceRanges": [" 10.0.0.0/8 "]}, {"loadBalancerIP": "1.2.3.4"},
    {"loadBalancerIP": "foo"}, {"loadBalancerClass": "example.com/a"}, {"loadBalancerClass": "a b"},
    {"loadBalancerClass": ""}, {"allocateLoadBalancerNodePorts": False}, {"allocateLoadBalancerNodePorts": True},
    {"externalIPs": ["1.2.3.4"]}, {"externalIPs": ["010.0.0.1"]}, {"externalIPs": ["127.0.0.1"]}, {"externalIPs": ["foo"]},
    {"externalIPs": ["1.2.3.4"], "externalTrafficPolicy": "Local"}, {"externalIPs": ["0.0.0.0"]},
    {"externalIPs": ["169.254.1.1"]}, {"clusterIP": "10.96.0.10"}, {"clusterIP": "10.96.0.300"}, {"clusterIP": ""},
    {"clusterIP": "none"}, {"clusterIPs": ["None"]}, {"clusterIP": "None", "clusterIPs": ["None"]},
    {"clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.10"]}, {"clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.11"]},
    {"clusterIPs": ["10.96.0.12"]}, {"ipFamilies": ["IPv4"]}, {"ipFamilies": ["IPv6", "IPv4"]},
    {"ipFamilies": ["IPv4", "IPv4"]}, {"ipFamilies": ["ipv4"]}, {"ipFamilyPolicy": "SingleStack"},
    {"ipFamilyPolicy": "PreferDualStack"}, {"ipFamilyPolicy": "dual"},
    {"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "SingleStack"},
    {"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "PreferDualStack"}, {"publishNotReadyAddresses": True},
    {"publishNotReadyAddresses": Raw("yes")}, {"publishNotReadyAddresses": Raw('"true"')},
    {"trafficDistribution": "PreferClose"}, {"trafficDistribution": "PreferSameZone"}, {"trafficDistribution": "close"},
    {"topologyKeys": ["*"]}, {"externalName": "db.example.com"},
)  # fmt: skip
_ANNOTATIONS: tuple[Manifest, ...] = (
    {"service.kubernetes.io/topology-mode": "Auto"},
    {"service.kubernetes.io/topology-mode": "Auto", "service.kubernetes.io/topology-aware-hints": "Disabled"},
    {"service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8"},
    {"service.beta.kubernetes.io/load-balancer-source-ranges": ""},
    {"service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0"},
)


def _port(draw: Draw, *, numbered: bool) -> Manifest:
    name = one(draw, None, *PORT_NAMES, *PORT_NAMES)
    if odd(draw, 30):
        name = one(draw, *ODD_PORT_NAMES)
    target = one(draw, None, None, *PORTS, *PORT_NAMES)
    if odd(draw, 20):
        target = one(draw, 0, "", "80", "HTTP", "a-name-of-16-chr", 70000, -1, Raw("http-"), Raw("~"), Raw("80.5"))
    port = one(draw, *ODD_NUMBERS) if odd(draw, 40) else one(draw, *PORTS)
    node_port = number(draw, one(draw, *_NODE_PORTS)) if numbered and rarely(draw, 3) else None
    if numbered and odd(draw, 30):
        node_port = one(draw, 80, 0, 70000, 29999, 32768, -1)
    protocol = one(draw, "tcp", "http", "") if odd(draw, 40) else one(draw, *PROTOCOLS)
    app = one(draw, "http", "kubernetes.io/h2c", "a b", "HTTP", "") if odd(draw, 20) else None
    return keep(name=name, port=port, targetPort=target, protocol=protocol, nodePort=node_port, appProtocol=app)


@st.composite
def services(draw: Draw) -> Manifest:
    """A Service of any type; its selector is drawn from the few labels that pods have."""
    kind = one(draw, None, None, "ClusterIP", "NodePort", "NodePort", "LoadBalancer", "ExternalName")
    if odd(draw, 60):
        kind = one(draw, "nodeport", "Headless", "")
    numbered = kind in ("NodePort", "LoadBalancer") or odd(draw, 20)
    ports = [_port(draw, numbered=numbered) for _ in range(draw(st.integers(0 if odd(draw, 8) else 1, 3)))]
    if not odd(draw, 4):
        for port, name in zip(ports, draw(st.permutations(PORT_NAMES)), strict=False):
            port["name"] = port.get("name") if len(ports) == 1 else name
            port["port"] = port["port"] if len(ports) == 1 else PORTS[PORT_NAMES.index(name)]
        ports = [keep(**port) for port in ports]
    selector = (
        one(draw, *_ODD_SELECTORS) if rarely(draw, 6) else labels(draw) if rarely(draw, 3) else {"app": one(draw, *NAMES)}
    )
    spec = keep(type=kind, selector=None if rarely(draw, 8) else selector, ports=ports or None)
    if rarely(draw, 4) if kind in (None, "ClusterIP") else odd(draw, 4):
        spec["clusterIP"] = "None"
    if kind == "ExternalName" and not odd(draw, 12):
        spec["externalName"] = one(draw, *_EXTERNAL) if odd(draw, 2) else "db.example.com"
    if odd(draw, 3):
        spec |= one(draw, *_EXTRAS)
    found = meta(draw, one(draw, *NAMES))
    if odd(draw, 20):
        found["annotations"] = one(draw, *_ANNOTATIONS)
    return {"apiVersion": "v1", "kind": "Service", "metadata": found, "spec": spec}
