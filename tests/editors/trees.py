"""Small repositories to edit."""

from __future__ import annotations

from pathlib import Path

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.0
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          env:
            - name: CART_URL
              value: http://cart.shop.svc:80
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
"""

CART = DEPLOYMENT.replace("web", "cart").replace("http://cart.shop.svc:80", "info").replace("CART_URL", "LEVEL")


def shop(root: Path) -> Path:
    """A Deployment that two Services in other files select, and a cart that it calls."""
    (root / ".git").mkdir(parents=True)
    (root / "deployment.yaml").write_text(DEPLOYMENT)
    (root / "public.yaml").write_text(SERVICE.format(name="public"))
    (root / "internal.yaml").write_text(SERVICE.format(name="internal"))
    (root / "cart.yaml").write_text(CART + "---\n" + SERVICE.format(name="cart").replace("app: web", "app: cart"))
    return root
