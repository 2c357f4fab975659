"""Small repositories to edit."""

from __future__ import annotations

from pathlib import Path

from tests import manifests

DEPLOYMENT = (
    manifests.DEPLOYMENT.replace("name: web\nspec:\n", "name: web\n  namespace: shop\nspec:\n  replicas: 3\n")
    + "          env:\n            - name: CART_URL\n              value: http://cart.shop.svc:80\n"
)
SERVICE = manifests.SERVICE.replace("name: web\nspec", "name: {name}\n  namespace: shop\nspec")
CART = DEPLOYMENT.replace("web", "cart").replace("http://cart.shop.svc:80", "info").replace("CART_URL", "LEVEL")


def shop(root: Path) -> Path:
    """A Deployment that two Services in other files select, and a cart that it calls."""
    (root / ".git").mkdir(parents=True)
    (root / "deployment.yaml").write_text(DEPLOYMENT)
    (root / "public.yaml").write_text(SERVICE.format(name="public"))
    (root / "internal.yaml").write_text(SERVICE.format(name="internal"))
    (root / "cart.yaml").write_text(CART + "---\n" + SERVICE.format(name="cart").replace("app: web", "app: cart"))
    return root
