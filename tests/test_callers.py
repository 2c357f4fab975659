"""Monitors, webhooks and mesh routes over several files: what is sure, what other releases may bring, what is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.facts import Caller
from svclint.read import Reader
from svclint.rule import Confidence
from tests.lint import folder, write
from tests.manifests import deployment, join, service

MONITOR = "monitor-endpoint-missing"
REFERENCE = "service-reference-missing"
OPERATOR = "apiVersion: db.example.com/v1\nkind: Database\nmetadata: {name: db}\n"
LABELLED = service(ports="{name: http, port: 80}").replace("{name: web}", "{name: web, labels: {app: web}}")


def monitor(app: str = "web", port: str = "http", name: str = "web") -> str:
    return (
        f"apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: {name}}}\n"
        f"spec: {{selector: {{matchLabels: {{app: {app}}}}}, endpoints: [{{port: {port}}}]}}\n"
    )


def webhook(name: str) -> str:
    return (
        "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: hook}\n"
        "webhooks: [{name: a.example.com, admissionReviewVersions: [v1], sideEffects: None, "
        f"clientConfig: {{service: {{name: {name}, namespace: default}}}}}}]\n"
    )


def definition(conversion: str, padding: int = 0) -> str:
    return (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: orders.example.com\n"
        f"spec:\n{conversion}  group: example.com\n" + f"# {'x' * 98}\n" * padding
    )


CONVERSION = (
    "  conversion:\n    strategy: Webhook\n"
    "    webhook: {clientConfig: {service: {name: web, namespace: default, port: 9443}}}\n"
)


def sure(root: Path, rule: str) -> list[Confidence]:
    return [one.finding.confidence for one in folder(root).reports if one.finding.rule == rule]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.yaml": join(LABELLED, monitor())}, []),
        ({"svc/a.yaml": LABELLED, "monitoring/m.yaml": monitor()}, []),
        ({"a.yaml": LABELLED, "m.yaml": monitor(port="metrics")}, [Confidence.LIKELY]),
        ({"a.yaml": LABELLED, "m.yaml": monitor(port="metrics", name="other")}, [Confidence.POSSIBLE]),
        ({"a.yaml": LABELLED, "m.yaml": monitor(port="htttp", name="other")}, [Confidence.LIKELY]),
        ({"a.yaml": service(), "m.yaml": monitor()}, [Confidence.LIKELY]),
        ({"a.yaml": service(), "m.yaml": monitor(), "db.yaml": OPERATOR}, [Confidence.POSSIBLE]),
        ({"svc/a.yaml": service(), "m.yaml": monitor()}, [Confidence.LIKELY]),
        ({"svc/a.yaml": service(), "monitoring/m.yaml": monitor()}, [Confidence.POSSIBLE]),
        ({"a.yaml": LABELLED, "m.yaml": monitor("database")}, []),
        ({"a.yaml": LABELLED, "m.yaml": monitor("web-admin")}, []),
    ],
    ids=[
        "there",
        "apart",
        "one name",
        "another",
        "a slip",
        "its selector",
        "an operator",
        "below",
        "far",
        "elsewhere",
        "another app",
    ],
)
def test_how_sure_a_monitor_scrapes_nothing(tmp_path: Path, files: dict[str, str], found: list[Confidence]) -> None:
    assert sure(write(tmp_path, {**files, "pods.yaml": deployment()}), MONITOR) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.yaml": service(ports="{port: 443}", namespace="default"), "h.yaml": webhook("web")}, []),
        ({"a.yaml": service(ports="{port: 443}"), "h.yaml": webhook("web")}, []),
        ({"a.yaml": service(), "h.yaml": webhook("web")}, [Confidence.LIKELY]),
        ({"a.yaml": service(), "h.yaml": webhook("policy")}, [Confidence.POSSIBLE]),
        ({"a.yaml": service("policies", ports="{port: 443}"), "h.yaml": webhook("policise")}, [Confidence.LIKELY]),
        ({"a.yaml": service("policy"), "h.yaml": webhook("policy-webhook")}, [Confidence.POSSIBLE]),
        ({"a.yaml": service(namespace="shop"), "h.yaml": webhook("web")}, [Confidence.LIKELY]),
        ({"h.yaml": webhook("kubernetes")}, []),
        ({"a.yaml": service(), "crd.yaml": definition(CONVERSION)}, [Confidence.LIKELY]),
        ({"a.yaml": service(), "crd.yaml": definition(CONVERSION, padding=60)}, [Confidence.LIKELY]),
    ],
    ids=["there", "unset", "no port", "absent", "a slip", "part of a name", "namespace", "built in", "converts", "long"],
)
def test_how_sure_a_reference_leads_nowhere(tmp_path: Path, files: dict[str, str], found: list[Confidence]) -> None:
    assert sure(write(tmp_path, {**files, "pods.yaml": deployment()}), REFERENCE) == found


@pytest.mark.parametrize("padding", [0, 60])
def test_a_definition_without_webhook_is_no_object(padding: int) -> None:
    facts = Reader("1.37").read("crd.yaml", definition("", padding).encode())
    assert (facts.objects, facts.count, facts.problems) == ((), 1, ())
    facts = Reader("1.37").read("crd.yaml", definition(CONVERSION, padding).encode())
    assert [type(one) for one in facts.objects] == [Caller]


def test_a_subset_may_be_carried_by_pods_of_another_file(tmp_path: Path) -> None:
    rule = (
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: web}\n"
        "spec: {host: web, subsets: [{name: v2, labels: {version: v2}}]}\n"
    )
    files = {"a.yaml": join(service(), deployment(labels="app: web, version: v1")), "rule.yaml": rule}
    assert sure(write(tmp_path, files), REFERENCE) == [Confidence.LIKELY]
    more = {"v2/deployment.yaml": deployment("web-v2", "app: web, version: v2")}
    assert sure(write(tmp_path, more), REFERENCE) == []
