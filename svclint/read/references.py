"""Finds the host names that a container is given in env values, arguments and commands.

Only what is written as a host: in a URL, as `host:port`, or as a whole `name.namespace` value. A bare word that
happens to equal a Service's name is none, and neither are issuers, audiences, image names and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Path, Reference

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*\.?"
_URL = re.compile(rf"([a-z][a-z0-9+.-]*)://(?:[^@/\s,;'\"$]*@)?({_HOST})(?::([0-9]{{1,5}}))?(?=[/\s,;?#'\")\]}}|]|$)")
_HOST_PORT = re.compile(rf"(?:^|[\s=,;'\"(\[|@])((?=[0-9-]*[A-Za-z]){_HOST}):([0-9]{{2,5}})(?=[/\s,;'\")\]}}|?]|$)")
_DOTTED = re.compile(rf"(?:^|[\s=,;'\"])((?=[0-9-]*[A-Za-z]){_LABEL}(?:\.{_LABEL})+\.?)(?=[\s,;'\"]|$)")
_ADDRESS = re.compile(r"[0-9.]+|localhost|(?:.*\.)?localhost\.?|0x.*")
_NOT_LOOKED_UP = re.compile(
    r"(?i)issuer|audience|origin|cors|allowed|redirect|callback|public|external[_-]?url|root[_-]?url|image|repo(sitory)?\b"
    r"|registry|schema|namespace|provisioner|annotation|label|domain|cookie|no_?proxy|class|version|user.?agent|xmlns|docs?_"
)
_NOT_A_NAME = re.compile(
    r"(?i).*\.(ya?ml|json|jar|war|py|sh|js|ts|conf|cfg|ini|toml|xml|properties|txt|log|db|sql|pem|crt|key|cert|sock|html?"
    r"|md|csv|gz|tgz|zip|png|svg|so|bin|exe|class|env|lock|pid|tmpl|tpl|go|rb|php|rs|c|h|java|local_?file)\.?"
)
_COMMENT = re.compile(r"(?m)^[ \t]*#.*")
_LOOSE_PORT = re.compile(r"(?i)port")


def references(container: dict[str, Any]) -> Iterator[Reference]:
    """The host names in one container; paths are below the container."""
    env = container.get("env")
    if isinstance(env, list):
        for index, entry in enumerate(env):
            if isinstance(entry, dict):
                value, name = entry.get("value"), entry.get("name")
                if isinstance(value, str) and ("." in value or ":" in value):
                    yield from _hosts(value, str(name), ("env", index, "value"))
    for field in ("command", "args"):
        words = container.get(field)
        if isinstance(words, list):
            for index, word in enumerate(words):
                if isinstance(word, str) and ("." in word or ":" in word):
                    yield from _arguments(word, words, index, field)


def _arguments(word: str, words: list[Any], index: int, field: str) -> Iterator[Reference]:
    """A flag names its value either before `=` or as the word before."""
    if len(word) > 4096:
        return
    before = words[index - 1] if index and isinstance(words[index - 1], str) and words[index - 1].startswith("-") else ""
    flag = word.partition("=")[0] if word.startswith("-") and "=" in word else before
    yield from _hosts(word, flag, (field, index))


def _hosts(text: str, name: str, path: Path) -> Iterator[Reference]:
    if _NOT_LOOKED_UP.search(name) or text.lstrip().startswith(("{", "[")):
        return
    if "#" in text:
        text = _COMMENT.sub("", text)
    seen: set[str] = set()
    for match in _URL.finditer(text):
        scheme, host, port = match.groups()
        if _is_name(host) and scheme not in ("unix", "file", "npipe", "docker", "oci"):
            seen.add(host)
            yield Reference(host, int(port) if port else None, scheme, path)
    if "://" in text and not seen and "," not in text:
        return
    for match in _HOST_PORT.finditer(text):
        host, port = match.groups()
        if host not in seen and _is_name(host):
            seen.add(host)
            yield Reference(host, int(port), "", path)
    if "://" in text or "/" in text:
        return
    for match in _DOTTED.finditer(text):
        host = match.group(1)
        if host not in seen and _is_name(host) and not _NOT_A_NAME.fullmatch(host):
            seen.add(host)
            yield Reference(host, None, "", path)


def _is_name(host: str) -> bool:
    return len(host) <= 253 and not _ADDRESS.fullmatch(host)


def has_port_variable(container: dict[str, Any]) -> bool:
    """Whether some variable of the container may hold a port of its own, apart from the host."""
    env = container.get("env")
    return isinstance(env, list) and any(
        isinstance(entry, dict) and _LOOSE_PORT.search(str(entry.get("name"))) for entry in env
    )
