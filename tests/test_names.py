"""Findings about host names fall on the name itself, and their repairs touch nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from svclint.config import Config
from svclint.graph import Graph
from svclint.read import Reader
from svclint.result import Report
from svclint.scope import Scope
from tests.lint import folder, write

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: agent, namespace: infra}}
spec:
{spec}
  containers:
    - name: agent
      image: registry.example.com/agent
      env: [{{name: OTLP, value: "http://collector.infra.svc:4317"}}]
"""


def found(root: Path, rule: str, text: str, name: str = "pod.yaml") -> list[Report]:
    write(root, {name: text})
    return [one for one in folder(root, config=Config()).reports if (one.finding.rule, one.at.file) == (rule, name)]


def repaired(text: str, reports: list[Report]) -> str:
    """The text with all the edits of these reports."""
    edits = sorted(((at.offsets, new) for one in reports for at, new in one.edits), reverse=True)
    for (start, end), new in edits:
        text = text[:start] + new + text[end:]
    return text


NETWORKS = {
    "  hostNetwork: true  # its ports": "  dnsPolicy: ClusterFirstWithHostNet\n  hostNetwork: true  # its ports",
    "  hostNetwork: true\n  dnsPolicy: ClusterFirst": "  hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet",
    '  "hostNetwork": true': '  "dnsPolicy": "ClusterFirstWithHostNet"\n  "hostNetwork": true',
}


@pytest.mark.parametrize("spec", NETWORKS)
def test_the_policy_is_put_beside_the_network(spec: str, tmp_path: Path) -> None:
    text = POD.format(spec=spec)
    reports = found(tmp_path, "host-network-dns", text)
    assert repaired(text, reports) == POD.format(spec=NETWORKS[spec])
    assert not found(tmp_path, "host-network-dns", repaired(text, reports))


def test_flow_style_json_and_other_line_ends(tmp_path: Path) -> None:
    flow = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: [{name: a, image: x}]}\n"
    told = repaired(flow, found(tmp_path, "host-network-dns", flow))
    assert "spec: {dnsPolicy: ClusterFirstWithHostNet, hostNetwork: true," in told
    lines = flow.replace("{hostNetwork: true, ", "{\n  hostNetwork: true, ")
    told = repaired(lines, found(tmp_path, "host-network-dns", lines))
    assert "spec: {\n  dnsPolicy: ClusterFirstWithHostNet,\n  hostNetwork: true," in told
    windows = POD.format(spec="  hostNetwork: true").replace("\n", "\r\n")
    told = repaired(windows, found(tmp_path, "host-network-dns", windows))
    assert "\r\n  dnsPolicy: ClusterFirstWithHostNet\r\n  hostNetwork: true\r\n" in told
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"hostNetwork": True, "containers": []}}
    pod["spec"]["containers"].append({"name": "a", "image": "x"})  # type: ignore[index]
    text = json.dumps(pod, indent=2)
    told = repaired(text, found(tmp_path, "host-network-dns", text, "pod.json"))
    assert json.loads(told)["spec"]["dnsPolicy"] == "ClusterFirstWithHostNet"


@pytest.mark.parametrize("as_json", [False, True])
def test_a_lower_ndots_ends_the_waste(as_json: bool, tmp_path: Path) -> None:
    name, text = "pod.yaml", POD.format(spec="  restartPolicy: Never").replace("infra.svc", "infra.svc.cluster.local")
    if as_json:
        name, env = "pod.json", [{"name": "OTLP", "value": "http://collector.infra.svc.cluster.local:4317"}]
        spec = {"restartPolicy": "Never", "containers": [{"name": "a", "image": "x", "env": env}]}
        text = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}, indent=2)
    reports = found(tmp_path, "ndots-search-waste", text, name)
    assert [one.finding.fix.safe for one in reports if one.finding.fix] == [False]
    told = repaired(text, reports)
    assert "ndots" in told
    assert not found(tmp_path, "ndots-search-waste", told, name)
    assert not found(tmp_path, "invalid-shape", told, name)


SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  app.conf: |
    # cart.shop.svc.cluter.local is not this one
    other = http://cart.shop.svc.cluter.local.example:80
    cart = http://cart.shop.svc.cluter.local:80/x
"""


def test_a_name_inside_a_file_inside_a_configmap(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "misspelled-cluster-domain", SETTINGS)
    assert SETTINGS[slice(*one.at.offsets)] == "cart.shop.svc.cluter.local"
    assert (one.finding.fix is not None, one.at.line) == (True, 6)


def test_a_name_that_is_put_together_has_no_repair(tmp_path: Path) -> None:
    text = POD.format(spec="  restartPolicy: Never").replace(
        'env: [{name: OTLP, value: "http://collector.infra.svc:4317"}]',
        "env: [{name: HOST, value: cart.shop}, {name: URL, value: 'http://$(HOST).svc.cluter.local'}]",
    )
    (one,) = found(tmp_path, "misspelled-cluster-domain", text)
    assert one.finding.fix is None
    assert text[slice(*one.at.offsets)] == "'http://$(HOST).svc.cluter.local'"


SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: db, namespace: data}}
spec: {{selector: {{app: db}}, ports: [{{port: 5432}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop}}
spec:
  {dns}
  containers:
    - {{name: web, image: x, env: [{{name: DB, value: "{host}:5432"}}]}}
"""
LOOKUPS = {
    ("", "db"): [],
    ("", "db.data"): [("name.namespace", 2, 2)],
    ("", "DB.Data"): [("name.namespace", 2, 2)],
    ("", "db.data.svc"): [("name.namespace.svc", 4, 4)],
    ("", "db.data.svc.cluster.local"): [("absolute", 6, 6)],
    ("", "db.data.svc.cluster.local."): [("absolute", 0, 0)],
    ("dnsConfig: {searches: [data.svc.cluster.local]}", "db"): [("name", 6, 6)],
    ("dnsConfig: {searches: [corp.example]}", "rates.example.com"): [("absolute", 8, 8)],
    ("dnsConfig: {searches: [svc.cluster.local.]}", "rates.example.com"): [("absolute", 6, 6)],
    ("dnsConfig: {options: [{name: ndots, value: '1'}]}", "db.data"): [("name.namespace", 4, None)],
    ("dnsPolicy: Default", "db.data"): [],
    ("dnsPolicy: None\n  dnsConfig: {nameservers: [192.0.2.1], searches: [data.svc.cluster.local]}", "db"): [("name", 0, 0)],
    ("dnsPolicy: None\n  dnsConfig: {nameservers: [192.0.2.1], searches: [example.com]}", "db.data"): [],
    ("hostNetwork: true", "db.data"): [],
    ("hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet", "db.data"): [("name.namespace", 2, 2)],
}


@pytest.mark.parametrize(("dns", "host"), LOOKUPS)
def test_what_a_lookup_costs(dns: str, host: str) -> None:
    text = SERVICE.format(dns=dns or "restartPolicy: Always", host=host)
    graph = Graph(Scope([Reader("1.37").read("a.yaml", text.encode())], rendered=True), Config().cluster())
    told = [(one.host.form, one.cost.glibc, one.cost.musl) for _, asked in graph.names.lookups() for one in asked]
    assert told == LOOKUPS[dns, host]
