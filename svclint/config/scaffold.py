"""Looks at a repository and writes a first config for it, every key with what it does and its default."""

from __future__ import annotations

import json
import posixpath
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from msgspec import Struct

from svclint.config import KubernetesVersion
from svclint.project import Project, discover, read_file
from svclint.read.kustomize import FILE_NAMES
from svclint.read.shape import schema_file

_VENDORED = ("vendor", "third_party", "third-party", "testdata")
"""Names of folders that hold what others wrote, or what is wrong on purpose."""
_NAMED = r"(?:kubernetes|k3s)[-_]version['\"]?\s*[:=]\s*['\"]?"
_VERSION = rf"(?:kindest/node:|rancher/k3s:|{_NAMED})v?1\.(\d\d)"
_MOST = 500_000
_BESIDE = (".gitlab-ci.yml", "Makefile", "Taskfile.yml", "Tiltfile")
_WIDTH = 110


class Seen(Struct, frozen=True):
    """What a repository holds. `versions` are Kubernetes minors with the file that names each, `vendored` names of folders."""

    manifests: int
    kustomizations: int
    charts: int
    versions: Mapping[str, str]
    vendored: tuple[str, ...]


def look(root: Path) -> Seen:
    """Look at the files below a folder. Nothing is run."""
    tree = discover([str(root)], root)
    sources = [source.path for source in tree.sources()]
    parts = {part for path in sources for part in path.split("/")[:-1]}
    return Seen(
        manifests=sum(posixpath.basename(path) not in FILE_NAMES for path in sources),
        kustomizations=sum(posixpath.basename(path) in FILE_NAMES for path in sources),
        charts=len(tree.charts),
        versions=dict(sorted(_versions(root, tree))),
        vendored=tuple(name for name in _VENDORED if name in parts),
    )


def config(seen: Seen) -> str:
    """The text of a config for a repository: what was seen is set, every other key stands as a comment with its default."""
    schema = json.loads(schema_file("config.json"))
    told = _told(seen)
    lines = [
        f"# yaml-language-server: $schema={schema['$id']}",
        "# What svclint is told of this repository. A key behind `#` has its default; `svclint config show` prints what holds.",
    ]
    for key, about in schema["properties"].items():
        why, value = told.get(key, ("", None))
        lines += ["", *_comment(f"{about['description']} {why}".rstrip())]
        default = json.dumps(about["default"])
        example = _example(about)
        lines.append(
            f"{key}: {json.dumps(value)}" if value else f"# {key}: {default}{f'  # such as {example}' if example else ''}"
        )
    return "\n".join(lines) + "\n"


def _told(seen: Seen) -> dict[str, tuple[str, Any]]:
    """What was seen, by key: a sentence, and the value if it can be trusted."""
    told: dict[str, tuple[str, Any]] = {}
    known = [version for version in seen.versions if version in get_args(KubernetesVersion)]
    if seen.versions:
        where = "; ".join(f"{file} names {version}" for version, file in seen.versions.items())
        told["kubernetes-version"] = (f"Seen here: {where}.", known[0] if known == [*seen.versions][:1] else None)
    if seen.vendored:
        told["exclude"] = ("Seen here: folders of what others wrote, or of test data.", list(seen.vendored))
    return told


def _versions(root: Path, tree: Project) -> Iterator[tuple[str, str]]:
    for path in dict.fromkeys([*reversed(tree.files), *_BESIDE]):
        source = read_file(root, path)
        text = source.data[:_MOST].decode("utf-8", "replace") if source else ""
        for match in re.finditer(_VERSION, text, re.IGNORECASE):
            yield f"1.{match[1]}", path


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False
    )


def _example(about: Mapping[str, Any]) -> str:
    """An example of a value as the schema has it, "" without one."""
    if about.get("default"):
        return ""
    kinds = [one for one in about.get("anyOf", (about,)) if one.get("type") != "null"]
    found = next((one["examples"][0] for one in kinds if one.get("examples")), None)
    return "" if found is None else json.dumps(found, ensure_ascii=False)
