"""What is wrong with the invocation or the config, as opposed to the input: one clear line, exit status 2."""

from __future__ import annotations


class ConfigError(Exception):
    """The invocation or the config cannot be followed. The message says what to change; svclint exits with 2."""


def nearest(word: str, known: list[str], least: float = 0.6) -> str:
    """The nearest known word that is alike at least so much, from 0 to 1; "" without one."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, 1, least)), "")


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint at the nearest known word, "" without one."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""
