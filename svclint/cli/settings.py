"""What holds for a run: the config file that applies, and what the command line says instead of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from svclint import project
from svclint.config import files, texts
from svclint.config.files import Loaded
from svclint.config.layers import Layer
from svclint.errors import ConfigError


def settings(folder: Path, config: tuple[str, ...], *, isolated: bool = False, **given: Any) -> tuple[Path, Loaded]:
    """The root of the project around a folder, and its config, globs relative to that root.

    `config` is what `--config` was given: a file, or `key = value` in TOML; `given` are the values of other options by the
    names of keys. Raises ConfigError for whatever of it cannot be followed.
    """
    named = [one for one in config if "=" not in one or Path(one).is_file()]
    if len(named) > 1:
        raise ConfigError(f"--config: {' and '.join(named)}: one file can be named, the others may be `key = value`")
    if named and isolated:
        raise ConfigError(f"--isolated reads no config file, and --config names {named[0]}")
    found = None if isolated else Path(named[0]).resolve() if named else files.find(folder)
    root = folder if isolated else project.root_of(folder, found)
    above = [texts.setting(one) for one in reversed(config) if one not in named]
    above += [Layer(f"--{key}", Path.cwd(), {key: value}) for key, value in given.items() if value is not None]
    return root, files.load(found, root, above)
