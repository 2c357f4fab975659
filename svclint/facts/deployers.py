"""What deploys folders of the repository: Argo CD Applications, sets of them, Flux Kustomizations and HelmReleases."""

from __future__ import annotations

from svclint.facts.base import Fact, Object, Path


class Release(Fact, frozen=True, gc=False):
    """How an Application or HelmRelease installs the Helm chart of a `folder`, relative to the root of a repository.

    `files` are values files as written, from the chart's folder or, with a leading slash, from that root; `values` are
    values on top of them, as YAML; `parameters` (name, value, whether it stays a string) win over both.
    """

    folder: str
    name: str
    namespace: str
    files: tuple[str, ...] = ()
    values: str = ""
    parameters: tuple[tuple[str, str, bool], ...] = ()
    lenient: bool = False
    "Values files that are not there are passed over."
    path: Path = ()
    "Where the deployer says so, below the object."
    unknown: bool = False
    "Not all that it gives the chart is in files."

    @property
    def is_bare(self) -> bool:
        """Whether it gives the chart nothing."""
        return not (self.files or self.values or self.parameters or self.unknown)


class Overlay(Fact, frozen=True, gc=False):
    """How a deployer changes what the kustomization of a `folder` builds: `fields` are those of a kustomization around it, as
    JSON, and `unfollowed` what it sets besides.

    `path` is where it does so, below the object; there `patches` are as in the fields, the first `alike` of them.
    """

    folder: str
    path: Path
    fields: str
    alike: int = 0
    unfollowed: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it sets the namespace."""
        return "namespace" in self._names

    @property
    def alters(self) -> bool:
        """Whether it changes names, labels or anything else that the files show."""
        return bool(self.unfollowed or self._names - {"namespace", "replicas"})

    @property
    def _names(self) -> set[str]:
        import json

        return set(json.loads(self.fields))


class Deployer(Object, frozen=True, gc=False):
    """An object that deploys `folders`, each relative to the root of a repository, which need not be this one.

    `releases` say how, for those that would be charts, and `overlays` for those that it changes.
    """

    folders: tuple[str, ...]
    releases: tuple[Release, ...] = ()
    overlays: tuple[Overlay, ...] = ()


class ApplicationSet(Object, frozen=True, gc=False):
    """What makes Argo CD Applications of a `template`, which is JSON with expressions, Go's where `go`.

    `elements` are the parameters of list generators, each a JSON mapping; `directories` the git generators, each with its
    patterns of folders and whether one excludes; `unfollowed` where other generators stand, and what they are called.
    """

    template: str
    go: bool
    elements: tuple[str, ...] = ()
    directories: tuple[tuple[tuple[str, bool], ...], ...] = ()
    unfollowed: tuple[tuple[Path, str], ...] = ()
