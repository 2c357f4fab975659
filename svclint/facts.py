"""What one file says, as frozen records that know no YAML, no line numbers and no other file.

Every later stage works on these. A label set or selector is a sorted tuple of pairs, so that it can be hashed
and compared; a field that is written but unreadable (wrong type, placeholder) is None here and a `Problem` beside it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Path = tuple["str | int", ...]
Labels = tuple[tuple[str, str], ...]
Part = Literal["key", "value", "entry", "earlier", "error"]


class Place(Struct, frozen=True, gc=False):
    """A place in a file, named by its path in the document; only the engine turns it into lines and columns.

    `part` is the value, its key, the entry (key and value), the earlier of two equal keys, or the syntax error.
    A path whose last steps are not written falls on the key of the nearest written ancestor.
    """

    file: str
    document: int
    path: Path = ()
    part: Part = "value"


class Object(Struct, frozen=True, gc=False):
    """What every Kubernetes object has. `namespace` None means that none is written: unknown, not `default`."""

    kind: str
    name: str
    namespace: str | None
    file: str
    document: int
    base: Path
    labels: Labels
    lacking: tuple[str, ...]
    "What the API demands and this object does not write: a patch or fragment, unless nothing explains it."

    def at(self, *path: str | int, part: Part = "value") -> Place:
        """The place of a field of this object."""
        return Place(self.file, self.document, self.base + path, part)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class ServicePort(Struct, frozen=True, gc=False):
    """One entry of `spec.ports`, defaulted as the API server does (truth 6): target 0, "" or unset is the port."""

    index: int
    name: str
    port: int | None
    target: int | str | None
    target_written: bool
    protocol: str
    node_port: int | None


class Service(Object, frozen=True, gc=False):
    """A core/v1 Service. `selector` None: none written, or `{}`, which Kubernetes stores as none (truth 14)."""

    type: str
    headless: bool
    selector: Labels | None
    ports: tuple[ServicePort, ...]
    health_check_node_port: int | None
    "None where the Service may not have one: only for a LoadBalancer with externalTrafficPolicy Local (truth 28)."


class ContainerPort(Struct, frozen=True, gc=False):
    """One entry of a container's `ports`; `path` is below the container."""

    index: int
    name: str
    number: int | None
    protocol: str


class Reference(Struct, frozen=True, gc=False):
    """A host name that a container is given, where it stands, and how it is written there.

    `scheme` is "" when none is written, `port` None likewise.
    """

    host: str
    port: int | None
    scheme: str
    path: Path


class Container(Struct, frozen=True, gc=False):
    """A container of a pod template. Role `sidecar`: an init container that is restarted always (truth 3)."""

    name: str
    role: Literal["container", "sidecar", "init"]
    path: Path
    ports: tuple[ContainerPort, ...]
    references: tuple[Reference, ...]
    port_variable: bool = False
    "Some variable of it is named after a port."


class Selector(Struct, frozen=True, gc=False):
    """A workload's selector; `expressions` are (key, operator, values)."""

    labels: Labels
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    unread: bool = False
    "Some label of it could not be read."


class Workload(Object, frozen=True, gc=False):
    """Whatever carries a pod template, and the Pod itself. `template` is the path of the template's metadata."""

    group: str
    template: Path
    pod_labels: Labels
    containers: tuple[Container, ...]
    selector: Selector | None
    replicas: int
    first_ordinal: int
    service_name: str
    host_network: bool
    dns_policy: str
    ndots: int | None
    aliases: tuple[str, ...]
    injected: bool
    "A sidecar injector is asked for, whose ports no file shows."
    long_running: bool
    manual_selector: bool

    @property
    def cluster_dns(self) -> bool:
        """Whether its pods ask the cluster's DNS; on the host network the default policy means the node's (truth 33)."""
        return self.dns_policy == "ClusterFirstWithHostNet" or (self.dns_policy == "ClusterFirst" and not self.host_network)

    @property
    def selector_path(self) -> Path:
        """The path of its selector, which stands beside the template."""
        return (*self.template[:-2], "selector")


class Router(Object, frozen=True, gc=False):
    """An Ingress or a Gateway API route: `backends` are (service, namespace or None, port number or name)."""

    backends: tuple[tuple[str, str | None, int | str | None], ...]


class Kustomization(Struct, frozen=True, gc=False):
    """A kustomization file. Paths are relative to its folder, as written.

    `alters`: it changes names, labels or anything else of what it takes in, so the raw files do not show what is applied.
    """

    file: str
    resources: tuple[str, ...]
    patches: tuple[str, ...]
    alters: bool
    moves: bool
    "It sets the namespace of what it takes in."


class Problem(Struct, frozen=True, gc=False):
    """What one file alone shows to be wrong. `kind` is the id of the rule that speaks it; `object` indexes
    `FileFacts.objects`, and a problem of an object that turns out to be a fragment is not one."""

    kind: str
    place: Place
    detail: str
    value: str = ""
    help: str = ""
    also: Place | None = None
    serious: bool = True
    object: int | None = None
    missing: bool = False
    "It says that a field is not written, which a base or patch may bring."


class FileFacts(Struct, frozen=True, gc=False):
    """All that one file says. `custom` are kinds that svclint does not read but that may bring pods or Services."""

    file: str
    objects: tuple[Object, ...] = ()
    problems: tuple[Problem, ...] = ()
    kustomization: Kustomization | None = None
    custom: tuple[str, ...] = ()
    patches: tuple[tuple[str, str], ...] = ()
    "(kind, name) of the objects in it that say `$patch`."
    count: int = 0
    "Manifests in it, of whatever kind."
    readable: bool = True
