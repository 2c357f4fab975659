"""Renders what a repository would really deploy: kustomization roots and charts to documents whose origins are known.

Programs are run by `programs`, in the safest way there is; nothing is fetched and nothing is written into the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, structs

from svclint import progress
from svclint.cache import NOTHING, Cache
from svclint.facts import Deployer, Kustomization, Place
from svclint.render import helm, kustomize, kustomize_reasons, programs
from svclint.render.charts import Chart
from svclint.render.environment import Environment as Environment
from svclint.render.environment import Origin as Origin
from svclint.render.environment import Refused as Refused
from svclint.render.environment import Trail as Trail
from svclint.render.origin import Origins
from svclint.render.reasons import Reason
from svclint.render.scratch import said
from svclint.render.ways import Way, ways

A = TypeVar("A")
B = TypeVar("B")
_AT_ONCE = 2
_SOURCE = re.compile(r"^# Source: (.+)$", re.MULTILINE)


class Built(Struct, frozen=True):
    """How many of what a program rendered; `by` is its name and version."""

    what: str
    number: int
    by: str


class Rendered(Struct, frozen=True):
    """All that was rendered, and by which programs."""

    environments: tuple[Environment, ...] = ()
    refused: tuple[Refused, ...] = ()
    built: tuple[Built, ...] = ()

    @property
    def consumed(self) -> frozenset[str]:
        """The files that some environment shows."""
        return frozenset().union(*(one.consumed for one in self.environments))

    @property
    def templates(self) -> tuple[int, int]:
        """How many files of charts wrote objects, and how many they wrote; what environments of one chart share counts once."""
        files = set[tuple[str, str]]()
        objects: dict[str, int] = {}
        for one in self.environments:
            if one.chart is not None:
                sources = _SOURCE.findall(one.text)
                files.update((one.chart, source) for source in sources)
                objects[one.chart] = max(objects.get(one.chart, 0), len(sources))
        return len(files), sum(objects.values())

    def __add__(self, other: Rendered) -> Rendered:
        return Rendered(self.environments + other.environments, self.refused + other.refused, self.built + other.built)


def from_kustomizations(
    root: Path, found: Sequence[Kustomization], deployers: Sequence[Deployer], cache: Cache = NOTHING
) -> Rendered:
    """Render every kustomization that is an environment of its own, in every way in which it is deployed, two at a time."""
    trees = kustomize.Trees(root, found)
    roots = trees.roots({folder for one in deployers for folder in one.folders})
    if not roots:
        return Rendered()
    program = programs.kustomize(cache)
    if program is None:
        return _missing(
            (Place(one.file, 0) for one in roots), "kustomization", "neither kustomize nor kubectl", "kustomize or kubectl"
        )
    given = [way for one in roots for way in ways(one, deployers)]
    done = _each(lambda way: _built(program, root, trees, way, cache), given, "rendering kustomizations")
    number = len({way.one.file for way, one in zip(given, done, strict=True) if isinstance(one, Environment)})
    return _rendered(done, "kustomization", program, number)


def from_charts(
    root: Path,
    files: Sequence[str],
    folders: Iterable[str],
    deployers: Sequence[Deployer],
    version: str,
    cache: Cache = NOTHING,
) -> Rendered:
    """Render every chart that is installed, in every way in which the project does so, two charts at a time."""
    found = list(helm.found(root, folders))
    installed = [one for one in found if isinstance(one, Chart)]
    refused = [one for one in found if isinstance(one, Refused)]
    program = programs.helm(cache)
    if program is None or not installed:
        return Rendered(refused=tuple(refused)) + _missing(
            (helm.where_named(one.file) for one in installed), "Helm chart", "no helm", "helm"
        )
    run = helm.Helm(program, root, files, deployers, version, cache)
    each = _each(lambda one: list(run.render(one)), installed, "rendering charts")
    number = sum(any(isinstance(one, Environment) for one in done) for done in each)
    return _rendered([*refused, *chain.from_iterable(each)], "chart", program, number)


def _each(work: Callable[[A], B], items: Sequence[A], stage: str) -> list[B]:
    """The results of some work on each item, two at a time; where it is given up, the programs that run are ended."""
    done: list[B] = []
    progress.tell(stage, 0, len(items))
    pool = ThreadPoolExecutor(max_workers=_AT_ONCE)
    try:
        for one in pool.map(work, items):
            done.append(one)
            progress.tell(stage, len(done), len(items))
    except BaseException:
        with programs.ended():
            pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()
    return done


def _missing(places: Iterable[Place], what: str, told: str, wanted: str) -> Rendered:
    cure = f"install {wanted}, or say `--render never`"
    return Rendered(
        refused=tuple(Refused(f"this {what} was not rendered", one, f"{told} is installed", cure) for one in places)
    )


def _rendered(done: Iterable[Environment | Refused], what: str, program: programs.Program, number: int) -> Rendered:
    done = list(done)
    return Rendered(
        tuple(one for one in done if isinstance(one, Environment)),
        tuple(one for one in done if isinstance(one, Refused)),
        (Built(what, number, program.version),) if number else (),
    )


def _built(program: programs.Program, root: Path, trees: kustomize.Trees, way: Way, cache: Cache) -> Environment | Refused:
    one = way.one
    closure = trees.closure(one)
    if closure.trouble:
        return _refused(one, Reason(closure.trouble, closure.cure, closure.place, bool(closure.doubt)), closure.doubt)
    folder = one.file.rpartition("/")[0]
    try:
        text = programs.kept(
            cache if closure.whole else NOTHING,
            lambda: [program.identity, way.fields, *kustomize.content(root, folder, closure)],
            lambda: kustomize.build(program, root, folder, way.fields),
            str,
        )
    except (programs.Failed, OSError) as error:
        if way.fields != "{}":
            refused = f"{way.by} changes what this kustomization builds, and kustomize refuses the change"
            return _built(program, root, trees, structs.replace(way, fields="{}", unlikely=refused), cache)
        read = [*closure.kustomizations, *closure.patches]
        why = kustomize_reasons.kustomize(programs.complaint(error), root, read)
        return _refused(one, why if why.detail else structs.replace(why, detail=said(error, root)))
    return Environment(
        f"kustomize:{folder or '.'}{way.variant}",
        text,
        closure.files,
        lambda read: Origins(text, read, closure.kustomizations, way),
        variant=way.variant,
        unlikely=way.unlikely,
    )


def _refused(one: Kustomization, why: Reason, doubt: str = "") -> Refused:
    folder, place = one.file.rpartition("/")[0], why.place
    if place is None or place.file.rpartition("/")[0] == folder:
        told = "this kustomization was not rendered"
        return Refused(told, place or Place(one.file, 0), why.detail, why.cure, breaks=why.breaks, doubt=doubt)
    here = re.sub("^(it|its) ", lambda word: "this kustomization's " if word[1] == "its" else "this kustomization ", why.detail)
    return Refused("", place, here, why.cure, folder or ".", breaks=why.breaks, doubt=doubt)
