"""A kustomization file to facts: what it takes in, what it patches, and whether it changes what it takes in."""

from __future__ import annotations

from typing import Any

from svclint.facts import Kustomization

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_ALTERS = (
    "commonLabels", "components", "generators", "helmCharts", "helmChartInflationGenerator", "labels", "namePrefix",
    "nameSuffix", "patches", "patchesJson6902", "patchesStrategicMerge", "replacements", "transformers", "vars",
)  # fmt: skip


def kustomization(path: str, data: dict[str, Any]) -> Kustomization:
    """The facts of a kustomization; fields of the wrong type are read as unset."""
    resources = [*_strings(data.get("resources")), *_strings(data.get("bases")), *_strings(data.get("components"))]
    patches = [entry for entry in _strings(data.get("patchesStrategicMerge")) if "\n" not in entry]
    for field in ("patches", "patchesJson6902"):
        listed = data.get(field)
        if isinstance(listed, list):
            patches += [entry["path"] for entry in listed if isinstance(entry, dict) and isinstance(entry.get("path"), str)]
    remote = any("://" in resource or resource.startswith("github.com/") for resource in resources)
    alters = remote or any(data.get(field) for field in _ALTERS)
    return Kustomization(path, tuple(resources), tuple(patches), alters, bool(data.get("namespace")))


def _strings(value: object) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
