"""The documents of one file to its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import structs

from svclint.facts import Bringer, FileFacts, Ignore, Object, Part, Path, Place, Problem, Reference
from svclint.read import deployers, inspect
from svclint.read.bringers import bringers
from svclint.read.callers import conversion
from svclint.read.configs import mentioned
from svclint.read.document import Document
from svclint.read.extract import CHECKS, READERS, extract
from svclint.read.ignores import annotated, ignores
from svclint.read.kinds import may_bring_pods, split_version
from svclint.read.kustomize import FILE_NAMES, is_kustomization, kustomization
from svclint.read.misnamed import misnamed
from svclint.read.plain import labels, mapping
from svclint.read.scalars import json_key
from svclint.read.shape import Misfit, Schemas
from svclint.read.versions import Aged, aged_annotations, aged_version

_TEMPLATED = re.compile(r"\{\{|\{%|<%|\$\{")
_AROUND = 4
"""Lines before and after a syntax error in which a template expression explains it."""

_OVERWRITTEN = (("template", "spec", "hostname"), ("template", "spec", "subdomain"))
"""What a StatefulSet writes itself into its pods, whatever its template says (truth 23)."""


def _word(value: object) -> str:
    """A name as Kubernetes would be told it, also where YAML reads it as something else."""
    return value if isinstance(value, str) else "" if value is None else json_key(value)


class File:
    """The facts of one file as they are gathered. The comments of its text are read too; a stretch of a file gives none."""

    def __init__(self, schemas: Schemas, path: str, text: str) -> None:
        self.schemas, self.path, self.text = schemas, path, text
        self.objects: list[Object] = []
        self.problems: list[Problem] = []
        self.custom: list[str] = []
        self.patches: list[tuple[str, str]] = []
        self.ignores: list[Ignore] = []
        self.mentions: list[tuple[int, tuple[Reference, ...]]] = []
        self.bringers: list[Bringer] = []
        self.count = 0
        self.readable = True

    def facts(self, documents: Iterable[Document], digest: bytes = b"") -> FileFacts:
        """The facts of these documents of the file, whose bytes are digested."""
        kustomized = None
        named_so = self.path.rpartition("/")[2] in FILE_NAMES
        for document in documents:
            if document.error is not None:
                self._broken(document)
            elif document.kind == "template":
                self._template(document)
            elif isinstance(document.value, dict):
                if named_so and is_kustomization(document.value):
                    kustomized = kustomization(self.path, document.value)
                else:
                    self._manifest(document, document.value, ())
        return FileFacts(
            self.path,
            tuple(self.objects),
            tuple(self.problems),
            kustomized,
            tuple(self.custom),
            tuple(self.patches),
            self.count,
            self.readable,
            (*ignores(self.path, self.text), *self.ignores),
            tuple(self.mentions),
            tuple(self.bringers),
            digest,
        )

    def _broken(self, document: Document) -> None:
        assert document.error is not None
        before, after = document.chunk.text[: document.error.offset], document.chunk.text[document.error.offset :]
        around = "\n".join(before.split("\n")[-_AROUND:] + after.split("\n")[:_AROUND])
        if _TEMPLATED.search(around):
            self._template(document)
            return
        self.readable = False
        told = "a tab cannot indent YAML: use spaces" if after.startswith("\t") else document.error.message
        self.problems.append(Problem("invalid-yaml", Place(self.path, document.index, (), "error"), told))

    def _template(self, document: Document) -> None:
        self.readable = False
        self.problems.append(
            Problem(
                "not-rendered",
                Place(self.path, document.index),
                "a template, not YAML yet: it says nothing until it is rendered",
                serious=False,
            )
        )

    def _manifest(self, document: Document, data: dict[str, Any], base: Path) -> None:
        api_version, kind = data.get("apiVersion"), data.get("kind")
        if not isinstance(api_version, str) or not isinstance(kind, str):
            return
        items = data.get("items")
        if kind.endswith("List") and isinstance(items, list):
            for index, item in enumerate(items):
                if isinstance(item, dict):
                    self._manifest(document, item, (*base, "items", index))
            return
        self.count += 1
        group = split_version(api_version)
        self.bringers += bringers(group, kind, data)
        meant = misnamed(api_version, kind)
        if meant:
            self._unknown(document, base, api_version, kind, meant)
            return
        aged = aged_version(api_version, kind, self.schemas.minor)
        if may_bring_pods(group, kind) and ((group, kind) not in READERS or (group, kind) in deployers.KINDS):
            self.custom.append(f"{group}/{kind}")
            if (group, kind) not in READERS:
                return
        gated = f"{api_version}/{kind}"
        read = (group, kind) in READERS or gated in self.schemas or group == "gateway.networking.k8s.io"
        if kind == "CustomResourceDefinition":
            read = bool(conversion(data))
        if aged:
            self.problems.append(self._aged(aged, Place(self.path, document.index, base), len(self.objects) if read else None))
        if read:
            self._object(document, data, base, group, kind, gated)

    def _unknown(self, document: Document, base: Path, api_version: str, kind: str, meant: tuple[str, str]) -> None:
        self.readable = False
        field, value = ("kind", meant[1]) if meant[1] != kind else ("apiVersion", meant[0])
        place = Place(self.path, document.index, (*base, field))
        told = f"there is no kind {kind} in {api_version}"
        self.problems.append(Problem("unknown-kind", place, told, value=value, help=f"{field}: {value}"))

    def _object(self, document: Document, data: dict[str, Any], base: Path, group: str, kind: str, gated: str) -> None:
        meta = mapping(data.get("metadata"))
        name, namespace = meta.get("name"), meta.get("namespace")
        header = (
            kind,
            _word(name),
            _word(namespace) or None,
            self.path,
            document.index,
            base,
            labels(meta.get("labels")),
        )
        found = extract(group, kind, data, header)
        if "$patch" in document.chunk.text and inspect.has_patch(data):
            self.patches.append((kind, found.name))
        index = len(self.objects)
        self.objects.append(found)
        annotations = mapping(meta.get("annotations"))
        if kind == "Ingress" and annotations:
            self.mentions.append((index, mentioned(annotations)))
        self.ignores += annotated(found, index, annotations)
        if not self.schemas.fits(gated, data):
            for misfit in self.schemas.misfits(gated, data):
                if not (kind == "StatefulSet" and misfit.path[-3:] in _OVERWRITTEN):
                    self.problems.append(self._misfit(misfit, found, index))
        for aged in aged_annotations(group, kind, data, self.schemas.minor):
            self.problems.append(self._aged(aged, found.at(), index))
        if check := CHECKS.get((group, kind)):
            self.problems += [structs.replace(problem, object=index) for problem in check(found, data)]
        for problem in inspect.nulls(found, data) if document.nulls else ():
            self.problems.append(structs.replace(problem, object=index))
        if document.odd:
            for problem in inspect.oddities(document, found):
                self.problems.append(structs.replace(problem, object=index))

    def _aged(self, aged: Aged, root: Place, index: int | None) -> Problem:
        part: Part = "value" if aged.path == ("apiVersion",) else "key"
        place = Place(root.file, root.document, root.path + aged.path, part)
        return Problem("deprecated-api", place, aged.detail, aged.instead, aged.help, serious=aged.gone, object=index)

    def _misfit(self, misfit: Misfit, found: Object, index: int) -> Problem:
        place = found.at(*misfit.path, part="key" if misfit.unknown else "value")
        return Problem(
            misfit.kind, place, misfit.detail, value=misfit.value, help=misfit.help, object=index, missing=misfit.missing
        )
