"""Charts to documents: each way in which a chart is installed is rendered by helm, in a copy, and nothing is fetched."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from svclint.cache import Cache
from svclint.facts import Deployer, Place
from svclint.project import git
from svclint.read.bounds import MAX_BYTES
from svclint.read.plain import items, mapping
from svclint.render import charts, copies, programs
from svclint.render.charts import Chart, Installation
from svclint.render.copies import Copy
from svclint.render.environment import Environment, Refused
from svclint.render.helm_reasons import GIVEN
from svclint.render.helm_reasons import helm as reason
from svclint.render.marks import mark
from svclint.render.parts import Part, parts
from svclint.render.scratch import said, scratch
from svclint.render.templates import Marked, Templates
from svclint.render.values import Values

_TOLD = "this Helm chart was not rendered"


class Helm(Struct, frozen=True):
    """What is the same for all charts of a run: the program, the project, the Kubernetes minor (such as "1.37"), the cache."""

    program: programs.Program
    root: Path
    files: Sequence[str]
    deployers: Sequence[Deployer]
    version: str
    cache: Cache

    def render(self, chart: Chart) -> Iterator[Environment | Refused]:
        """Every environment of a chart, or why there is none.

        A chart that its own values do not render, but others do, is not told of: nobody installs it with its own.
        """
        try:
            with scratch() as made:
                copy = copies.copied(self.root, chart, os.path.join(made, "chart"))
                content = copies.content(copy)
                ways = charts.installations(self.root, chart, self.files, self.deployers)
                found = [(one, self._attempt(chart, copy, content, one)) for one in ways]
                if not any(isinstance(done, Environment) for _, done in found):
                    tried = ((one, self._attempt(chart, copy, content, one)) for one in charts.trials(chart, self.files))
                    found += [(one, done) for one, done in tried if isinstance(done, Environment)]
        except (programs.Failed, OSError) as error:
            yield Refused(_TOLD, where_named(chart.file), said(error, self.root), "see what `helm template` says of this chart")
            return
        renders = any(isinstance(done, Environment) for _, done in found)
        if renders and copy.missing:
            told = "this Helm chart was rendered without what it depends on"
            yield self._incomplete(chart, told, ", ".join(copy.missing), partial=True)
        for one, done in found:
            if isinstance(done, Environment) or (one.variant and not one.unlikely) or not renders:
                yield done

    def _attempt(self, chart: Chart, copy: Copy, content: bytes, one: Installation) -> Environment | Refused:
        variant = one.variant.strip("[]")
        if one.trouble:
            asked = one.inside or where_named(chart.file)
            cure = "add the file, or take it out"
            return Refused(_told(chart, asked), asked, one.trouble, cure, variant, breaks=bool(one.doubt), doubt=one.doubt)
        found = parts(copy, str(chart.data["name"]))
        try:
            text = programs.kept(self.cache, lambda: self._given(content, one), lambda: self.template(copy.folder, one), str)
        except (programs.Failed, OSError) as error:
            if copy.missing:
                told = f"it lacks what it depends on, {', '.join(copy.missing)}"
                return self._incomplete(chart, _TOLD, told, variant)
            why = reason(programs.complaint(error), chart, found, one, self._read)
            place = why.place or where_named(chart.file)
            told = why.detail or said(error, self.root)
            return Refused(_told(chart, place), place, told, why.cure, variant, breaks=why.breaks)
        ours = [part for part in found.values() if not part.vendored]
        templates = list(_templates(copy, found.values()))
        named = [file for _, file, said in templates if "define" in said or "block" in said]

        def again() -> Marked | None:
            try:
                homes = [part for pair in copy.homes.items() for part in pair]
                given = lambda: [*self._given(content, one), "marked", *homes]  # noqa: E731
                return programs.kept(self.cache, given, lambda: self._marked(chart, content, one, found), Marked)
            except (programs.Failed, OSError):
                return None

        return Environment(
            f"helm:{chart.folder or '.'}{one.variant}",
            text,
            frozenset(),
            lambda read: Templates(text, found, chart, Values(_values(chart, one), read, one.inside), again, read, named),
            one.namespace,
            copy.missing,
            chart.folder,
            one.variant,
            one.unlikely,
            (
                *((file, said) for _, file, said in _templates(copy, ours) if "svclint:" in said),
                *((file, said) for file in _values(chart, one) for said in self._said(file)),
            ),
        )

    def _incomplete(self, chart: Chart, told: str, detail: str, variant: str = "", *, partial: bool = False) -> Refused:
        """What lacks dependencies: those to fetch are a matter of the machine, a folder of the project that is none is not."""
        for index, entry in enumerate(map(mapping, items(chart.data.get("dependencies")))):
            where = str(entry.get("repository", ""))
            if f"({where} is no chart" in detail:
                place = Place(chart.file, 0, ("dependencies", index, "repository"))
                folder = posixpath.normpath(posixpath.join(chart.folder, where.removeprefix("file://")))
                inside = not folder.startswith("..") and git.lacks(self.root, folder)
                doubt = "something may make the chart before a deploy" if inside else ""
                cure = "correct the folder"
                return Refused(told, place, detail, cure, variant, partial=partial, breaks=inside, doubt=doubt)
        return Refused(told, where_named(chart.file), detail, _fetch(chart), variant, partial=partial)

    def _read(self, file: str) -> str | None:
        path = self.root / file
        return path.read_bytes().decode(errors="replace") if path.is_file() and path.stat().st_size <= MAX_BYTES else None

    def _said(self, file: str) -> Iterator[str]:
        """The text of a values file that speaks to svclint."""
        text = self._read(file)
        if text and "svclint:" in text:
            yield text

    def _marked(self, chart: Chart, content: bytes, one: Installation, found: Mapping[str, Part]) -> Marked:
        """What a chart renders to when its lines are marked. Raises Failed."""
        with scratch() as made:
            copy = copies.copied(self.root, chart, os.path.join(made, "chart"))
            if copies.content(copy) != content:
                raise programs.Failed("it changed meanwhile")
            files = list(_mark(copy, found.values()))
            return Marked(self.template(copy.folder, one), files)

    def _given(self, content: bytes, one: Installation) -> list[str | bytes]:
        """All that a chart whose content is digested renders from."""
        files = [(self.root / name).read_bytes() for name in one.files]
        told: list[str | bytes] = [self.program.identity, self.version, content, one.name, one.namespace, one.values]
        return [*told, str(len(one.beside)), *one.beside, str(len(files)), *files, *one.settings]

    def template(self, folder: str, one: Installation) -> str:
        """What a chart in a folder renders to. Raises Failed.

        Helm takes a comma in the name of a values file for two files, so it is given copies with names of our own.
        """
        home = os.path.dirname(folder)
        given: list[str] = []
        names = [*one.beside, *one.files, GIVEN]
        for source in [*(Path(folder, name) for name in one.beside), *(self.root / name for name in one.files)]:
            given.append(os.path.join(home, f"values-{len(given)}.yaml"))
            if source.stat().st_size > MAX_BYTES:
                raise programs.Failed(f"{source.name} holds more than {MAX_BYTES // 1024 // 1024} MB")
            shutil.copyfile(os.path.realpath(source), given[-1])
        if one.values:
            given.append(os.path.join(home, "values.yaml"))
            Path(given[-1]).write_text(one.values, encoding="utf-8")
        try:
            return programs.run(
                [
                    self.program.path,
                    *self.program.words,
                    one.name,
                    folder,
                    f"--kube-version={self.version}.0",
                    "--skip-tests",
                    "--skip-schema-validation",
                    *([f"--namespace={one.namespace}"] if one.namespace else []),
                    *(f"--values={path}" for path in given),
                    *one.settings,
                ],
                home,
                home,
            )
        except programs.Failed as error:
            shown = {**dict(zip(given, names, strict=False)), folder + os.sep: "", home + os.sep: ""}
            told, complaint = str(error), error.complaint
            for path, name in shown.items():
                told, complaint = told.replace(path, name), complaint.replace(path, name)
            raise programs.Failed(told, complaint) from None


def found(root: Path, folders: Iterable[str]) -> Iterator[Chart | Refused]:
    """The charts of some folders that are installed, or why one cannot be looked at."""
    for folder in folders:
        try:
            chart = charts.chart(root, folder)
        except programs.Failed as error:
            file = f"{folder}/Chart.yaml" if folder else "Chart.yaml"
            yield Refused(_TOLD, where_named(file), str(error), "let it be a YAML file that says `name`")
        else:
            if chart:
                yield chart


def where_named(file: str) -> Place:
    """Where a Chart.yaml names its chart."""
    return Place(file, 0, ("name",), "entry")


def _told(chart: Chart, place: Place) -> str:
    """How it begins that a chart was not rendered, from a place in or outside of it."""
    inside = not chart.folder or place.file.startswith(f"{chart.folder}/")
    return _TOLD if inside else f"the Helm chart {chart.folder} was not rendered"


def _fetch(chart: Chart) -> str:
    return f"run `helm dependency build {chart.folder or '.'}` before svclint"


def _mark(copy: Copy, found: Iterable[Part]) -> Iterator[str]:
    """Mark the templates of a copy, and tell the file of the project that each number means."""
    for number, (path, file, text) in enumerate(_templates(copy, found)):
        path.write_bytes(mark(text, number).encode())
        yield file


def _templates(copy: Copy, found: Iterable[Part]) -> Iterator[tuple[Path, str, str]]:
    """The templates of a copy that can be read: where each lies in it and in the project, and its text."""
    for below, home in {part.below: part.home for part in found if not part.archived}.items():
        top = Path(copy.folder, below)
        for path in sorted((top / "templates").rglob("*")):
            if path.suffix in (".yaml", ".yml", ".tpl") and path.is_file():
                try:
                    yield path, posixpath.join(home, path.relative_to(top).as_posix()), path.read_bytes().decode()
                except UnicodeDecodeError:
                    continue


def _values(chart: Chart, one: Installation) -> list[str]:
    """The values files of an installation, what wins first."""
    return [*reversed(one.files), *(posixpath.join(chart.folder, name) for name in (*reversed(one.beside), "values.yaml"))]
