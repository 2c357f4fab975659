"""What the API demands of single values and its OpenAPI does not say: enumerations, bounds, syntax.

`shape` puts these into the schemas of the kinds, so that an object that fits costs nothing. Each limit names the rule
that speaks it.
"""

from __future__ import annotations

from typing import Any

from svclint.read import endpoints, ports, resolving, syntax, values
from svclint.read.limit import Limit, Table, at_least, between, matching, one_of

_PROBE_PORT = (
    *between("probe-invalid", 1, 65535),
    *ports.port_name("probe-invalid"),
    Limit("probe-invalid", "not", {"type": "null"}, "must be the number or the name of a port of the container"),
)


LIMITS: Table = {
    "networking.v1.NetworkPolicyPort": {
        "port": (
            *between("network-policy-invalid", 1, 65535),
            *ports.port_name("network-policy-invalid"),
        ),
        "endPort": between("network-policy-invalid", 1, 65535),
        "protocol": (one_of(*ports.PROTOCOLS, rule="network-policy-invalid"),),
    },
    "networking.v1.NetworkPolicySpec": {"policyTypes[]": (one_of("Ingress", "Egress", null=False),)},
    "core.v1.Probe": {
        name: (at_least(0, "probe-invalid"),)
        for name in ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold")
    },
    "core.v1.HTTPGetAction": {"port": _PROBE_PORT, "scheme": (one_of("HTTP", "HTTPS", empty=True),)},
    "core.v1.HTTPHeader": {"name": (matching("probe-invalid", "^[-A-Za-z0-9]+$", "must be letters, digits and hyphens"),)},
    "core.v1.TCPSocketAction": {"port": _PROBE_PORT},
    "core.v1.GRPCAction": {"port": between("probe-invalid", 1, 65535)},
}
"""By definition and property. `name[]` are the entries of a list, `name{}` the values of a map, `name{key}` its keys;
`a/b` is the property b of what property a of this definition holds; "" is the definition itself."""

_NOT_ASKED_FOR = {"apps.v1.StatefulSetSpec": ("serviceName",)}
"""What the OpenAPI of older minors calls required and no API server ever asked for (truth 22)."""


def add(definitions: dict[str, Any], minor: int) -> None:
    """Put the limits of a minor into the definitions, each with its rule and words under `x-limits`.

    A missing field needs no words of its own.
    """
    for definition, names in _NOT_ASKED_FOR.items():
        demanded = definitions[definition]["required"]
        definitions[definition]["required"] = [one for one in demanded if one not in names]
    for table in (LIMITS, values.LIMITS, syntax.LIMITS, resolving.LIMITS, ports.LIMITS, endpoints.LIMITS):
        for definition, fields in table.items():
            if definition in definitions:
                for field, limits in fields.items():
                    if _known(definitions, definition, field):
                        _put(definitions[definition], field, [one for one in limits if one.minors[0] <= minor <= one.minors[1]])


def _known(definitions: dict[str, Any], definition: str, field: str) -> bool:
    first = field.partition("/")[0].partition("[")[0].partition("{")[0]
    return not first or first in definitions[definition]["properties"]


def _put(target: dict[str, Any], field: str, limits: list[Limit]) -> None:
    for step in filter(None, field.split("/")):
        name, _, where = step.partition("[" if step.endswith("]") else "{")
        properties = target["properties"] = dict(target.get("properties", {}))
        target = properties[name] = dict(properties.get(name, {}))
        if where:
            inner = {"]": "items", "}": "additionalProperties", "key}": "propertyNames"}[where]
            target[inner] = target = dict(target.get(inner, {}))
    for limit in limits:
        if limit.keyword == "required":
            target["required"] = [*target.get("required", ()), limit.operand]
            continue
        target[limit.keyword] = limit.operand
        told = target["x-limits"] = dict(target.get("x-limits", {}))
        told[limit.keyword] = (limit.rule, limit.told, limit.field)
