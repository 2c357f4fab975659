"""What is wrong with the invocation or the config, as opposed to the input: one clear line, exit status 2."""

from __future__ import annotations


class ConfigError(Exception):
    """The invocation or the config cannot be followed. The message says what to change; svclint exits with 2."""


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint at the nearest known word, "" without one."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1, 0.6)
    return f"; did you mean `{near[0]}`?" if near else ""
