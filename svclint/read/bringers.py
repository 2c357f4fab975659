"""Custom resources and ServiceEntries to the names of the Services that they may bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Bringer
from svclint.read.extract import READERS
from svclint.read.kinds import may_bring_pods
from svclint.read.plain import mapping, text, words

KNATIVE = ("serving.knative.dev", "Service")
"""It brings a Service of its own name: https://knative.dev/docs/serving/."""
SERVICE_ENTRY = ("networking.istio.io", "ServiceEntry")
"""Its hosts are served in the mesh: https://istio.io/latest/docs/reference/config/networking/service-entry/."""
_HOST = re.compile(r"([a-z0-9-]+)(?:\.([a-z0-9-]+)\.svc(?:\..*)?)?")


def bringers(group: str, kind: str, data: dict[str, Any]) -> Iterator[Bringer]:
    """What an object may bring; nothing for those of which svclint reads all that they bring."""
    key = group, kind
    if key not in (SERVICE_ENTRY, KNATIVE) and (key in READERS or not may_bring_pods(group, kind)):
        return
    meta = mapping(data.get("metadata"))
    name, namespace = text(meta.get("name")), text(meta.get("namespace")) or None
    told = f"{'Knative ' if key == KNATIVE else ''}{kind} {name}"
    if key == SERVICE_ENTRY:
        for host in words(mapping(data.get("spec")).get("hosts")):
            if match := _HOST.fullmatch(host.lower()):
                yield Bringer(told, match[1], match[2] or namespace, whole=True)
    elif name:
        yield Bringer(told, name, namespace, whole=key == KNATIVE)
