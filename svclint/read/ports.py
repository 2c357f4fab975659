"""How ports are written: numbers, protocols, and the names that Service ports and container ports can have."""

from __future__ import annotations

from svclint.read.limit import Limit, Table, between, matching, one_of
from svclint.read.syntax import label_name, qualified_name

PROTOCOLS = ("TCP", "UDP", "SCTP")
_NAME = "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*"
_OF_NAME = "must be lower-case letters, digits and single hyphens between them, with a letter, 15 characters at most"


def port_name(rule: str, *, empty: bool = False) -> tuple[Limit, Limit]:
    """What can name a container port: an IANA service name (truth 6). `empty`: "" is accepted, as not written."""
    return matching(rule, f"^({_NAME}{'|' if empty else ''})$", _OF_NAME), Limit(rule, "maxLength", 15, _OF_NAME)


LIMITS: Table = {
    "core.v1.ServicePort": {
        "port": between("port-invalid", 1, 65535),
        "targetPort": (*between("port-invalid", 0, 65535), *port_name("port-name-untargetable", empty=True)),
        "protocol": (one_of(*PROTOCOLS, rule="port-invalid", empty=True),),
        "name": label_name("port-invalid", empty=True),
        "appProtocol": qualified_name("port-invalid"),
    },
    "core.v1.ContainerPort": {
        "containerPort": between("container-port-invalid", 1, 65535),
        "hostPort": between("container-port-invalid", 0, 65535),
        "protocol": (one_of(*PROTOCOLS, rule="container-port-invalid", empty=True),),
        "name": port_name("container-port-invalid", empty=True),
    },
    "networking.v1.ServiceBackendPort": {"name": port_name("port-name-untargetable", empty=True)},
}
