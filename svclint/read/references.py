"""What a container is told: the host names in its variables, arguments and commands, and what it takes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from svclint.facts import Assembled, Path, Reference, Source
from svclint.read import hosts
from svclint.read.plain import items, mapping, text

_VARIABLE = re.compile(r"\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
_LOOSE_PORT = re.compile(r"(?i)port")
_NUMBER = re.compile(r"(?:-[\w.-]+=)?(?:0\.0\.0\.0|\[::\])?:?([1-9][0-9]{1,4})")
"""A port and nothing else, bare or with an address that means all: `3000`, `:3000`, `--port=3000`."""
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


class Told:
    """What one container is told; paths are below the container."""

    def __init__(self, container: dict[str, Any]) -> None:
        self.references: list[Reference] = []
        self.sources: list[Source] = []
        self.assembled: list[Assembled] = []
        self.numbers: list[int] = []
        self.port_variable = False
        self._values: dict[str, str] = {}
        self._foreign: dict[str, str] = {}
        if "envFrom" in container:
            self.sources += _env_from(container["envFrom"])
        self._all_foreign = bool(self.sources)
        for index, entry in enumerate(items(container.get("env"))):
            if isinstance(entry, dict):
                self._variable(entry, index)
        for field in ("command", "args"):
            if field in container:
                self._words(container[field], (field,))
        for probe in _PROBES:
            command = mapping(mapping(container[probe]).get("exec")).get("command") if probe in container else None
            if command:
                self._words(command, (probe, "exec", "command"))
        for hook in ("postStart", "preStop") if "lifecycle" in container else ():
            command = mapping(mapping(mapping(container["lifecycle"]).get(hook)).get("exec")).get("command")
            self._words(command, ("lifecycle", hook, "exec", "command"))

    def _variable(self, entry: dict[str, Any], index: int) -> None:
        name, value = entry.get("name"), entry.get("value")
        if not isinstance(name, str):
            return
        if _LOOSE_PORT.search(name):
            self.port_variable = True
        if isinstance(value, str):
            self._foreign.pop(name, None)
            self._values[name] = self._text(value, name, ("env", index, "value"))
        elif "valueFrom" in entry:
            self._values.pop(name, None)
            self._taken(name, mapping(entry["valueFrom"]))

    def _taken(self, name: str, origin: dict[str, Any]) -> None:
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            taken = mapping(origin.get(field))
            if text(taken.get("name")) and text(taken.get("key")):
                self._foreign[name] = kind
                self.sources.append(Source(kind, taken["name"], (taken["key"],), name))  # type: ignore[arg-type]
        if mapping(origin.get("fieldRef")).get("fieldPath") == "metadata.namespace":
            self._foreign[name] = "namespace"

    def _words(self, written: object, path: Path) -> None:
        """A flag names its value either before `=` or as the word before."""
        before = ""
        for index, word in enumerate(items(written)):
            if not isinstance(word, str):
                before = ""
                continue
            flag = word.partition("=")[0] if word.startswith("-") and "=" in word else before
            self._text(word, flag, (*path, index))
            before = word if word.startswith("-") else ""

    def _text(self, value: str, name: str, path: Path) -> str:
        """The value with the variables known so far; its hosts are noted, or left until the rest is known."""
        written = value
        if number := _NUMBER.fullmatch(value):
            self.numbers.append(int(number[1]))
        if "$(" in value:
            value = expand(value, self._values)
            missing = variables(value) if "$(" in value else []
            if missing and (self._all_foreign or any(one in self._foreign for one in missing)):
                spaces = tuple(one for one in missing if self._foreign.get(one) == "namespace")
                self.assembled.append(Assembled(name, value, path, spaces))
                return value
        if ":" in value or "." in value:
            for host, port, scheme, vague in hosts.in_value(value, name):
                self.references.append(Reference(host, port, scheme, path, host in written, vague))
        return value


def expand(value: str, known: dict[str, str]) -> str:
    """A value with `$(VAR)` replaced as the kubelet does; what is unknown stays, and `$$` is an escape."""
    return _VARIABLE.sub(lambda match: known.get(match[1], match[0]) if match[1] else match[0], value)


def variables(value: str) -> list[str]:
    """The names of the variables in a value."""
    return [match[1] for match in _VARIABLE.finditer(value) if match[1]]


def mounted(written: object) -> Iterator[Source]:
    """The ConfigMaps and Secrets in a pod's volumes."""
    for volume in map(mapping, items(written)):
        parts = [volume, *map(mapping, items(mapping(volume.get("projected")).get("sources")))]
        for part in parts:
            for field, kind, label in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName")):
                taken = mapping(part.get(field))
                name = text(taken.get(label)) or text(taken.get("name"))
                if name:
                    keys = tuple(text(mapping(one).get("key")) for one in items(taken.get("items")))
                    yield Source(kind, name, keys)  # type: ignore[arg-type]


def _env_from(written: object) -> Iterator[Source]:
    for entry in map(mapping, items(written)):
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            name = text(mapping(entry.get(field)).get("name"))
            if name:
                yield Source(kind, name, prefix=text(entry.get("prefix")))  # type: ignore[arg-type]
