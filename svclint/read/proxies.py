"""KubeProxyConfigurations, from plain data to facts, also those that a ConfigMap holds as text."""

from __future__ import annotations

from typing import Any

from svclint.facts import ProxyConfig
from svclint.read.plain import Header, mapping, text
from svclint.read.yaml import documents

_GROUP, _KIND = "kubeproxy.config.k8s.io", "KubeProxyConfiguration"


def proxy_config(_group: str, data: dict[str, Any], header: Header) -> ProxyConfig:
    """A KubeProxyConfiguration."""
    return ProxyConfig(*header, (), text(data.get("mode")), ("mode",))


def held(data: dict[str, Any], header: Header) -> ProxyConfig | None:
    """The KubeProxyConfiguration that a ConfigMap holds, as kubeadm's `kube-proxy` does under `config.conf`."""
    for key, value in mapping(data.get("data")).items():
        if isinstance(value, str) and _GROUP in value and _KIND in value:
            for document in documents(value):
                written = mapping(document.value)
                if written.get("kind") == _KIND and text(written.get("apiVersion")).startswith(f"{_GROUP}/"):
                    return ProxyConfig(*header, (), text(written.get("mode")), ("data", key))
    return None


KINDS = {(_GROUP, _KIND): proxy_config}
