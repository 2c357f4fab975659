"""`svclint trace` and `svclint graph`, as a user sees them."""

from __future__ import annotations

import json
from pathlib import Path

from tests import needs
from tests.command import svclint
from tests.editors.trees import shop
from tests.lint import write
from tests.trees import BASE


def test_a_service_is_traced_to_its_pods_and_users(tmp_path: Path) -> None:
    done = svclint("trace", "cart", cwd=shop(tmp_path / "shop"))
    assert done.stdout.splitlines() == [
        "Service shop/cart (ClusterIP) (cart.yaml:33:9)",
        "  app=cart selects Deployment cart: 3 pods, ready when their readiness probe passes (cart.yaml:14:9)",
        "  port http 80/TCP → 8080 (http) of Deployment cart, container cart (cart.yaml:21:30)",
        "  cart.shop.svc.cluster.local resolves to its cluster IP",
        '  Deployment web asks for "cart.shop.svc" (deployment.yaml:28:29)',
        "",
    ]
    assert done.returncode == 0


def test_a_name_that_is_none_is_said(tmp_path: Path) -> None:
    done = svclint("trace", "shop/kart", cwd=shop(tmp_path / "shop"))
    assert done.returncode == 2
    assert (
        done.stderr == "svclint: no Service is called shop/kart here; `svclint trace` in the root of the project tells of all\n"
    )


@needs.kustomize
def test_an_environment_is_traced_on_the_lines_of_its_files(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (root / "kustomization.yaml").write_text("namePrefix: prod-\nresources: [cart.yaml]\n")
    told = svclint("trace", cwd=root).stdout.splitlines()
    at = told.index("Service shop/prod-cart (ClusterIP) (cart.yaml:33:9)")
    assert told[at + 1] == "  in kustomize:."
    assert not any(line.startswith("Service shop/cart ") for line in told)
    assert svclint("trace", "cart", cwd=root).stdout.startswith("Service shop/prod-cart")


@needs.kustomize
def test_in_the_folder_of_an_environment_its_services_are_here(tmp_path: Path) -> None:
    overlay = "resources: [../../base]\nnamePrefix: dev-\n"
    root = write(tmp_path, {".svclint.yaml": "{}\n", **BASE, "app/overlays/dev/kustomization.yaml": overlay})
    dev = root / "app/overlays/dev"
    told = svclint("trace", "dev-web", cwd=dev)
    assert told.stdout.startswith("Service dev-web (ClusterIP) (../../base/service.yaml:4:"), told.stderr
    assert svclint("trace", cwd=root / "app/overlays").stdout == told.stdout.replace("../../", "../")
    assert "-->|selects|" in svclint("graph", cwd=dev).stdout
    (root / "app/other").mkdir()
    assert svclint("trace", cwd=root / "app/other").stdout == ""


def test_the_graph_has_both_ends_of_each_link(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    links = json.loads(svclint("graph", "-f", "json", cwd=root).stdout)
    sent = next(one for one in links if one["kind"] == "resolves")
    assert sent["from"] == {"object": "Deployment shop/web", "file": "deployment.yaml", "line": 28, "column": 29}
    assert sent["to"] == {"object": "Service shop/cart", "file": "cart.yaml", "line": 33, "column": 9}
    drawn = svclint("graph", cwd=root).stdout
    assert drawn.startswith("flowchart LR\n")
    assert '["Service shop/public"]' in drawn
    assert "-->|selects|" in drawn
