"""Write `kubernetes-<minor>.json.gz` for the kinds that svclint reads, from the PyPI package `kubernetes-validate`.

Run as `python schemas/generate.py DIR`, where DIR holds an unpacked `kubernetes_validate` wheel. Descriptions, formats
and extensions are stripped, `status` and `managedFields` accept anything, and only what the kinds reach is kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

MINORS = range(29, 38)
KINDS = {
    "apps/v1": ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "batch/v1": ("CronJob", "Job"),
    "discovery.k8s.io/v1": ("EndpointSlice",),
    "networking.k8s.io/v1": ("Ingress", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "v1": ("ConfigMap", "Endpoints", "Namespace", "Pod", "ReplicationController", "Service"),
}
OPEN = ("status", "managedFields")
KEPT = ("additionalProperties", "enum", "items", "properties", "required", "type", "$ref")


def prune(schema: Any) -> Any:
    """A schema with nothing but what decides whether an object fits it."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if "oneOf" in schema:
        kinds = [kind for choice in schema["oneOf"] for kind in _types(choice)]
        return {"type": sorted(set(kinds))}
    pruned = {key: value for key, value in schema.items() if key in KEPT}
    if "properties" in pruned:
        pruned["properties"] = {name: {} if name in OPEN else prune(value) for name, value in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if key in pruned:
            pruned[key] = prune(pruned[key])
    return pruned


def _types(schema: dict[str, Any]) -> list[str]:
    kind = schema["type"]
    return kind if isinstance(kind, list) else [kind]


def references(schema: Any) -> set[str]:
    """The names of the definitions that a schema points at."""
    if isinstance(schema, dict):
        named = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
        return named.union(*map(references, schema.values()))
    return set().union(*map(references, schema)) if isinstance(schema, list) else set()


def bundle(definitions: dict[str, Any]) -> dict[str, Any]:
    """The kinds and all the definitions they reach, under short names."""
    roots = {}
    for name, schema in definitions.items():
        for gvk in schema.get("x-kubernetes-group-version-kind", ()):
            version = f"{gvk['group']}/{gvk['version']}".lstrip("/")
            if gvk["kind"] in KINDS.get(version, ()):
                roots[f"{version}/{gvk['kind']}"] = name
    kept: dict[str, Any] = {}
    todo = sorted(roots.values())
    while todo:
        name = todo.pop()
        if name not in kept:
            kept[name] = prune(definitions[name])
            todo += sorted(references(kept[name]))
    short = {name: ".".join(name.split(".")[-3:]) for name in kept}
    if len(set(short.values())) != len(short):
        raise SystemExit("two definitions would share one short name")
    text = json.dumps({"kinds": roots, "$defs": kept}, sort_keys=True)
    for name in sorted(short, key=len, reverse=True):
        text = text.replace(f'"{name}"', f'"{short[name]}"').replace(f'/{name}"', f'/{short[name]}"')
    return json.loads(text)  # type: ignore[no-any-return]


def main(source: Path, target: Path) -> None:
    """Write one file a minor."""
    for minor in MINORS:
        path = source / "kubernetes_validate" / "kubernetes-json-schema" / f"v1.{minor}.0-local-strict" / "_definitions.json"
        schemas = bundle(json.loads(path.read_text())["$defs"])
        data = json.dumps(schemas, separators=(",", ":"), sort_keys=True).encode()
        (target / f"kubernetes-1.{minor}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent)
