"""A project's files to facts; it knows which files there are, and nothing of what they mean together."""

from __future__ import annotations

from collections.abc import Iterator

from svclint import git
from svclint.facts import FileFacts, Place, Problem, Workload
from svclint.project import Project, Source
from svclint.read import Reader


def read_all(reader: Reader, project: Project) -> Iterator[FileFacts]:
    """The facts of every file of a project that looks like a manifest; one that cannot be opened says so."""
    for source in project.sources():
        yield _unopened(source) if source.error else reader.read(source.path, source.data)


def former_workloads(reader: Reader, project: Project) -> list[Workload]:
    """The workloads, as the last commit has them, of files that differ now or are gone."""
    now = ((source.path, source.data) for source in project.sources() if not source.error)
    found: list[Workload] = []
    for path, data in git.changed(project.root, now):
        found += [one for one in reader.read(path, data).objects if isinstance(one, Workload)]
    return found


def _unopened(source: Source) -> FileFacts:
    told = f"cannot be read: {source.error}"
    return FileFacts(source.path, problems=(Problem("invalid-yaml", Place(source.path, 0, (), "error"), told),), readable=False)
