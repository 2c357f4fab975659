"""Says whether two names are close enough for one to be a slip of the other."""

from __future__ import annotations


def tied(one: str, other: str) -> bool:
    """Whether two names differ by case, by at most two edits, or by a prefix or suffix. Short words need to be closer."""
    left, right = one.lower(), other.lower()
    if left == right:
        return True
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    if len(short) >= 3 and (long.startswith(short) or long.endswith(short)):
        return True
    allowed = 2 if len(short) >= 5 else 1 if len(short) >= 3 else 0
    return distance(left, right, allowed) <= allowed


def distance(one: str, other: str, limit: int) -> int:
    """The edits (insert, delete, replace, swap of neighbours) between two words; anything above `limit` is `limit` + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _differing(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _differing(one: str, other: str) -> tuple[str, str]:
    """Two words without how both begin and how both end, which costs no edit."""
    low, left, right = 0, len(one), len(other)
    while low < left and low < right and one[low] == other[low]:
        low += 1
    while low < left and low < right and one[left - 1] == other[right - 1]:
        left, right = left - 1, right - 1
    return one[low:left], other[low:right]
