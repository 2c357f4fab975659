"""What deploys folders of a project: its Applications, and those that its ApplicationSets make, as far as files tell.

List generators are followed, and git generators whose patterns mean folders of charts or kustomizations of the project.
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/ has the parameters.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from msgspec import structs

from svclint.facts import ApplicationSet, Deployer, FileFacts
from svclint.read.deployers import application
from svclint.read.plain import mapping, text
from svclint.render.environment import Refused

_EXPRESSION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
_SEGMENT = re.compile(r"index \.path\.segments (\d+)|path\[(\d+)\]")
Parameters = dict[str, str]
MOST = 200
"""Applications into which one ApplicationSet is followed: each may want a chart rendered."""


def deployers(facts: Iterable[FileFacts], charts: Iterable[str]) -> Iterator[Deployer | Refused]:
    """All that deploys folders; what an ApplicationSet does besides, and nobody can tell from files, as refused."""
    facts = list(facts)
    folders = sorted({*charts, *(posixpath.dirname(one.file) for one in facts if one.kustomization)})
    for file in facts:
        for one in file.objects:
            if isinstance(one, Deployer):
                yield one
            elif isinstance(one, ApplicationSet):
                yield from _made(one, folders)


def _made(one: ApplicationSet, folders: list[str]) -> Iterator[Deployer | Refused]:
    cure = "check what it makes on its own, as `argocd appset generate` prints it"
    for path, name in one.unfollowed:
        yield Refused(
            f"not all of {one} was followed", one.at(*path), f"what its {name} gives is not in files", cure, partial=True
        )
    if one.unfollowed:
        made = _application(one, json.loads(one.template))
        yield structs.replace(made, releases=tuple(structs.replace(each, unknown=True) for each in made.releases))
    for number, parameters in enumerate(_parameters(one, folders)):
        if number == MOST:
            yield Refused(
                f"not all of {one} was followed", one.at("spec", "generators"), f"it makes more than {MOST}", cure, partial=True
            )
            return
        filled = json.loads(_EXPRESSION.sub(partial(_value, parameters, go=one.go), one.template))
        made = _application(one, filled)
        unknown = [bool(_EXPRESSION.search(str(release))) for release in made.releases]
        if any(unknown):
            told = "its source has an expression that is not followed"
            yield Refused(f"not all of {one} was followed", one.at("spec", "template", "spec"), told, cure, partial=True)
        releases = (
            structs.replace(release, path=("spec", "template", *release.path), unknown=missing)
            for release, missing in zip(made.releases, unknown, strict=True)
        )
        yield structs.replace(made, releases=tuple(releases))


def _application(one: ApplicationSet, filled: dict[str, Any]) -> Deployer:
    """The Application that a filled template is."""
    name = text(mapping(filled.get("metadata")).get("name")) or one.name
    made = application("", filled, (one.kind, name, one.namespace, one.file, one.document, one.base, one.labels))
    overlays = (
        structs.replace(each, path=("spec", "template", *each.path))
        if not _EXPRESSION.search(each.fields)
        else structs.replace(each, fields="{}", unfollowed=("expressions",))
        for each in made.overlays
    )
    return structs.replace(made, overlays=tuple(overlays))


def _parameters(one: ApplicationSet, folders: list[str]) -> Iterator[Parameters]:
    """The parameters that the generators give, one Application each."""
    prefix = "." if one.go else ""
    for element in one.elements:
        yield dict(_flat(prefix, json.loads(element)))
    for patterns in one.directories:
        for folder in folders:
            if _means(patterns, folder):
                base = posixpath.basename(folder)
                given = {"basename": base, "basenameNormalized": re.sub(r"[^a-z0-9.-]", "-", base.lower())}
                path = f"{prefix}path"
                yield {path: folder, f"{path}.path": folder, **{f"{path}.{key}": value for key, value in given.items()}}


def _flat(prefix: str, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        elif isinstance(value, (str, int, float)):
            yield f"{prefix}{key}", value if isinstance(value, str) else json.dumps(value)


def _means(patterns: tuple[tuple[str, bool], ...], folder: str) -> bool:
    """Whether patterns of directories mean a folder: `*` stays within a name, and what is excluded is."""
    found = [excludes for pattern, excludes in patterns if _matches(pattern, folder)]
    return bool(found) and not any(found)


def _matches(pattern: str, folder: str) -> bool:
    wanted, steps = pattern.split("/"), folder.split("/")
    return len(wanted) == len(steps) and all(map(fnmatchcase, steps, wanted))


def _value(parameters: Parameters, found: re.Match[str], *, go: bool) -> str:
    """What an expression in JSON stands for; itself where that is not known."""
    segment = _SEGMENT.fullmatch(found[1])
    value = parameters.get(found[1])
    if segment:
        steps = parameters.get(".path" if go else "path", "").split("/")
        number = int(segment[1] or segment[2])
        value = steps[number] if number < len(steps) else None
    return found[0] if value is None else json.dumps(value)[1:-1]
