"""Argo CD Applications and Flux Kustomizations: which folders of the repository they deploy, from plain data to facts."""

from __future__ import annotations

from typing import Any

from svclint.facts import Deployer
from svclint.read.plain import Header, items, mapping, text


def application(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """An Argo CD Application, whose sources name folders."""
    spec = mapping(data.get("spec"))
    sources = [mapping(spec.get("source")), *map(mapping, items(spec.get("sources")))]
    return Deployer(*header, (), tuple(filter(None, (_folder(source.get("path")) for source in sources))))


def flux(_group: str, data: dict[str, Any], header: Header) -> Deployer:
    """A Flux Kustomization, whose path names a folder."""
    folder = _folder(mapping(data.get("spec")).get("path"))
    return Deployer(*header, (), (folder,) if folder else ())


def _folder(value: object) -> str:
    return text(value).removeprefix("./").strip("/")


KINDS = {("argoproj.io", "Application"): application, ("kustomize.toolkit.fluxcd.io", "Kustomization"): flux}
