"""Host names are found where programs are given them, and nothing else is taken for one."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest

from svclint import project
from svclint.config import Config
from svclint.graph import Graph
from svclint.project import reading
from svclint.read import Reader
from svclint.read.hosts import in_file, in_value
from svclint.scope import Scope
from tests.lint import write

VALUES = {
    "http://cart/api": ["cart:None"],
    "cart:8080": ["cart:8080"],
    "postgres://shop:p@ss@db.data:5432/orders": ["db.data:5432"],
    "jdbc:postgresql://db:5432/orders?user=x": ["db:5432"],
    "mongodb://m-0.m:27017,m-1.m:27017/shop": ["m-0.m:27017", "m-1.m:27017"],
    "kafka-0.kafka:9092,kafka-1.kafka:9092": ["kafka-0.kafka:9092", "kafka-1.kafka:9092"],
    "db.shop.svc": ["db.shop.svc:None"],
    "redis.shop.svc.cluster.local.": ["redis.shop.svc.cluster.local.:None"],
    "_http._tcp.web.shop.svc": ["_http._tcp.web.shop.svc:None"],
    "dns:///cart.shop.svc:81": ["cart.shop.svc:81"],
    "dns://10.0.0.10/cart.shop:81": ["cart.shop:81"],
    "passthrough:///cart:81": ["cart:81"],
    "xds:///cart.shop.svc:80": ["cart.shop.svc:80"],
    "xds:///cart:8000": [],
    "dns:///": [],
    "cart": [],
    "cart.yaml": [],
    "10.0.0.7:80": [],
    "localhost:8080": [],
    "unix:///var/run/cart.sock": [],
    "http://$(CART_HOST):8080": [],
    "http://${CART_HOST}.shop.svc:8080": [],
    "http://{{ cart }}.shop:8080": [],
    "/etc/cart:ro": [],
    "12:30": [],
    "2026-01-01T12:30": [],
}


@pytest.mark.parametrize("text", VALUES)
def test_a_value(text: str) -> None:
    assert [f"{host}:{port}" for host, port, *_ in in_value(text, "CART_URL")] == VALUES[text]


@pytest.mark.parametrize("name", ["OIDC_ISSUER", "ALLOWED_ORIGINS", "WORKER_IMAGE", "NO_PROXY", "--public-url"])
def test_a_name_that_no_host_stands_under(name: str) -> None:
    assert not list(in_value("http://cart:80", name))


@pytest.mark.parametrize(
    ("name", "value", "vague"),
    [
        ("CART_URL", "cart:8081", False),
        ("KAFKA_BROKERS", "kafka:19092", False),
        ("CART", "cart:8081", False),
        ("PRODUCT_CATALOG", "product-catalog-service:3550", False),
        ("GRID", "cart:5432", False),
        ("GRID", "cart.shop:1024", False),
        ("GRID", "http://cart:1024", False),
        ("GRID", "user:word@tcp(cart:1024)/shop", False),
        ("GRID", "--broker=cart:1024", False),
        ("", "until nc cart:81; do sleep 1; done", False),
        ("-c", "curl cart:81", False),
        ("GRID", "cart:1024", True),
        ("TRAFFIC_WEIGHTS", "cart:90,catalog:10", True),
        ("BACKEND_WEIGHTS", "cart:90", True),
        ("API_RATE_LIMITS", "cart:100", True),
        ("--max-items", "cart:500;default:20", True),
        ("OPTIONS", "--weights=cart:90", False),
    ],
)
def test_a_word_and_a_number_may_be_no_port(name: str, value: str, vague: bool) -> None:
    assert {one for *_, one in in_value(value, name)} == {vague}


def test_a_word_and_a_number_in_a_file() -> None:
    text = "limits: cart:100\nbackend: catalog:101\nservers:\n  - search:102\nserver orders:103;\n"
    assert {host: vague for host, _, _, vague in in_file(text)} == {
        "cart": True,
        "catalog": False,
        "search": False,
        "orders": False,
    }


FILES = {
    "properties": ("# http://old:80\nspring.url=jdbc:mysql://db.shop:3306/x\nissuer=https://cart:80\n", ["db.shop:3306"]),
    "yaml": ("uri: http://cart.shop.svc.local:8080  # see http://docs:80\nimage: cart:8080\n", ["cart.shop.svc.local:8080"]),
    "json": ('{"url": "http://cart:8080", "schema": "https://x.example"}\n', ["cart:8080"]),
    "toml": ('servers = [ "zoo-0.zoo:2181", "zoo-1.zoo:2181" ]\n', ["zoo-0.zoo:2181", "zoo-1.zoo:2181"]),
    "nginx": (
        "upstream app {\n  server web:3000;\n}\nserver {\n  server_name shop.example:80;\n  proxy_pass http://app;\n"
        "  proxy_pass http://cart/;\n  resolver dns.kube-system.svc.cluster.local valid=5s;\n}\n",
        ["web:3000", "cart:None", "dns.kube-system.svc.cluster.local:None"],
    ),
    "prometheus": (
        "scrape_configs:\n- static_configs:\n  - targets: ['node:9100', \"web:80\"]\n  relabel_configs:\n"
        "  - {regex: '([^:]+):(?:\\d+)', replacement: kubernetes.default.svc:443}\n",
        ["node:9100", "web:80", "kubernetes.default.svc:443"],
    ),
    "kafka": ("listeners=A://:9092\nadvertised.listeners=A://kafka:9092\nzookeeper.connect=zoo:2181\n", ["zoo:2181"]),
    "shell": ('curl "${CART:-http://cart:8080}/x"\nsed "s|cluster.local|x|"\n', ["cart:8080"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_whole_file(kind: str) -> None:
    text, wanted = FILES[kind]
    assert sorted(f"{host}:{port}" for host, port, *_ in in_file(text)) == sorted(wanted)


@pytest.mark.parametrize(
    "unit", ["a", "\n", "a.", "a-", ":80 ", "://", ".svc", "http://a", "a:80:", "-:80", "@", "_a.", '"a":1,', "\\"]
)
def test_time_is_linear_in_the_text(unit: str) -> None:
    text = "upstream" + unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    for _ in in_file(text):
        pass
    list(in_value(text, "x"))
    assert time.perf_counter() - began < 20


def hosts(root: Path) -> list[str]:
    """`workload: host:port -> Service/namespace` of all that the workloads below a folder are given."""
    tree = project.discover([str(root)], root, isolated=True)
    config = Config()
    graph = Graph(Scope(reading.read_all(Reader(config.kubernetes_version), tree)), config.cluster())
    return sorted(f"{one.workload.name}: {one.reference.host}:{one.reference.port}" for one in graph.names.all())


def pod(container: str, volumes: str = "[]") -> str:
    return textwrap.dedent("""\
        apiVersion: v1
        kind: Pod
        metadata: {{name: web, namespace: shop}}
        spec:
          volumes: {volumes}
          containers:
            - {{name: web, image: x, {container}}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {{name: settings, namespace: shop}}
        data:
          HOST: cart.shop
          PORT: "8080"
          URL: http://orders
          app.yaml: |
            db: {{url: "postgres://db:5432"}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {{name: settings, namespace: other}}
        data: {{URL: http://elsewhere}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {{name: keys, namespace: shop}}
        stringData: {{dsn: "mysql://db:3306"}}
        """).format(container=container, volumes=volumes)


TAKEN = {
    "env: [{name: A, value: cart}, {name: B, value: 'http://$(A):80'}]": ["cart:80"],
    "env: [{name: B, value: 'http://$(A):80'}, {name: A, value: cart}]": [],
    "env: [{name: B, value: 'http://$$(A):80'}]": [],
    "env: [{name: A, value: cart}], args: ['--url=$(A):80']": ["cart:80"],
    "env: [{name: NS, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}, {name: B, value: d.$(NS):80}]": ["d.shop:80"],
    "env: [{name: U, valueFrom: {configMapKeyRef: {name: settings, key: URL}}}]": ["orders:None"],
    "env: [{name: U_ISSUER, valueFrom: {configMapKeyRef: {name: settings, key: URL}}}]": [],
    "env: [{name: D, valueFrom: {secretKeyRef: {name: keys, key: dsn}}}]": ["db:3306"],
    "envFrom: [{configMapRef: {name: settings}}]": ["cart.shop:None", "db:5432", "orders:None"],
    "envFrom: [{prefix: S_, configMapRef: {name: settings}}], args: ['$(S_HOST):$(S_PORT)']": [
        "cart.shop:8080", "cart.shop:None", "db:5432", "orders:None",
    ],
    "readinessProbe: {exec: {command: [curl, 'http://cart:80']}}": ["cart:80"],
}  # fmt: skip


@pytest.mark.parametrize("container", TAKEN)
def test_what_a_container_is_told(container: str, tmp_path: Path) -> None:
    assert hosts(write(tmp_path, {"web.yaml": pod(container)})) == [f"web: {one}" for one in TAKEN[container]]


MOUNTED = {
    "[{name: v, configMap: {name: settings}}]": ["cart.shop:None", "db:5432", "orders:None"],
    "[{name: v, configMap: {name: settings, items: [{key: app.yaml, path: x}]}}]": ["db:5432"],
    "[{name: v, secret: {secretName: keys}}]": ["db:3306"],
    "[{name: v, projected: {sources: [{secret: {name: keys}}]}}]": ["db:3306"],
    "[{name: v, emptyDir: {}}]": [],
}


@pytest.mark.parametrize("volumes", MOUNTED)
def test_what_a_pod_mounts(volumes: str, tmp_path: Path) -> None:
    assert hosts(write(tmp_path, {"web.yaml": pod("command: [x]", volumes)})) == [f"web: {one}" for one in MOUNTED[volumes]]
