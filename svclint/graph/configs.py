"""Which ConfigMaps and Secrets the pods of a workload are given, and what that fills their variables with."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.facts import Config, Container, Entry, Reference, Source, Workload
from svclint.graph.index import Names
from svclint.graph.selection import Selections
from svclint.read.hosts import in_value, is_looked_up
from svclint.read.references import expand
from svclint.scope import Scope


class Configs:
    """The ConfigMaps and Secrets of a scope, found from the workloads that take them."""

    def __init__(self, scope: Scope, selections: Selections) -> None:
        self._selections = selections
        self._configs = Names(scope, Config, lambda one: ((one.kind, one.name),))
        self._used: set[int] = set()

    def references(self, workload: Workload) -> Iterator[tuple[Config, Entry, Reference]]:
        """The host names in what the workload's pods take from ConfigMaps and Secrets; paths are below those."""
        seen: set[int] = set()
        for source in (*workload.volumes, *(source for one in workload.containers for source in one.sources)):
            for config, entry in self._taken(workload, source):
                if id(entry) not in seen and (not source.variable or is_looked_up(source.variable)):
                    seen.add(id(entry))
                    for reference in entry.references:
                        yield config, entry, reference

    def assembled(self, workload: Workload, container: Container, namespace: str | None) -> Iterator[Reference]:
        """The host names in the values that a container puts together from such variables; paths are below the container."""
        known: dict[str, str] = {}
        for source in container.sources:
            for _, entry in self._taken(workload, source):
                known[source.variable or source.prefix + entry.key] = entry.value
        for one in container.assembled:
            own = dict.fromkeys(one.namespaces, namespace) if namespace else {}
            text = expand(one.text, known | own)
            for host, port, scheme, vague in in_value(text, one.name):
                yield Reference(host, port, scheme, one.path, host in one.text, vague)

    def unused(self) -> Iterator[Config]:
        """Those that no workload in scope takes; `references` of all workloads must have been asked for before."""
        return (config for config in self._configs.objects if id(config) not in self._used)

    def _taken(self, workload: Workload, source: Source) -> Iterator[tuple[Config, Entry]]:
        key = (source.kind, source.name)
        for config in self._configs.nearest(workload.file, key, lambda one: self._selections.meet(workload, one)):
            self._used.add(id(config))
            for entry in config.entries:
                if not source.keys or entry.key in source.keys:
                    yield config, entry
