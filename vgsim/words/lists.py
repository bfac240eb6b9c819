"""Joins several names into one phrase of a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """All names joined: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def first_few(names: Sequence[str], most: int, before: str = " and") -> str:
    """At most `most` names, then the number of the rest: a, b, c and 4 more.

    `before` is the text in front of that number.
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f"{before} {more} more" if more > 0 else "")
