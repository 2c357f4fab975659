"""A kustomization file to facts: what it takes in, what it patches, and whether it changes what it takes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from svclint.facts import Kustomization
from svclint.read.plain import text

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_ALTERS = (
    "commonLabels", "components", "generators", "helmCharts", "helmChartInflationGenerator", "labels", "namePrefix",
    "nameSuffix", "patches", "patchesJson6902", "patchesStrategicMerge", "replacements", "transformers", "vars",
)  # fmt: skip
_PLUGINS = ("generators", "transformers", "validators")
_LISTS = ("configurations", "crds", *_PLUGINS)
_GENERATORS = ("configMapGenerator", "secretGenerator")


def is_kustomization(data: dict[str, Any]) -> bool:
    """Whether a document of a file of such a name is one, and not the object of a deployer that happens to be called so."""
    version = data.get("apiVersion")
    return not isinstance(version, str) or version.startswith("kustomize.config.k8s.io/")


def kustomization(path: str, data: dict[str, Any]) -> Kustomization:
    """The facts of a kustomization; fields of the wrong type are read as unset."""
    resources = [*_strings(data.get("resources")), *_strings(data.get("bases")), *_strings(data.get("components"))]
    patches = [entry for entry in _strings(data.get("patchesStrategicMerge")) if "\n" not in entry]
    for field in ("patches", "patchesJson6902"):
        patches += [entry["path"] for entry in _mappings(data.get(field)) if isinstance(entry.get("path"), str)]
    alters = any(map(is_remote, resources)) or any(data.get(field) for field in _ALTERS)
    return Kustomization(
        path,
        tuple(resources),
        tuple(patches),
        alters,
        bool(data.get("namespace")),
        data.get("kind") == "Component",
        bool(data.get("helmCharts") or data.get("helmChartInflationGenerator")),
        tuple(_others(data)),
        any(data.get(field) for field in _PLUGINS),
        *(text(data.get(field)) for field in ("namePrefix", "nameSuffix")),
    )


def is_remote(entry: str) -> bool:
    """Whether an entry of `resources` names something outside the file system."""
    return "://" in entry or "?ref=" in entry or entry.startswith(("github.com/", "git@", "gitlab.com/", "bitbucket.org/"))


def _others(data: dict[str, Any]) -> Iterator[str]:
    """The files that a kustomization reads besides resources and patches."""
    for field in _LISTS:
        yield from (entry for entry in _strings(data.get(field)) if "\n" not in entry)
    for field in _GENERATORS:
        for entry in _mappings(data.get(field)):
            yield from (file.partition("=")[2] or file for file in _strings(entry.get("files")))
            yield from _strings(entry.get("envs"))
            yield from _strings([entry.get("env")])
    for entry in (*_mappings(data.get("replacements")), *_mappings([data.get("openapi")])):
        yield from _strings([entry.get("path")])


def _strings(value: object) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _mappings(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
