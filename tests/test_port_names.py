"""Ports without a name are given one in the style of the entry, and the Service is then accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.rule import Severity
from tests.manifests import deployment, join
from tests.test_names import found, repaired

HEAD = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports:"
WAYS = {
    "block": (
        "\n    - port: 80\n      targetPort: http\n    - targetPort: 9090\n      port: 9090  # metrics\n",
        "\n    - name: http\n      port: 80\n      targetPort: http\n    - targetPort: 9090\n      name: tcp-9090\n"
        "      port: 9090  # metrics\n",
    ),
    "flow": (
        " [{port: 80}, {protocol: UDP, port: 80}]\n",
        " [{name: tcp-80, port: 80}, {protocol: UDP, name: udp-80, port: 80}]\n",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_port_is_named(way: str, tmp_path: Path) -> None:
    before, after = (HEAD + ports for ports in WAYS[way])
    reports = found(tmp_path, "port-unnamed", before, "web.yaml")
    assert not any(one.finding.fix and one.finding.fix.safe for one in reports)
    assert repaired(before, reports) == after
    assert not found(tmp_path, "port-unnamed", after, "web.yaml")


def test_an_empty_name_and_a_name_that_is_taken_are_left_to_a_person(tmp_path: Path) -> None:
    text = HEAD + ' [{name: "", port: 80}, {name: tcp-81, port: 1}, {port: 81}]\n'
    assert [one.edits for one in found(tmp_path, "port-unnamed", text, "web.yaml")] == [(), ()]


@pytest.mark.parametrize(("scraped", "severity"), [("metrics", Severity.ERROR), ("other", Severity.NOTE)])
def test_a_monitor_makes_an_error_of_a_headless_services_port(scraped: str, severity: Severity, tmp_path: Path) -> None:
    headless = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {app: web}}\n"
        "spec:\n  clusterIP: None\n  selector: {app: web}\n  ports: [{name: metrics, port: 9090, targetPort: prom}]\n"
    )
    monitor = (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\n"
        f"spec:\n  selector: {{matchLabels: {{app: web}}}}\n  endpoints: [{{port: {scraped}}}]\n"
    )
    text = join(headless, deployment(), monitor)
    assert [one.finding.severity for one in found(tmp_path, "target-port-name-missing", text, "web.yaml")] == [severity]
