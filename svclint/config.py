"""Finds and reads the config: `.svclint.yaml`, or `[tool.svclint]` in pyproject.toml, into one typed record.

The JSON Schema in `schemas/config.json` is generated from the same types; it explains what does not fit.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import structs

from svclint.errors import ConfigError, did_you_mean
from svclint.graph import Cluster

FILE_NAME = ".svclint.yaml"
KubernetesVersion = Literal["1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a config file can say. Globs are relative to its folder."""

    kubernetes_version: KubernetesVersion = "1.37"
    node_port_range: str | None = None
    cluster_domain: str = "cluster.local"
    default_namespace: str | None = None
    ip_families: tuple[Literal["IPv4", "IPv6"], ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: dict[str, dict[str, Any]] = {}

    def cluster(self) -> Cluster:
        """What it says of the cluster. Raises ConfigError for a range that is none."""
        cluster = Cluster(
            domain=self.cluster_domain,
            default_namespace=self.default_namespace,
            minor=int(self.kubernetes_version.partition(".")[2]),
            families=tuple(dict.fromkeys(self.ip_families)),
        )
        if self.node_port_range is None:
            return cluster
        match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", self.node_port_range)
        if not match or not 0 < int(match[1]) <= int(match[2]) <= 65535:
            raise ConfigError(f"node-port-range: `{self.node_port_range}` is no range such as `30000-32767`")
        return structs.replace(cluster, node_ports=(int(match[1]), int(match[2])), known_range=True)


def find(start: Path) -> Path | None:
    """The nearest config file in a folder or above it, up to the git root."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        pyproject = folder / "pyproject.toml"
        if pyproject.is_file() and re.search(rb"^\s*\[+\s*tool\s*\.\s*\"?svclint\b", pyproject.read_bytes(), re.MULTILINE):
            return pyproject
        if (folder / ".git").exists():
            return None
    return None


def load(path: Path) -> Config:
    """Read a config file. Raises ConfigError with every thing that is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    written = _toml(path, data) if path.suffix == ".toml" else _yaml(path, data)
    return convert(written, os.path.relpath(path))


def convert(written: object, where: str) -> Config:
    """Plain data to a config. Raises ConfigError, its places told below `where`."""
    from svclint import registry

    try:
        config = msgspec.convert(written or {}, Config)
        for rule, options in config.rules.items():
            if rule not in registry.families():
                raise msgspec.ValidationError
            registry.make(rule, options)
            if options.get("severity", "error") not in ("error", "warning", "note"):
                raise msgspec.ValidationError
    except (msgspec.ValidationError, ConfigError) as error:
        told = list(explain(written))
        raise ConfigError("\n".join(f"{where}: {line}" for line in told) or f"{where}: {error}") from None
    return config


def explain(written: object) -> Iterator[str]:
    """Everything that the config's JSON Schema says against plain data, a line each."""
    import json

    import jsonschema

    from svclint.read.shape import schema_file

    schema = json.loads(schema_file("config.json"))
    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(validator.iter_errors(written), key=lambda one: list(map(str, one.absolute_path))):
        where = ".".join(map(str, error.absolute_path))
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = list(error.schema.get("properties", ()))
            for name in sorted(set(error.instance) - set(known)):
                yield f"unknown key `{'.'.join(filter(None, (where, str(name))))}`{did_you_mean(str(name), known)}"
        elif error.validator == "anyOf" and error.context:
            yield f"{where}: {error.context[0].message}"
        else:
            hint = "; quote it" if isinstance(error.instance, (int, float)) and error.validator in ("enum", "type") else ""
            yield f"{where}: {error.message}{hint}" if where else error.message


def _toml(path: Path, data: bytes) -> object:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode()).get("tool", {}).get("svclint", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None


def _yaml(path: Path, data: bytes) -> object:
    from svclint.read.encoding import decode
    from svclint.read.lines import Lines
    from svclint.read.yaml import documents

    try:
        found = list(documents(decode(data)))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text: {error.reason}") from None
    for document in found:
        if document.error:
            line, column = Lines(decode(data)).position(document.chunk.start + document.error.offset)
            raise ConfigError(f"{os.path.relpath(path)}:{line}:{column}: {document.error.message}")
    if len(found) > 1:
        raise ConfigError(f"{path}: more than one document")
    return found[0].value if found else {}


def plain(config: Config) -> dict[str, Any]:
    """A config as plain data, as a file would say it."""
    return msgspec.json.decode(msgspec.json.encode(config))  # type: ignore[no-any-return]
