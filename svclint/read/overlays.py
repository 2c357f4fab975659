"""What deployers have kustomize change of a folder that they build, as the fields of a kustomization around it.

`images` are left out, as no rule asks for them, and so is what Flux substitutes afterwards: its `${...}` are placeholders.
"""

from __future__ import annotations

import re
from typing import Any

from svclint.facts import Overlay, Path
from svclint.read.plain import items, mapping, text


def by_argo(folder: str, path: Path, given: dict[str, Any]) -> Overlay | None:
    """What the `kustomize` of an Application's source sets; None for nothing.

    https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/
    """
    labels = mapping(given.get("commonLabels"))
    apart = given.get("labelWithoutSelector") is True
    fields = {
        "namespace": text(given.get("namespace")),
        "patches": items(given.get("patches")),
        "replicas": [_replicas(one) for one in map(mapping, items(given.get("replicas")))],
        "commonLabels": {} if apart else labels,
        "labels": [_labels(labels, templates=given.get("labelIncludeTemplates") is True)] if apart and labels else [],
    }
    return _overlay(folder, path, given, fields)


def by_flux(folder: str, given: dict[str, Any]) -> Overlay | None:
    """What the `spec` of a Flux Kustomization sets; None for nothing.

    https://fluxcd.io/flux/components/kustomize/kustomizations/
    """
    import json

    labels = mapping(mapping(given.get("commonMetadata")).get("labels"))
    patches = [
        *items(given.get("patches")),
        *({"patch": json.dumps(one, default=str)} for one in items(given.get("patchesStrategicMerge"))),
        *(
            {"patch": json.dumps(one.get("patch"), default=str), "target": one.get("target")}
            for one in map(mapping, items(given.get("patchesJson6902")))
        ),
    ]
    fields = {
        "namespace": text(given.get("targetNamespace")),
        "patches": patches,
        "labels": [_labels(labels)] if labels else [],
    }
    return _overlay(folder, ("spec",), given, fields)


def _overlay(folder: str, path: Path, given: dict[str, Any], fields: dict[str, Any]) -> Overlay | None:
    import json

    names = {name: text(given.get(name)) for name in ("namePrefix", "nameSuffix")}
    fields = {name: value for name, value in {**fields, **names}.items() if value}
    unfollowed = ["components"] if given.get("components") else []
    if not all(map(_stands_here, fields.get("patches", ()))):
        del fields["patches"]
        unfollowed.append("patches")
    if not fields and not unfollowed:
        return None
    return Overlay(folder, path, json.dumps(fields, default=str), len(items(given.get("patches"))), tuple(unfollowed))


def _stands_here(patch: object) -> bool:
    """Whether a patch is written where it is asked for, and in no file."""
    return isinstance(patch, dict) and isinstance(patch.get("patch"), str) and "path" not in patch


def _labels(pairs: dict[str, Any], *, templates: bool = False) -> dict[str, Any]:
    return {"pairs": pairs, "includeSelectors": False, "includeTemplates": templates}


def _replicas(given: dict[str, Any]) -> dict[str, Any]:
    count = given.get("count")
    counted = int(count) if isinstance(count, str) and re.fullmatch("[0-9]{1,9}", count) else count
    return {"name": text(given.get("name")), "count": counted}
