"""ConfigMaps, and Secrets by their `stringData`, from plain data to facts: the keys that may hold host names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint.facts import Config, Entry, Reference
from svclint.read import hosts
from svclint.read.plain import Header, mapping

MAX_REFERENCES = 200
"""Host names of one key that are kept."""
_VARIABLE_LENGTH = 253


def config(_group: str, data: dict[str, Any], header: Header) -> Config:
    """A ConfigMap or Secret. What is base64 in a Secret's `data` is not read."""
    field = "data" if header[0] == "ConfigMap" else "stringData"
    return Config(*header, (), tuple(_entries(mapping(data.get(field)), field)))


def _entries(written: dict[str, Any], field: str) -> Iterator[Entry]:
    for key, value in written.items():
        if not isinstance(value, str):
            continue
        found = []
        if ":" in value or "." in value:
            for host, port, scheme, vague in hosts.in_value(value, key):
                found.append(Reference(host, port, scheme, (field, key), vague=vague))
                if len(found) == MAX_REFERENCES:
                    break
        short = value if len(value) <= _VARIABLE_LENGTH and "\n" not in value.strip() else ""
        if found or short:
            yield Entry(key, short, tuple(found))


def mentioned(annotations: dict[str, Any]) -> tuple[Reference, ...]:
    """The names written with `.svc`, or in URLs as one word, in annotations: upstreams of Ingress controllers and the like."""
    return tuple(
        Reference(host, port, scheme, ("metadata", "annotations", key))
        for key, value in annotations.items()
        if isinstance(value, str) and (".svc" in value or "://" in value)
        for host, port, scheme, _ in hosts.in_value(value, "")
        if ".svc" in host or (scheme and "." not in host)
    )


KINDS = {("", "ConfigMap"): config, ("", "Secret"): config}
