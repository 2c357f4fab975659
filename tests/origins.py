"""How much of what kustomize and helm build is told back to its line, and whether editing that line moves the field.

`python -m tests.origins FOLDER...` prints both for projects; `--edit N` edits the line of every N-th exact field of what
kustomize builds, in a copy of the project, and builds again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from svclint import project
from svclint.cache import NOTHING
from svclint.config import Config
from svclint.facts import Deployer, Kustomization, Place
from svclint.facts import Path as Steps
from svclint.project import reading
from svclint.read import Reader
from svclint.read.yaml import documents
from svclint.render import Environment, Origin, Rendered, from_charts, from_kustomizations, kustomize, programs
from svclint.render.descend import descend
from svclint.texts import Texts

NOTES = ("config.kubernetes.io/origin", "alpha.config.kubernetes.io/transformations")
"""The annotations that a build is asked to add."""
TRAFFIC = re.compile(
    r"metadata\.(name|namespace)|spec\.(serviceName|type|clusterIP|selector\..*|ports\.\d+\.\w+)"
    r"|(.*\.)?(metadata\.labels\..*|matchLabels\..*)|.*ontainers\.\d+\.(ports\.\d+\.\w+|env\.\d+\.value)"
    r"|.*\.backend\.(service\.(name|port\.\w+)|serviceName|servicePort)"
)
"""The fields, steps joined by dots, that say where traffic goes; of Services, workloads and Ingresses."""
KINDS = {
    "Service", "Ingress", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod",
    "ReplicationController",
}  # fmt: skip
IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"))


class Field(Struct, frozen=True):
    """A scalar of an object in an environment; `document` is the number of the object's."""

    environment: Environment
    document: int
    path: Steps
    value: object
    origin: Origin
    steers: bool
    "It says where traffic goes."


def tree(root: Path) -> project.Project:
    """A project that nothing around it changes."""
    return project.discover([str(root)], root, isolated=True)


def kustomizations(root: Path) -> tuple[list[Kustomization], list[Deployer]]:
    """The kustomizations of a project, and what deploys them."""
    facts = list(reading.read_all(Reader(Config().kubernetes_version), tree(root)))
    return (
        [one.kustomization for one in facts if one.kustomization],
        [one for file in facts for one in file.objects if isinstance(one, Deployer)],
    )


def kustomized(root: Path) -> Rendered:
    """What the kustomizations of a project build to."""
    return from_kustomizations(root, *kustomizations(root))


def charts(root: Path) -> Rendered:
    """What the charts of a project render to."""
    found = tree(root)
    return from_charts(root, found.files, found.charts, [], Config().kubernetes_version)


def scalars(value: object, path: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Every scalar in a value, with the path that leads there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from scalars(inner, (*path, index))
    else:
        yield path, value


def fields(rendered: Rendered, texts: Texts) -> Iterator[Field]:
    """Every scalar of everything rendered, what the build was asked to add left out, with its origin."""
    for one in rendered.environments:
        trail = one.trail(texts.text)
        for document in documents(one.text):
            for path, value in scalars(document.value or []):
                if path[:2] == ("metadata", "annotations") and path[-1] in NOTES:
                    continue
                origin = trail.of(Place("rendered", document.index, path))
                steers = document.value["kind"] in KINDS and bool(TRAFFIC.fullmatch(".".join(map(str, path))))
                assert origin is not None, (one.name, document.index, path)
                yield Field(one, document.index, path, value, origin, steers)


Outcome = Literal["moved", "same", "refused"]


def edited(root: Path, texts: Texts, field: Field) -> Outcome:
    """What becomes of a field that kustomize built when exactly the line that its origin tells is edited, in a copy.

    `refused`: the build fails with the edit, so nothing is known.
    """
    program = programs.kustomize(NOTHING)
    assert program is not None
    at = texts.locate(field.origin.place)
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made, "project")
        shutil.copytree(root, copy, symlinks=True)
        text = (copy / at.file).read_bytes().decode()
        (copy / at.file).write_bytes((text[: at.offsets[0]] + other(field) + text[at.offsets[1] :]).encode())
        folder = field.environment.name.removeprefix("kustomize:")
        try:
            built = {one.index: one.value for one in documents(kustomize.build(program, copy, folder))}
        except programs.Failed:
            return "refused"
    before = next(one.value for one in documents(field.environment.text) if one.index == field.document)
    after = [one for one in built.values() if alike(one, before)]
    return (
        "same"
        if any(descend(one, field.path).complete and reached(one, field.path) == field.value for one in after)
        else "moved"
    )


def alike(one: Any, other: Any) -> bool:
    """Whether two objects are of one kind and name."""
    return bool(one["kind"] == other["kind"] and one["metadata"].get("name") == other["metadata"].get("name"))


def reached(one: Any, path: Steps) -> object:
    """The value at the end of a path."""
    return descend(one, path).value


def other(field: Field) -> str:
    """Another value of a field's own type, as YAML."""
    if isinstance(field.value, bool):
        return "false" if field.value else "true"
    if isinstance(field.value, (int, float)):
        return "59999"
    return {"TCP": "UDP", "UDP": "TCP"}.get(str(field.value), "changed")


def share(found: Counter[str]) -> str:
    """A count in words, each with its share."""
    every = sum(found.values()) or 1
    return ", ".join(f"{word} {number} ({number / every:.1%})" for word, number in found.most_common())


def measure(root: Path, every: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How exactly fields of a project are told, all and those that say where traffic goes, and what editing some showed."""
    told, steering, moved = Counter[str](), Counter[str](), Counter[str]()
    texts = Texts(tree(root))
    for rendered in (kustomized(root), charts(root)):
        for number, field in enumerate(fields(rendered, texts)):
            told[field.origin.precision] += 1
            steering[field.origin.precision] += field.steers
            chosen = every and number % every == 0 and field.path not in IDENTITY
            if chosen and field.origin.precision == "exact" and field.environment.chart is None:
                outcome = edited(root, texts, field)
                moved[outcome] += 1
                if outcome == "same":
                    print("not moved:", field.environment.name, field.document, field.path, field.value, field.origin.place)
    return told, steering, moved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--edit", type=int, default=0, metavar="N")
    given = parser.parse_args()
    sums = [Counter[str](), Counter[str](), Counter[str]()]
    for folder in given.folders:
        found = measure(folder.resolve(), given.edit)
        print(f"{folder.name}: {share(found[0])}")
        for total, one in zip(sums, found, strict=True):
            total.update(one)
    for name, total in zip(("all fields", "fields that say where traffic goes", "edited"), sums, strict=True):
        if total:
            print(f"{name}: {sum(total.values())}: {share(total)}")


if __name__ == "__main__":
    main()
