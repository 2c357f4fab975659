"""The text of a config file, or of a setting on the command line, to a layer of plain data that is not checked yet."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svclint.config.layers import Layer
from svclint.config.places import Places
from svclint.errors import ConfigError
from svclint.project import read_file
from svclint.read.encoding import decode


def read(path: Path) -> Layer:
    """A config file. Raises ConfigError for what is no file, no text, no YAML or no TOML, with its place."""
    name = os.path.relpath(path)
    if os.path.isdir(path):
        raise ConfigError(f"{name}: a folder, no file")
    source = read_file(path.parent, path.name, follow=True)
    if source is None or source.error:
        raise ConfigError(f"{name}: {source.error if source else 'no such file'}")
    try:
        text = decode(source.data)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: not text: {error.reason}") from None
    toml = path.suffix == ".toml"
    data = _section(name, _toml(name, text)) if toml else _yaml(name, text)
    return Layer(name, path.parent, {} if data is None else data, path, Places(text, toml=toml))


def setting(text: str) -> Layer:
    """`key = value` in TOML as `--config` takes it. Raises ConfigError for what is none."""
    return Layer("--config", Path.cwd(), _toml(f"--config '{text}'", text, "; a text stands in quotes: --config 'a = \"b\"'"))


def _toml(name: str, text: str, hint: str = "") -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r" \((?:at line (\d+), column (\d+)|at end of document)\)$", str(error))
        if place and not hint:
            at = f"{place[1]}:{place[2]}" if place[1] else f"{len(text.splitlines())}"
            raise ConfigError(f"{name}:{at}: no TOML: {str(error)[: place.start()]}") from None
        raise ConfigError(f"{name}: no TOML: {error}{hint}") from None
    return found


def _section(name: str, found: dict[str, Any]) -> Any:
    tool = found.get("tool", {})
    if not isinstance(tool, dict):
        raise ConfigError(f"{name}: `tool` is no table")
    return tool.get("svclint", {})


def _yaml(name: str, text: str) -> Any:
    from svclint.read.lines import Lines
    from svclint.read.yaml import documents

    lines = Lines(text)
    found = list(documents(text))
    for document in found:
        if document.error:
            line, column = lines.position(document.chunk.start + document.error.offset)
            raise ConfigError(f"{name}:{line}:{column}: {document.error.message}")
    if len(found) > 1:
        line, _ = lines.position(found[1].chunk.start)
        raise ConfigError(f"{name}:{line}: a second document: a config file is one")
    if found and found[0].kind == "template":
        raise ConfigError(f"{name}: a key is itself a mapping or a list")
    twice = [f"{name}:{line}:{column}: `{key}` stands here twice" for line, column, key in _repeated(text)] if found else []
    if found and found[0].odd and twice:
        raise ConfigError("\n".join(twice))
    return found[0].value if found else None


def _repeated(text: str) -> Iterator[tuple[int, int, str]]:
    """(line, column, key) of keys that stand in their mapping before."""
    from svclint.read.locate import Locator, Node

    locator = Locator(text)
    root = locator.document(0)
    todo = [root] if isinstance(root, Node) else []
    while todo:
        node = todo.pop()
        seen: set[str] = set()
        for name, key, value in node.pairs or ():
            if name in seen:
                yield (*locator.lines.position(key.span.start), name)
            seen.add(name)
            todo.append(value)
        todo += node.items or ()
