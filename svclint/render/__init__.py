"""Renders what a repository would really deploy: each kustomization root to documents whose origins are known.

Programs are run by `programs`, in the safest way there is; nothing is fetched and nothing is written into the repository.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from svclint.facts import Deployer, Kustomization
from svclint.render import kustomize, programs


class Environment(Struct, frozen=True):
    """What one root renders to. `consumed` are the files that it read; `name` is such as `kustomize:deploy/prod`."""

    name: str
    text: str
    consumed: frozenset[str]


class Refused(Struct, frozen=True):
    """A root that was not rendered, the file that says so, why, and what would help."""

    file: str
    reason: str
    cure: str


class Rendered(Struct, frozen=True):
    """All that was rendered, and by which program."""

    environments: tuple[Environment, ...] = ()
    refused: tuple[Refused, ...] = ()
    by: str = ""

    @property
    def consumed(self) -> frozenset[str]:
        """The files that some environment shows."""
        return frozenset().union(*(one.consumed for one in self.environments))


def render(root: Path, kustomizations: Sequence[Kustomization], deployers: Iterable[Deployer]) -> Rendered:
    """Render every kustomization that is an environment of its own, two at a time."""
    trees = kustomize.Trees(root, kustomizations)
    found = trees.roots({folder for one in deployers for folder in one.folders})
    if not found:
        return Rendered()
    program = programs.kustomize()
    if program is None:
        cure = "install kustomize or kubectl, or say `--render never`"
        return Rendered((), tuple(Refused(one.file, "neither kustomize nor kubectl is installed", cure) for one in found))
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(lambda one: _attempt(program, root, trees, one), found))
    environments = tuple(one for one in done if isinstance(one, Environment))
    refused = tuple(one for one in done if isinstance(one, Refused))
    return Rendered(environments, refused, program.version if environments else "")


def _attempt(program: programs.Program, root: Path, trees: kustomize.Trees, one: Kustomization) -> Environment | Refused:
    closure = trees.closure(one)
    if closure.trouble:
        return Refused(closure.file, closure.trouble, closure.cure)
    folder = one.file.rpartition("/")[0]
    try:
        text = kustomize.build(program, root, folder)
    except programs.Failed as error:
        return Refused(one.file, str(error), "see what `kustomize build` says of this folder")
    return Environment(f"kustomize:{folder or '.'}", text, closure.files)
