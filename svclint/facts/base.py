"""What every stage shares: places, objects of any kind, and all that one file says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Path = tuple["str | int", ...]
Labels = tuple[tuple[str, str], ...]
Part = Literal["key", "value", "entry", "earlier", "error", "comment", "line"]


def pairs(labels: Iterable[tuple[str, str]]) -> str:
    """Labels or a selector as `kubectl get --selector` takes them: `app=web,tier=cart`."""
    return ",".join(f"{key}={value}" for key, value in labels)


class Fact(Struct, frozen=True, gc=False, array_like=True):
    """The base of all that a file says. Packed it is an array: small, and quick to read back."""


class Place(Fact, frozen=True, gc=False):
    """A place in a file, named by its path in the document; only the engine turns it into lines and columns.

    `part` is the value, its key, the entry (key and value), the earlier of two equal keys, the syntax error, a comment
    to svclint, whose path is its number in the file, or a line of a template, whose path is the line's number.
    A path whose last steps are not written falls on the key of the nearest written ancestor. `word` narrows a value to the
    first place where that word stands in it.
    """

    file: str
    document: int
    path: Path = ()
    part: Part = "value"
    word: str = ""
    inner: tuple[int, Path] | None = None
    "A document and a path in it, where the value at `path` is itself the text of YAML documents."


class Object(Fact, frozen=True, gc=False, tag=True, tag_field="fact"):
    """What every Kubernetes object has. `namespace` None means that none is written: unknown, not `default`."""

    kind: str
    name: str
    namespace: str | None
    file: str
    document: int
    base: Path
    labels: Labels
    lacking: tuple[str, ...]
    "What the API demands and this object does not write: a patch or fragment, unless nothing explains it."

    def at(self, *path: str | int, part: Part = "value", word: str = "") -> Place:
        """The place of a field of this object."""
        return Place(self.file, self.document, self.base + path, part, word)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Reference(Fact, frozen=True, gc=False):
    """A host name that a program is given, where it stands, and how it is written there.

    `scheme` is "" when none is written, `port` None likewise. `literal`: it stands there as it is, not put together.
    `vague`: a word and a number under a name that says no address, such as a weight or a limit, unless it is a port.
    """

    host: str
    port: int | None
    scheme: str
    path: Path
    literal: bool = True
    vague: bool = False


class Kustomization(Fact, frozen=True, gc=False):
    """A kustomization file. Paths are relative to its folder, as written.

    `alters`: it changes names, labels or anything else of what it takes in, so the raw files do not show what is applied.
    """

    file: str
    resources: tuple[str, ...]
    patches: tuple[str, ...]
    alters: bool
    moves: bool
    "It sets the namespace of what it takes in."
    component: bool = False
    inflates: bool = False
    "It takes in a Helm chart, for which kustomize would run helm."
    others: tuple[str, ...] = ()
    "Files that it reads besides resources and patches."
    plugins: bool = False
    "It lists generators, transformers or validators, whose configuration may name further files."
    prefix: str = ""
    "What it puts before names."
    suffix: str = ""


class Problem(Fact, frozen=True, gc=False):
    """What one file alone shows to be wrong. `kind` is the id of the rule that speaks it; `object` indexes
    `FileFacts.objects`, and a problem of an object that turns out to be a fragment is not one."""

    kind: str
    place: Place
    detail: str
    value: str = ""
    help: str = ""
    also: Place | None = None
    serious: bool = True
    object: int | None = None
    missing: bool = False
    "It says that a field is not written, which a base or patch may bring."


class Ignore(Fact, frozen=True, gc=False):
    """A comment or annotation that hides findings of some rules or families (none: it is malformed), and why.

    A comment reaches its line, the one below, or the object that begins there; `ignore-file` the file; an annotation,
    with the index of its object, that object. `quoted`: it is no comment but words in a text, such as a script.
    `wanted`: how a malformed comment is to be written, or the key of a misspelled annotation.
    """

    place: Place
    rules: tuple[str, ...]
    reason: str
    whole_file: bool = False
    object: int | None = None
    quoted: bool = False
    wanted: str = ""
