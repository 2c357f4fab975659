"""Plain scalars to values, as `sigs.k8s.io/yaml` (goyaml v2) resolves them on kubectl's way to JSON.

This is YAML 1.1 with Go's number syntax, not YAML 1.2: `yes` is a boolean, `0120` and `0o120` are 80, `1_000` is
1000, `08` is a float, while `22:22`, `2020-01-01` and `12e4567` stay strings (truth 9 and 18).
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_GO_MAX = 2**64
_ROOM = 10_000


class MergeKey:
    """The plain `<<`, which merges mappings where it is a key."""


MERGE = MergeKey()


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. NaN and the infinities come back as such: JSON, and so Kubernetes, has none."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    plain = text.replace("_", "")
    if _INTEGER.fullmatch(plain):
        number = _integer(plain)
        if number is not None:
            return number
    if _FLOAT.fullmatch(plain):
        value = float(plain)
        if math.isinf(value):
            return text
        return int(value) if value.is_integer() and abs(value) < 1e21 else value
    return text


def _integer(text: str) -> int | None:
    """Go's `strconv.ParseInt(text, 0, 64)`, or `ParseUint`; None where both fail, as for `08`."""
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    try:
        if len(digits) > 1 and digits[0] == "0":
            value = int(digits, 8) if digits[1].isdigit() else int(digits, 0)
        else:
            value = int(digits)
    except ValueError:
        return None
    if value >= (_GO_MAX if not sign else _GO_MAX // 2 + (sign == "-")):
        return None
    return -value if sign == "-" else value


class Plain(dict[str, "Scalar | MergeKey"]):
    """Remembers what each plain scalar resolves to, so that the common ones cost one look-up.

    `odd` is set once a scalar came by that JSON cannot say or that merges: the document wants a second look.
    `nulls` is set once a null came by.
    """

    odd = False
    nulls = False

    def __missing__(self, text: str) -> Scalar | MergeKey:
        if text == "<<":
            self.odd = True
            return MERGE
        value = resolve(text)
        if isinstance(value, float) and not math.isfinite(value):
            self.odd = True
        elif value is None:
            self.nulls = True
        else:
            if len(self) >= _ROOM:
                self.clear()
            self[text] = value
        return value


def json_key(key: object) -> str:
    """A mapping key as kubectl's way to JSON spells it: `yes` becomes "true", `0x10` becomes "16"."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)
