"""The ports that the proxies of service meshes bring into pods, and which pods get a proxy."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.facts import Namespace, Workload
from svclint.graph.index import Names
from svclint.graph.selection import Selections
from svclint.scope import Scope

_PORTS: dict[object, str] = {
    "http-envoy-prom": "istio",
    15090: "istio",
    "linkerd-proxy": "linkerd",
    4143: "linkerd",
    "linkerd-admin": "linkerd",
    4191: "linkerd",
}
"""What the injectors of Istio and Linkerd declare in their proxy containers, by name and by number."""
_SWITCHES = {"sidecar.istio.io/inject": "istio", "linkerd.io/inject": "linkerd"}
_ON = ("true", "enabled", "ingress")


class Meshes:
    """The meshes of a scope."""

    def __init__(self, scope: Scope, selections: Selections) -> None:
        self._selections = selections
        self._namespaces = Names(scope, Namespace, lambda one: [one.name])

    def knows(self, port: object) -> bool:
        """Whether the proxy of some mesh brings a port of that name or number."""
        return port in _PORTS

    def bring(self, port: object, pods: Iterable[Workload]) -> bool:
        """Whether a mesh brings that port into all these pods, for which their own labels or their Namespace ask."""
        mesh = _PORTS.get(port)
        return mesh is not None and all(self._injects(mesh, pod) for pod in pods)

    def _injects(self, mesh: str, pod: Workload) -> bool:
        for key, value in (*pod.pod_labels, *pod.pod.annotations):
            if _SWITCHES.get(key) == mesh:
                return value in _ON
            if key == "istio.io/rev" and mesh == "istio":
                return True
        namespace = self._selections.namespace(pod)
        found = self._namespaces.nearest(pod.file, namespace, lambda _: True) if namespace else []
        return any(mesh in one.meshes for one in found)
