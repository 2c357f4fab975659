"""Which format goes where: `-o FILE` takes the format named before it, and one format may stay on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

import click

from svclint.errors import ConfigError

STDOUT = "-"
_META = "svclint.outputs"


class Outputs(click.Command):
    """A command that remembers in which order its `-f` and `-o` were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What click does, and the order kept in the context."""
        given, _, order = self.make_parser(ctx).parse_args(args=list(args))
        values = {name: iter(given.get(name, ())) for name in ("output_format", "output_file")}
        ctx.meta[_META] = [(one.name, next(values[one.name])) for one in order if one.name in values]
        return super().parse_args(ctx, args)


def paired(ctx: click.Context, formats: Sequence[str]) -> list[tuple[str, str]]:
    """(format, file) in the order given; `formats` are those of the environment or the default, where none is named.

    Raises ConfigError where it is not plain what goes where.
    """
    given: list[tuple[str, str]] = ctx.meta[_META]
    if not any(name == "output_format" for name, _ in given):
        given = [*(("output_format", one) for one in formats), *given]
    found: list[list[str]] = []
    early = given[0][1] if given[0][0] == "output_file" else None
    for name, value in given[early is not None :]:
        if name == "output_format":
            found.append([value])
        elif len(found[-1]) == 2:
            raise ConfigError(f"-o {value}: {found[-1][0]} is already written to {found[-1][1]}; name a format before it")
        else:
            found[-1].append(value)
    if early is not None:
        if len(found) > 1 or len(found[0]) > 1:
            raise ConfigError(f"-o {early}: name its format before it: `-f sarif -o {early}`")
        found[0].append(early)
    pairs = [(one[0], one[1] if len(one) == 2 else STDOUT) for one in found]
    places = [place if place == STDOUT else os.path.realpath(place) for _, place in pairs]
    for number, place in enumerate(places):
        if place in places[:number]:
            first, second = pairs[places.index(place)][0], pairs[number][0]
            told = "standard output: give one of them a file with -o" if place == STDOUT else f"{pairs[number][1]}"
            raise ConfigError(f"{first} and {second} would both be written to {told}")
        if place != STDOUT and not os.path.isdir(os.path.dirname(place)):
            raise ConfigError(f"-o {pairs[number][1]}: there is no folder {os.path.dirname(pairs[number][1])}")
        if place != STDOUT and os.path.isdir(place):
            raise ConfigError(f"-o {pairs[number][1]}: this is a folder")
    return pairs


def write(lines: Iterable[str], place: str) -> None:
    """Text to standard output or into a file, which appears whole or not at all. Raises ConfigError where it cannot."""
    if place == STDOUT:
        for line in lines:
            sys.stdout.write(line)
        sys.stdout.flush()
        return
    from svclint import atomic

    text = "".join(lines).encode("utf-8", "backslashreplace")
    try:
        atomic.write(place, text)
    except OSError as error:
        raise ConfigError(f"-o {place}: {error.strerror or error}") from None
