"""ConfigMaps and Secrets: what they hold, which pods take it, and the host names in it."""

from __future__ import annotations

from typing import Literal

from svclint.facts.base import Fact, Object, Path, Reference


class Entry(Fact, frozen=True, gc=False):
    """One key of a ConfigMap or Secret that holds host names, or a value short enough for a variable ("" else).

    The paths of its references are below the object.
    """

    key: str
    value: str
    references: tuple[Reference, ...]


class Config(Object, frozen=True, gc=False):
    """A ConfigMap, or a Secret by its `stringData`: the entries that may hold host names."""

    entries: tuple[Entry, ...]


class Source(Fact, frozen=True, gc=False):
    """A ConfigMap or Secret that pods take values from: all of it, or the `keys`.

    `variable` is the one that a single key fills, `prefix` what `envFrom` puts before each key.
    """

    kind: Literal["ConfigMap", "Secret"]
    name: str
    keys: tuple[str, ...] = ()
    variable: str = ""
    prefix: str = ""


class Assembled(Fact, frozen=True, gc=False):
    """A value, under its name, in which `$(VAR)` stands for variables that other objects or the pod itself fill."""

    name: str
    text: str
    path: Path
    namespaces: tuple[str, ...] = ()
    "The variables among them that hold the pod's namespace."
