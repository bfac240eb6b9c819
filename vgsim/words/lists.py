"""Joins several names into one phrase of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from vgsim.words.language import tr


def listed(names: Sequence[str]) -> str:
    """All names joined: a, b and c."""
    if len(names) < 2:
        return _row(names)
    return tr("{names} and {last}", names=_row(names[:-1]), last=names[-1])


def alternatives(names: Sequence[str]) -> str:
    """All names joined, of which one applies: a, b or c."""
    if len(names) < 2:
        return _row(names)
    return tr("{names} or {last}", names=_row(names[:-1]), last=names[-1])


def first_few(names: Sequence[str], most: int, *, comma: bool = False) -> str:
    """At most `most` names, then the number of the rest: a, b, c and 4 more.

    `comma` puts a comma before the "and": for names that contain a colon or an "and".
    """
    more, shown = len(names) - most, _row(names[:most])
    if more <= 0:
        return shown
    if comma:
        return tr("{names}, and %n more", "", more, names=shown)
    return tr("{names} and %n more", "", more, names=shown)


def _row(names: Sequence[str]) -> str:
    """The names with commas between them."""
    if not names:
        return ""
    return reduce(lambda left, right: tr("{names}, {next}", names=left, next=right), names)
