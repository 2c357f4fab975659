"""Globs as .gitignore writes them, without `!`: which paths of a project they mean.

`*` and `?` stay within a name, `**` crosses folders. With a slash before its end a glob counts from its folder, without one
it is a name at any depth; a folder takes all below it, and a glob that ends in a slash means folders only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

_TOKEN = r"(?s)(?P<deep>(?<![^/])\*\*/)|(?P<many>\*+)|(?P<one>\?)|\[(?P<not>[!^]?)(?P<set>\]?[^\]]*)\]|\\?(?P<plain>.)"
_SPECIAL = r"[\\\[&~|]"


class Globs:
    """The paths that any of some globs means; paths are relative to `root`, the globs too, and may begin with `../`."""

    def __init__(self, root: Path, globs: Iterable[str]) -> None:
        self._names = root.parts
        by_climbs: dict[int, list[str]] = {}
        for glob in globs:
            climbs = 0
            while glob.startswith("../", 3 * climbs):
                climbs += 1
            by_climbs.setdefault(climbs, []).append(_expression(glob[3 * climbs :], anchored=bool(climbs)))
        self._found = [(climbs, re.compile("|".join(found))) for climbs, found in by_climbs.items()]

    def __bool__(self) -> bool:
        return bool(self._found)

    def match(self, path: str) -> bool:
        """Whether a file or folder is meant."""
        return any(
            found.fullmatch("/".join((*self._names[max(len(self._names) - climbs, 0) :], path)) if climbs else path)
            for climbs, found in self._found
        )


def check(glob: str) -> str:
    """What is wrong with a glob, "" for a good one."""
    if not glob.strip("/"):
        return "an empty glob"
    if glob.startswith("!"):
        return "a glob cannot take back what another means: `!` is not known"
    try:
        re.compile(_expression(glob))
    except re.error:
        return "the brackets hold no set of characters"
    return ""


def anchored(glob: str, folder: str) -> str:
    """A glob that is relative to a folder as one that is relative to the root; `folder` is "" for the root itself.

    A name at any depth stays one.
    """
    if not folder or "/" not in glob.rstrip("/"):
        return glob
    moved = posixpath.normpath(posixpath.join(folder, glob.lstrip("/")))
    return (moved if moved.startswith("../") else f"/{moved}") + ("/" if glob.endswith("/") else "")


def _expression(glob: str, *, anchored: bool = False) -> str:
    wanted = glob.removeprefix("./").strip("/")
    free = not anchored and "/" not in wanted and not glob.startswith(("/", "./"))
    below = r"/.*" if glob.endswith("/") else r"(?:/.*)?"
    return (r"(?:.*/)?" if free else "") + "".join(map(_token, re.finditer(_TOKEN, wanted))) + below


def _token(match: re.Match[str]) -> str:
    if match["deep"]:
        return r"(?:.*/)?"
    if match["many"]:
        return ".*" if len(match["many"]) > 1 else "[^/]*"
    if match["one"]:
        return "[^/]"
    if match["set"] is not None:
        inside = re.sub(_SPECIAL, r"\\\g<0>", match["set"])
        return f"[^/{inside}]" if match["not"] else f"[{inside}]"
    return re.escape(match["plain"])
