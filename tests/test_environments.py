"""The environments of real repositories are those that kubectl renders of them, object by object and field by field."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from svclint.cache import NOTHING
from svclint.read.yaml import documents
from svclint.render import kustomize, programs
from svclint.texts import Texts
from tests import needs
from tests.origins import IDENTITY, NOTES, edited, fields, kustomizations, kustomized, tree

PROJECTS = sorted(path for path in (needs.CORPUS / "kustomize").glob("*") if path.is_dir())
RENDERED = needs.CORPUS / "kustomize-rendered"
PROGRAM = programs.kustomize(NOTHING)
pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="neither kustomize nor kubectl is installed"),
    needs.corpus,
]
EXPLAINED = {
    "an environment": 24,
    "taken in by another kustomization, whose environment shows it": 41,
    "it takes in what the corpus does not hold, such as scripts and .env files": 65,
    "its own kustomization is not in the corpus": 4,
}
"""All that kubectl rendered of the whole repositories, where the corpus holds the manifests only."""


def objects(text: str) -> list[dict[str, Any]]:
    """The objects of a rendered text without the notes that we ask the build for."""
    found = [one.value for one in documents(text) if one.value]
    for one in found:
        annotations = one["metadata"].get("annotations", {})
        for note in NOTES:
            annotations.pop(note, None)
        if not annotations:
            one["metadata"].pop("annotations", None)
    return found


def test_what_is_rendered_is_what_kubectl_renders_and_every_difference_is_explained() -> None:
    assert PROGRAM is not None
    counts: Counter[str] = Counter()
    for root in PROJECTS:
        found, deployers = kustomizations(root)
        trees = kustomize.Trees(root, found)
        by_folder = {one.file.rpartition("/")[0]: one for one in found}
        roots = {one.file.rpartition("/")[0] for one in trees.roots({one for by in deployers for one in by.folders})}
        ours = {one.name.removeprefix("kustomize:"): one.text for one in kustomized(root).environments}
        theirs = {path.stem.replace("__", "/"): path for path in (RENDERED / root.name).glob("*.yaml")}
        assert ours.keys() <= theirs.keys()
        for folder, path in theirs.items():
            if folder not in by_folder:
                assert not list((root / folder).glob("[Kk]ustomization*"))
                counts["its own kustomization is not in the corpus"] += 1
                continue
            closure = trees.closure(by_folder[folder])
            if closure.trouble:
                assert closure.place is not None
                missing = closure.trouble.removeprefix("it takes in ").removesuffix(", which is no file of this project")
                beside = root / closure.place.file.rpartition("/")[0] / missing
                assert not beside.is_file()
                assert not list(beside.glob("[Kk]ustomization*"))
                counts["it takes in what the corpus does not hold, such as scripts and .env files"] += 1
                continue
            assert (folder in ours) == (folder in roots), folder
            text = ours.get(folder) or kustomize.build(PROGRAM, root, folder)
            assert objects(text) == objects(path.read_text()), (root.name, folder)
            taken = "taken in by another kustomization, whose environment shows it"
            counts["an environment" if folder in ours else taken] += 1
    assert counts == EXPLAINED


def test_fields_of_real_kustomizations_are_told_exactly_and_editing_their_lines_moves_them() -> None:
    """99 % of what says where traffic goes; of all fields the rest are names put together and what kustomize itself gives."""
    every = exact = steering = steering_exact = 0
    outcomes: Counter[str] = Counter()
    for root in PROJECTS:
        texts = Texts(tree(root))
        for number, field in enumerate(fields(kustomized(root), texts)):
            is_exact = field.origin.precision == "exact"
            every, exact = every + 1, exact + is_exact
            steering, steering_exact = steering + field.steers, steering_exact + (field.steers and is_exact)
            if is_exact and number % 97 == 0 and field.path not in IDENTITY:
                outcome = edited(root, texts, field)
                assert outcome != "same", (root.name, field.environment.name, field.path, field.origin.place)
                outcomes[outcome] += 1
    assert steering_exact >= 0.99 * steering
    assert exact >= 0.97 * every
    assert outcomes["moved"] >= 30
