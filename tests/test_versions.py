"""What each Kubernetes minor says of apiVersions past their time."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.config import Config
from svclint.read import Reader
from svclint.read.shape import VERSIONS
from tests.lint import folder, write


@pytest.mark.parametrize(
    ("api_version", "kind", "deprecated", "removed"),
    [
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.29", "1.32"),
        ("networking.k8s.io/v1beta1", "ServiceCIDR", "1.34", "1.37"),
        ("resource.k8s.io/v1beta1", "ResourceClaim", "1.35", None),
        ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", "1.31", "1.34"),
        ("policy/v1beta1", "PodDisruptionBudget", None, "1.29"),
        ("rbac.authorization.k8s.io/v1beta1", "Role", None, "1.29"),
        ("scheduling.k8s.io/v1beta1", "PodGroup", None, None),
        ("v1", "Endpoints", None, None),
    ],
)
def test_a_version_is_deprecated_and_then_removed(api_version: str, kind: str, deprecated: str, removed: str) -> None:
    text = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: one}}\n".encode()
    said = {}
    for version in VERSIONS:
        for problem in Reader(version).read("one.yaml", text).problems:
            if problem.kind == "deprecated-api":
                said[version] = "removed" if problem.serious else "deprecated"
    order = list(VERSIONS)
    gone = order[order.index(removed) :] if removed else []
    old = [one for one in order[order.index(deprecated) :] if one not in gone] if deprecated else []
    assert said == {**dict.fromkeys(old, "deprecated"), **dict.fromkeys(gone, "removed")}


def test_a_kind_whose_fields_stayed_is_mended_by_its_version_alone(tmp_path: Path) -> None:
    text = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: one}\n"
    write(
        tmp_path,
        {
            "one.yaml": text + "spec: {}\n",
            "two.yaml": text.replace("batch", "policy").replace("CronJob", "PodDisruptionBudget"),
        },
    )
    fixes = [one.edits for one in folder(tmp_path, config=Config()).reports if one.finding.rule == "deprecated-api"]
    assert [[new for _, new in edits] for edits in fixes] == [["batch/v1"], []]
