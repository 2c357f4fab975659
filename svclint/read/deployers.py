"""Argo CD Applications and Flux Kustomizations: which folders of the repository they deploy, from plain data to facts."""

from __future__ import annotations

import re
from typing import Any

from svclint.facts import Deployer, Path, Release
from svclint.read.plain import Header, items, mapping, text, words


def application(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """An Argo CD Application, whose sources name folders."""
    spec = mapping(data.get("spec"))
    sources: list[tuple[Path, dict[str, Any]]] = [(("spec", "source"), mapping(spec.get("source")))]
    sources += ((("spec", "sources", index), mapping(one)) for index, one in enumerate(items(spec.get("sources"))))
    folders = tuple(filter(None, (_folder(source.get("path")) for _, source in sources)))
    namespace = text(mapping(spec.get("destination")).get("namespace"))
    releases = (
        _release(source, header[1], namespace, (*path, "helm"))
        for path, source in sources
        if isinstance(source.get("path"), str)
    )
    return Deployer(*header, (), folders, tuple(releases))


def flux(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """A Flux Kustomization, whose path names a folder."""
    folder = _folder(mapping(data.get("spec")).get("path"))
    return Deployer(*header, (), (folder,) if folder else ())


def _release(source: dict[str, Any], name: str, namespace: str, path: Path) -> Release:
    """The Helm side of a source; https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ tells what wins over what."""
    import json

    helm = mapping(source.get("helm"))
    given = helm.get("valuesObject")
    return Release(
        _folder(source.get("path")),
        text(helm.get("releaseName")) or name,
        text(helm.get("namespace")) or namespace,
        tuple(re.sub(r"^\$[^/]+", "", entry) for entry in words(helm.get("valueFiles"))),
        json.dumps(given) if isinstance(given, dict) else text(helm.get("values")),
        tuple(
            (text(entry.get("name")), text(entry.get("value")), entry.get("forceString") is True)
            for entry in map(mapping, items(helm.get("parameters")))
            if text(entry.get("name"))
        ),
        helm.get("ignoreMissingValueFiles") is True,
        path,
    )


def _folder(value: object) -> str:
    return "" if value == "." else text(value).removeprefix("./").strip("/")


KINDS = {("argoproj.io", "Application"): application, ("kustomize.toolkit.fluxcd.io", "Kustomization"): flux}
