"""How kube-proxy is configured."""

from __future__ import annotations

from svclint.facts.base import Object, Path


class ProxyConfig(Object, frozen=True, gc=False):
    """A KubeProxyConfiguration, a manifest by itself or held in a ConfigMap; `mode` is "" where none is written.

    `place` is the path of the mode, or of the text that holds it.
    """

    mode: str
    place: Path
