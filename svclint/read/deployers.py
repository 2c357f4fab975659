"""Argo CD Applications, sets of them, Flux Kustomizations and HelmReleases: what they deploy, from plain data to facts."""

from __future__ import annotations

import re
from typing import Any

from svclint.facts import ApplicationSet, Deployer, Path, Release
from svclint.read.overlays import by_argo, by_flux
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
    overlays = (
        by_argo(_folder(source.get("path")), (*path, "kustomize"), mapping(source.get("kustomize"))) for path, source in sources
    )
    return Deployer(*header, (), folders, tuple(releases), tuple(filter(None, overlays)))


def application_set(_group: str, data: dict[str, Any], header: Header) -> ApplicationSet:
    """An Argo CD ApplicationSet; list generators and git generators of directories are followed."""
    import json

    spec = mapping(data.get("spec"))
    elements: list[str] = []
    directories: list[tuple[tuple[str, bool], ...]] = []
    unfollowed: list[tuple[Path, str]] = []
    for index, generator in enumerate(map(mapping, items(spec.get("generators")))):
        path: Path = ("spec", "generators", index)
        git, given = mapping(generator.get("git")), mapping(generator.get("list"))
        if given and "elementsYaml" not in given:
            elements += (json.dumps(one, default=str) for one in map(mapping, items(given.get("elements"))))
        elif git.get("directories"):
            named = [one for one in map(mapping, items(git["directories"])) if text(one.get("path"))]
            directories.append(tuple((_folder(one["path"]), one.get("exclude") is True) for one in named))
        else:
            name = next((key for key in generator if key not in ("selector", "template")), "empty")
            unfollowed.append(((*path, name), "git generator of files" if git else f"{name} generator"))
    if "templatePatch" in spec:
        unfollowed.append((("spec", "templatePatch"), "templatePatch"))
    template = json.dumps(mapping(spec.get("template")), default=str)
    go = spec.get("goTemplate") is True
    return ApplicationSet(*header, (), template, go, tuple(elements), tuple(directories), tuple(unfollowed))


def flux(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """A Flux Kustomization, whose path names a folder."""
    spec = mapping(data.get("spec"))
    folder = _folder(spec.get("path"))
    overlay = by_flux(folder, spec)
    return Deployer(*header, (), (folder,) if folder else (), overlays=(overlay,) if overlay else ())


def helm_release(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """A Flux HelmRelease, whose chart is a folder unless it comes from a Helm repository.

    Its values files stand in place of the chart's own (https://fluxcd.io/flux/components/helm/helmreleases/#values), so that
    what is installed is known where they begin with those.
    """
    import json

    spec = mapping(data.get("spec"))
    chart = mapping(mapping(spec.get("chart")).get("spec"))
    path = chart.get("chart")
    if not isinstance(path, str) or mapping(chart.get("sourceRef")).get("kind") == "HelmRepository":
        return Deployer(*header, (), ())
    folder, target = _folder(path), text(spec.get("targetNamespace"))
    files = tuple(f"/{_folder(entry)}" for entry in words(chart.get("valuesFiles")))
    known = not files or files[0] == f"/{folder}/values.yaml".replace("//", "/")
    release = Release(
        folder,
        text(spec.get("releaseName")) or (f"{target}-{header[1]}" if target else header[1]),
        target or header[2] or "",
        files[1:] if known else files,
        json.dumps(spec["values"], default=str) if mapping(spec.get("values")) else "",
        lenient=chart.get("ignoreMissingValuesFiles") is True,
        path=("spec",),
        unknown=not known or any(spec.get(field) for field in ("valuesFrom", "postRenderers")),
    )
    return Deployer(*header, (), (folder,), (release,))


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


KINDS = {
    ("argoproj.io", "Application"): application,
    ("argoproj.io", "ApplicationSet"): application_set,
    ("kustomize.toolkit.fluxcd.io", "Kustomization"): flux,
    ("helm.toolkit.fluxcd.io", "HelmRelease"): helm_release,
}
