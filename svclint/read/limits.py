"""What the API demands of single values and its OpenAPI does not say: enumerations, bounds, syntax.

`shape` puts these into the schemas of the kinds, so that an object that fits costs nothing. Each limit names the rule
that speaks it. `versions` of a limit that holds only for some minors are (first, last), both included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Limit(Struct, frozen=True):
    """A JSON Schema keyword and its operand, the rule that speaks it, and what the message says of the value."""

    rule: str
    keyword: str
    operand: object
    told: str
    minors: tuple[int, int] = (0, 999)


def one_of(*values: str, rule: str = "unsupported-value", empty: bool = False, minors: tuple[int, int] = (0, 999)) -> Limit:
    """A closed set of words. `empty`: "" is accepted and defaulted as if it were not written."""
    accepted: list[str | None] = [*values, None]
    return Limit(rule, "enum", [*accepted, ""] if empty else accepted, f"must be {_listed(values)}", minors)


def _listed(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def between(rule: str, low: int, high: int) -> tuple[Limit, Limit]:
    """A range of whole numbers, both ends included."""
    told = f"must be {low} to {high}"
    return Limit(rule, "minimum", low, told), Limit(rule, "maximum", high, told)


_PORT_NAME = "^(?![0-9]*$)(?!-)(?!.*--)(?!.*-$)(?=.*[a-z])[a-z0-9-]{1,15}$|^[0-9]+$"
"""What can name a container port, or a number in quotes, of which another rule speaks."""

LIMITS: Mapping[str, Mapping[str, tuple[Limit, ...]]] = {
    "core.v1.ServiceSpec": {
        "type": (one_of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", empty=True),),
        "sessionAffinity": (one_of("None", "ClientIP", empty=True),),
    },
    "networking.v1.NetworkPolicyPort": {
        "port": (
            *between("network-policy-invalid", 1, 65535),
            Limit("network-policy-invalid", "pattern", _PORT_NAME, "cannot be the name of a container port"),
        ),
        "endPort": between("network-policy-invalid", 1, 65535),
        "protocol": (one_of("TCP", "UDP", "SCTP", rule="network-policy-invalid"),),
    },
    "networking.v1.NetworkPolicySpec": {"policyTypes[]": (one_of("Ingress", "Egress"),)},
}
"""By definition and property. `name[]` are the entries of a list, `name{}` the values of a map, `name{key}` its keys."""


def add(definitions: dict[str, Any], minor: int) -> None:
    """Put the limits of a minor into the definitions, each with its rule and words under `x-limits`."""
    for definition, fields in LIMITS.items():
        if definition not in definitions:
            continue
        properties = definitions[definition]["properties"]
        for field, limits in fields.items():
            name, _, where = field.partition("[" if field.endswith("]") else "{")
            if name not in properties:
                continue
            target = properties[name] = dict(properties[name])
            if where:
                inner = {"]": "items", "}": "additionalProperties", "key}": "propertyNames"}[where]
                target[inner] = target = dict(target.get(inner, {}))
            for limit in limits:
                if limit.minors[0] <= minor <= limit.minors[1]:
                    target[limit.keyword] = limit.operand
                    target.setdefault("x-limits", {})[limit.keyword] = (limit.rule, limit.told)
