"""How several things are named in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """A, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def first_few(names: Sequence[str], most: int, before: str = " and") -> str:
    """A, b, c and 4 more: at most so many are named. `before` stands before the number."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f"{before} {more} more" if more > 0 else "")
