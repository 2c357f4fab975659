"""Services that a change takes away: what still names them is told, in files and environments, and what was moved is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import needs
from tests.lint import write
from tests.manifests import deployment, join, service
from tests.repository import Repository

pytestmark = needs.git

INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec:
  rules:
    - host: shop.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
"""
WEBHOOK = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks:
  - name: a.example.com
    clientConfig: {service: {name: cart, namespace: shop, port: 80}}
    admissionReviewVersions: [v1]
    sideEffects: None
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
"""
CART = service("cart", "app: cart", namespace="shop", more="  clusterIP: None\n")
PODS = deployment("cart", "app: cart", namespace="shop", kind="StatefulSet").replace(
    "spec:\n", "spec:\n  serviceName: cart\n", 1
)


def user(host: str, name: str = "web") -> str:
    return deployment(name, f"app: {name}", namespace="shop", container=f", env: [{{name: CART, value: 'http://{host}:80/'}}]")


ALL = ["backend-service-missing", "governing-service-missing", "service-reference-missing", "unknown-service-host"]
FILES = {"w.yaml": join(INGRESS, WEBHOOK, user("cart.shop.svc"), PODS), "cart.yaml": CART}


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    return Repository(tmp_path, FILES)


def change(one: Repository, files: dict[str, str], *gone: str) -> list[str]:
    """What a branch that writes and deletes files is told."""
    one.git("checkout", "-q", "-b", "feature")
    if gone:
        one.git("rm", "-rq", *gone)
    one.commit(files)
    return sorted(one.shown("--since", "main"))


def test_what_names_a_deleted_service_is_told(shop: Repository) -> None:
    assert shop.shown() == []
    assert change(shop, {}, "cart.yaml") == [f"w.yaml {rule}" for rule in ALL]
    assert shop.shown() == [], "the last commit does not have it"
    shop.git("reset", "-q", "--soft", "main")
    assert sorted(shop.shown()) == [f"w.yaml {rule}" for rule in ALL]
    assert shop.shown("--isolated", ".") == []


def test_what_names_a_renamed_service_is_told(shop: Repository) -> None:
    assert change(shop, {"cart.yaml": CART.replace("name: cart", "name: basket")}) == [f"w.yaml {rule}" for rule in ALL]


def test_a_name_of_one_word_is_told_where_its_namespace_had_the_service(tmp_path: Path) -> None:
    other = user("cart", "far").replace("namespace: shop", "namespace: pay")
    one = Repository(tmp_path, {"w.yaml": user("cart"), "far.yaml": other, "cart.yaml": CART})
    assert change(one, {}, "cart.yaml") == ["w.yaml unknown-service-host"]


def test_a_service_of_another_namespace_is_not_the_one_that_is_named(tmp_path: Path) -> None:
    one = Repository(tmp_path, {"w.yaml": join(INGRESS, user("cart.shop.svc")), "cart.yaml": CART.replace("shop", "pay")})
    assert one.shown() != []
    assert change(one, {}, "cart.yaml") == [], "it never reached that one"


@pytest.mark.parametrize("file", ["moved.yaml", "deep/er/cart.yaml"])
def test_a_moved_service_is_there(shop: Repository, file: str) -> None:
    assert change(shop, {file: CART}, "cart.yaml") == []


def test_one_of_two_alternatives_that_loses_its_service_is_told(tmp_path: Path) -> None:
    files = {f"{folder}/{name}": text for folder in ("dev", "prod") for name, text in FILES.items()}
    one = Repository(tmp_path, files)
    assert one.shown() == []
    assert change(one, {"prod/cart.yaml": CART + "# kept\n"}, "dev/cart.yaml") == [f"dev/w.yaml {rule}" for rule in ALL]


def test_an_application_that_is_removed_whole_is_no_defect(tmp_path: Path) -> None:
    rest = join(service("other", "app: other"), deployment("other", "app: other"))
    one = Repository(tmp_path, {**{f"shop/{name}": text for name, text in FILES.items()}, "other.yaml": rest})
    assert change(one, {}, "shop") == []


def test_a_file_that_cannot_be_read_takes_no_service_away(shop: Repository) -> None:
    assert change(shop, {"cart.yaml": CART + "  a: [\n"}) == ["cart.yaml invalid-yaml"]


def test_a_custom_resource_in_its_place_may_bring_the_service(shop: Repository) -> None:
    custom = "apiVersion: example.com/v1\nkind: Cart\nmetadata: {name: cart, namespace: shop}\nspec: {size: 3}\n"
    assert change(shop, {"custom.yaml": custom}, "cart.yaml") == []


def test_an_excluded_file_had_no_service(shop: Repository) -> None:
    write(shop.path, {".svclint.yaml": "extend-exclude: [cart.yaml]\n"})
    assert shop.shown() == []
    (shop.path / "cart.yaml").unlink()
    assert shop.shown() == []


BASE = {
    "base/kustomization.yaml": "resources: [w.yaml, cart.yaml]\n",
    **{f"base/{name}": text for name, text in FILES.items()},
    "dev/kustomization.yaml": "resources: [../base]\n",
    "prod/kustomization.yaml": "resources: [../base]\n",
}
IN_BASE = [f"base/w.yaml {rule}" for rule in ALL]
WITHOUT = {"base/kustomization.yaml": "resources: [w.yaml]\n"}


@needs.kustomize
def test_a_base_that_loses_a_service_is_told_once(tmp_path: Path) -> None:
    one = Repository(tmp_path, BASE)
    assert one.shown() == []
    assert change(one, WITHOUT, "base/cart.yaml") == IN_BASE
    one.git("reset", "-q", "--soft", "main")
    assert sorted(one.shown()) == IN_BASE


@needs.kustomize
def test_what_cannot_be_rendered_elsewhere_hides_nothing(tmp_path: Path) -> None:
    refused = {"far/kustomization.yaml": "resources: [gone.yaml]\n"}
    one = Repository(tmp_path, {**BASE, **refused})
    more = "# nothing\n"
    told = change(one, {**WITHOUT, "base/w.yaml": FILES["w.yaml"] + more}, "base/cart.yaml")
    assert [found for found in told if "not-rendered" not in found] == IN_BASE


@needs.kustomize
def test_a_service_that_is_renamed_in_a_base_is_missed(tmp_path: Path) -> None:
    assert change(Repository(tmp_path, BASE), {"base/cart.yaml": CART.replace("name: cart", "name: basket")}) == IN_BASE


@needs.kustomize
def test_a_service_that_an_overlay_deletes_is_missed_there(tmp_path: Path) -> None:
    patch = "patches:\n  - patch: '{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, $patch: delete}'\n"
    assert change(Repository(tmp_path, BASE), {"dev/kustomization.yaml": f"resources: [../base]\n{patch}"}) == IN_BASE


@needs.kustomize
@pytest.mark.parametrize(
    "files",
    [
        {"cart/kustomization.yaml": "resources: [cart.yaml]\n", "cart/cart.yaml": CART},
        {"plain/cart.yaml": CART},
    ],
    ids=["another kustomization", "a plain file"],
)
def test_a_service_that_moves_out_of_a_base_is_there(tmp_path: Path, files: dict[str, str]) -> None:
    assert change(Repository(tmp_path, BASE), {**WITHOUT, **files}, "base/cart.yaml") == []


@needs.helm
def test_a_service_that_moves_into_a_chart_is_there(shop: Repository) -> None:
    chart = {"cart/Chart.yaml": "apiVersion: v2\nname: cart\nversion: 1.0.0\n", "cart/templates/cart.yaml": CART}
    assert change(shop, chart, "cart.yaml") == []
    assert shop.shown("--render", "never", "--since", "main") == []


@needs.helm
def test_a_chart_that_loses_a_service_is_told(tmp_path: Path) -> None:
    chart = {"shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n"}
    one = Repository(tmp_path, {**chart, **{f"shop/templates/{name}": text for name, text in FILES.items()}})
    assert one.shown() == []
    assert change(one, {}, "shop/templates/cart.yaml") == [f"shop/templates/w.yaml {rule}" for rule in ALL]
