"""Why kustomize failed: its words to one sentence, what helps, and the place in the project that they speak of."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from svclint.errors import did_you_mean
from svclint.facts import Path as Steps
from svclint.facts import Place
from svclint.placeholder import is_placeholder
from svclint.read.yaml import documents
from svclint.render.reasons import Known, Reason, recognised

_ID = r"(?P<kind>\w+)\.\S+?/(?P<name>[^\s\"]+?)\.\[?[\w-]+\]?"
_FIELDS = [
    "resources", "components", "patches", "namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "images",
    "commonAnnotations", "replicas", "replacements", "configMapGenerator", "secretGenerator", "generatorOptions",
    "transformers", "generators", "validators", "crds", "configurations", "openapi", "buildMetadata", "sortOptions",
    "helmCharts", "patchesStrategicMerge", "patchesJson6902", "vars", "bases",
]  # fmt: skip
_KUSTOMIZE = (
    Known(
        re.compile(rf"(?:failed to find unique target for patch|no resource matches strategic merge patch) \"?{_ID}"),
        "it has a patch for {kind} {name}, which nothing that it takes in defines",
        "correct the name, take in what defines {kind} {name}, or drop the patch",
        "{name}",
    ),
    Known(
        re.compile(r'invalid Kustomization: json: unknown field "(?P<field>[^"]+)"'),
        "kustomize knows no field `{field}`",
        "correct or drop it{near}",
        "{field}",
        breaks=False,
    ),
    Known(
        re.compile(r"json: cannot unmarshal (?P<is>\w+) into Go struct field (?:\S+\.)?(?P<field>\w+) of type (?P<wanted>\S+)"),
        "its `{field}` is a {is}, and kustomize takes a {wanted}",
        "write it as a {wanted}",
        "{field}",
    ),
    Known(
        re.compile(
            rf"(?:merging resources from '|recursed merging from path ')(?P<entry>[^']+)': "
            rf"may not add resource with an already registered id: {_ID}"
        ),
        "it takes in {kind} {name} twice, the second time from {entry}",
        "take it in once, or tell the two apart by a namespace or a name prefix",
        "{entry}",
    ),
    Known(
        re.compile(r"MalformedYAMLError: yaml: (?:line \d+: )?(?P<what>.+?) in File: (?P<entry>\S+)"),
        "its {entry} is no YAML: {what}",
        "correct the file",
        "{entry}",
        breaks=False,
    ),
    Known(
        re.compile(
            r"(?P<op>\w+) operation does not apply: doc is missing (?:path|key): \"?(?P<path>[^\s\":]+)|"
            r"error in (?P<op2>\w+) for path: '(?P<path2>[^']+)'"
        ),
        "it has a JSON patch whose `{op}` finds nothing at {path}",
        "correct the path, or add what lies above it first",
        "{path}",
    ),
    Known(
        re.compile(r"from '(?P<entry>[^']+)': (?:missing Resource metadata|missing metadata\.name in object)"),
        "its {entry} holds an object without `metadata.name`",
        "give the object a name, or do not list the file under `resources`",
        "{entry}",
    ),
    Known(
        re.compile(r"expected kind != 'Component' for path '(?P<entry>[^']+)'"),
        "it lists {entry}, a component, under `resources`",
        "list it under `components`",
        "{entry}",
    ),
    Known(
        re.compile(r"expected kind 'Component' for path '(?P<entry>[^']+)' but got"),
        "it lists {entry} under `components`, and that is no component",
        "list it under `resources`",
        "{entry}",
    ),
    Known(
        re.compile(r"for path '(?P<entry>[^']+)': kustomization\.ya?ml is empty"),
        "the kustomization of {entry} is empty",
        "list in it what it takes in, or do without it",
        "{entry}",
    ),
    Known(
        re.compile(r"nothing selected by (?P<kind>\w+)\.\S+?/(?P<name>[^\s.]+)\."),
        "it has a replacement that takes a value from {kind} {name}, which nothing that it takes in defines",
        "correct the name, or take in what defines {kind} {name}",
        "{name}",
    ),
    Known(
        re.compile(r"resource with name (?P<name>\S+) does not match a config with the following GVK"),
        "its `replicas` names {name}, and no workload that it takes in is called so",
        "correct the name, or drop the entry",
        "{name}",
    ),
    Known(
        re.compile(r'merging from generator .*?Kind:"(?P<kind>\w+)".*?Name:"(?P<name>[^"]+)".* does not exist'),
        "it merges into {kind} {name}, which nothing that it takes in makes",
        "correct the name, or drop `behavior`",
        "{name}",
    ),
    Known(
        re.compile(r"(?P<kind>configmap|secret) (?P<name>\S+) illegally repeats the key `(?P<key>[^`]+)`"),
        "it gives the {kind} {name} the key {key} twice",
        "drop one of the two",
        "{name}",
    ),
    Known(
        re.compile(r'unable to parse SM or JSON patch from \[path: "(?P<entry>[^"]+)"'),
        "its {entry} is no patch: it is neither an object with kind and name nor a list of operations",
        "give it `apiVersion`, `kind` and `metadata.name`",
        "{entry}",
    ),
    Known(
        re.compile(r"unable to parse SM or JSON patch from"),
        "it has a patch that is neither an object with kind and name nor a list of operations",
        "give it `apiVersion`, `kind` and `metadata.name`",
    ),
    Known(
        re.compile(r"cycle detected: candidate root '(?P<entry>[^']+)'"),
        "it takes in {entry}, which takes in itself again",
        "break the circle",
        "{entry}",
    ),
)  # fmt: skip
"""In the order in which they are tried. The words are those of kustomize 5."""


_TYPES = {"number": (int, float), "bool": bool, "string": str, "array": list, "object": dict}
_WORDS = {"bool": "truth value", "array": "list", "object": "mapping", "map": "mapping"}


def kustomize(complaint: str, root: Path, files: Iterable[str]) -> Reason:
    """What kustomize's failure means. `files` are the kustomizations and patches that it read, the root's first."""
    said = complaint.replace('\\"', '"')
    found = recognised(said, _KUSTOMIZE, 0)
    if found is None:
        return Reason("", "see what `kustomize build` says of this folder", None)
    one, words = found
    is_type = _TYPES.get(words.get("is", ""), object)
    words.setdefault("entry", words.get("path", ""))
    words = {name: _shown(value, root) for name, value in words.items()}
    near = did_you_mean(words["field"], _FIELDS) if "field" in words else ""
    place = mention(root, _nearest(said, root, list(files)), one.at.format(**words), is_type) if one.at else None
    breaks = (one.breaks or bool(near)) and not any(map(is_placeholder, words.values()))
    return Reason(one.detail.format(**words), one.cure.format(**words, near=near), place, breaks)


def mention(root: Path, files: Iterable[str], word: str, is_type: Any = object) -> Place | None:
    """The first place in some files where a word stands: as a scalar, as a path beside its file, or as a key of a type."""
    for file in files:
        for index, value in enumerate(_documents(root, file)):
            for path, key, found in _walk(value):
                if key == word and isinstance(found, is_type):
                    return Place(file, index, path, "key")
                if isinstance(found, str) and word in _paths(file, found):
                    return Place(file, index, path)
                if isinstance(found, str) and "\n" in found and word in found:
                    for inner in documents(found):
                        steps = next((steps for steps, key, one in _walk(inner.value) if word in (one, key)), None)
                        if steps is not None:
                            return Place(file, index, path, inner=(inner.index, steps))
    return None


def _paths(file: str, said: str) -> tuple[str, str, str]:
    """A scalar as it is written, as the path of an entry `key=path`, and as a path from the project's root."""
    path = said.rpartition("=")[2]
    return said, path, posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def _documents(root: Path, file: str) -> list[Any]:
    try:
        return [one.value for one in documents((root / file).read_text(encoding="utf-8-sig"))]
    except (OSError, UnicodeDecodeError):
        return []


def _walk(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, str, Any]]:
    """Everything in a value with its path and its key, "" for items of lists."""
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, step), step if isinstance(step, str) else "", inner
        yield from _walk(inner, (*path, step))


def _nearest(said: str, root: Path, files: list[str]) -> list[str]:
    """The files, those of the folder that was named last first."""
    named = [os.path.relpath(path, os.path.realpath(root)) for path in re.findall(r"(?:for|of|from) path '([^']+)'", said)]
    last = named[-1].replace(os.sep, "/") if named else ""
    return sorted(files, key=lambda file: posixpath.dirname(file) != last)


def _shown(word: str, root: Path) -> str:
    """A word of the program as a person knows it: its types by name, its paths relative to the project."""
    if word.startswith("[]"):
        return "list"
    inside = os.path.realpath(root) + os.sep
    return word.removeprefix(inside).replace(os.sep, "/") if word.startswith(inside) else _WORDS.get(word, word)
