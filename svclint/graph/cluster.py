"""What the config says of the cluster."""

from __future__ import annotations

from msgspec import Struct


class Cluster(Struct, frozen=True):
    """What the config says of the cluster; `node_ports` is the range, both ends included, `known_range` whether it was set."""

    node_ports: tuple[int, int] = (30000, 32767)
    known_range: bool = False
    domain: str = "cluster.local"
    default_namespace: str | None = None
    minor: int = 37
    "Of Kubernetes: the 37 of 1.37."
    families: tuple[str, ...] = ()
    "The IP families of the cluster, its primary one first; none: not known."
