"""What the API refuses of a Service by Kubernetes minor and by cluster; who asks for one address, and how near it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from svclint.config import Config
from svclint.rule import Confidence, Severity
from tests.lint import folder, write
from tests.manifests import deployment, join, service


def refused(root: Path, text: str, **config: Any) -> list[str]:
    reports = folder(write(root, {"a.yaml": join(text, deployment())}), config=Config(**config)).reports
    return [one.finding.rule for one in reports if one.finding.severity == Severity.ERROR]


@pytest.mark.parametrize(
    ("rule", "first", "last", "text"),
    [
        ("invalid-service-name", 29, 35, service("2nd")),
        ("invalid-service-name", 29, 37, service("a_b")),
        ("traffic-distribution-conflict", 31, 33, service(more="  trafficDistribution: PreferSameZone\n")),
        ("unsupported-value", 31, 37, service(more="  trafficDistribution: Local\n")),
        ("invalid-address", 36, 37, service(more="  clusterIP: 010.0.0.1\n")),
        ("invalid-address", 36, 37, service(more='  externalIPs: ["::ffff:192.0.2.1"]\n')),
        ("invalid-address", 36, 37, service(more="  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.1/8]\n")),
        ("invalid-address", 36, 37, service(more="  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.0/08]\n")),
        ("invalid-address", 29, 37, service(more="  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.0]\n")),
        ("invalid-address", 29, 37, service(more='  externalIPs: ["fe80::1%eth0"]\n')),
    ],
)
def test_what_a_minor_refuses(tmp_path: Path, rule: str, first: int, last: int, text: str) -> None:
    for minor in range(31, 38):
        expected = [rule] if first <= minor <= last else []
        assert refused(tmp_path, text, kubernetes_version=f"1.{minor}") == expected, minor


@pytest.mark.parametrize(
    ("families", "more", "found"),
    [
        ((), "  ipFamilies: [IPv6]\n", False),
        ((), "  ipFamilyPolicy: RequireDualStack\n", False),
        (("IPv4",), "  ipFamilies: [IPv6]\n", True),
        (("IPv4",), '  clusterIP: "fd00::1"\n', True),
        (("IPv4",), "  ipFamilyPolicy: RequireDualStack\n", True),
        (("IPv4",), "  ipFamilyPolicy: PreferDualStack\n", False),
        (("IPv6", "IPv4"), "  ipFamilies: [IPv6]\n  ipFamilyPolicy: RequireDualStack\n", False),
    ],
)
def test_what_a_cluster_refuses_is_told_where_it_is_described(
    tmp_path: Path, families: tuple[str, ...], more: str, found: bool
) -> None:
    assert refused(tmp_path, service(more=more), ip_families=families) == ["ip-family-impossible"] * found


def test_a_headless_service_without_selector_may_name_any_families(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: None, ipFamilies: [IPv6, IPv4]}\n"
    assert refused(tmp_path, text, ip_families=("IPv4",)) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("192.0.2.1", ""),
        ("2001:db8::1", ""),
        ("239.1.1.1", ""),
        ("::192.0.2.1", ""),
        ("", "is no IP address"),
        ("192.0.2", "is no IP address"),
        ("192.0.2.256", "is no IP address"),
        (" 192.0.2.1", "is no IP address"),
        ("[2001:db8::1]", "is no IP address"),
        ("0.0.0.0", "is the unspecified address"),
        ("::", "is the unspecified address"),
        ("127.1.2.3", "is a loopback address"),
        ("::1", "is a loopback address"),
        ("169.254.0.1", "is a link-local address"),
        ("fe80::1", "is a link-local address"),
        ("224.0.0.1", "is a link-local multicast address"),
        ("ff12::1", "is a link-local multicast address"),
        ("${NODE_IP}", ""),
    ],
)
def test_external_addresses(tmp_path: Path, address: str, told: str) -> None:
    root = write(tmp_path, {"a.yaml": join(service(more=f'  externalIPs: ["{address}"]\n'), deployment())})
    found = [one.finding.message for one in folder(root).reports if one.finding.rule == "invalid-address"]
    assert [told in message for message in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("files", "confidence"),
    [
        (("all.yaml", "all.yaml"), Confidence.CERTAIN),
        (("one.yaml", "two.yaml"), Confidence.LIKELY),
        (("one/a.yaml", "two/a.yaml"), Confidence.POSSIBLE),
    ],
)
def test_two_services_of_one_cluster_ip(tmp_path: Path, files: tuple[str, str], confidence: Confidence) -> None:
    one, other = (service(name, more="  clusterIP: 10.96.0.10\n") for name in ("one", "two"))
    texts = {files[0]: join(one, other)} if files[0] == files[1] else {files[0]: one, files[1]: other}
    reports = folder(write(tmp_path, texts)).reports
    assert [one.finding.confidence for one in reports if one.finding.rule == "cluster-ip-collision"] == [confidence]


def test_placeholders_say_nothing(tmp_path: Path) -> None:
    more = (
        '  type: LoadBalancer\n  clusterIP: ${IP}\n  loadBalancerClass: ${CLASS}\n  loadBalancerSourceRanges: ["${OFFICE}"]\n'
    )
    alias = 'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {type: ExternalName, externalName: "${DB_HOST}"}\n'
    assert refused(tmp_path, service("RELEASE-NAME-web")) == []
    assert refused(tmp_path, join(service('"${NAME}"', more=more), alias)) == []


def test_a_name_is_wanted_but_not_of_a_stub(tmp_path: Path) -> None:
    assert refused(tmp_path, "apiVersion: v1\nkind: ConfigMap\n") == []
    assert refused(tmp_path, "apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n") == ["invalid-shape"]
    assert refused(tmp_path, "apiVersion: v1\nkind: Service\nmetadata: {name: }\nspec: {ports: [{port: 80}]}\n") == [
        "invalid-name"
    ]


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("type: Nodeport", "NodePort"),
        ('clusterIP: "none"', '"None"'),
        ("trafficDistribution: PreferClose", "PreferSameZone"),
        ("sessionAffinity: Client", None),
    ],
)
def test_repairs_that_are_certain(tmp_path: Path, written: str, repaired: str | None) -> None:
    reports = folder(write(tmp_path, {"a.yaml": join(service(more=f"  {written}\n"), deployment())})).reports
    (one,) = (
        one for one in reports if one.finding.severity > Severity.NOTE or one.finding.rule == "traffic-distribution-conflict"
    )
    assert [text for _, text in one.edits] == ([repaired] if repaired else [])
