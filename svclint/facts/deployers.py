"""What deploys folders of the repository: Argo CD Applications and Flux Kustomizations."""

from __future__ import annotations

from svclint.facts.base import Object


class Deployer(Object, frozen=True, gc=False):
    """An object that deploys `folders`, each relative to the root of a repository, which need not be this one."""

    folders: tuple[str, ...]
