"""Equality of values in which a number may be missing (NaN)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any


def equal_fields(one: Any, other: Any) -> bool:
    """The `__eq__` of a data class some of whose numbers may be `math.nan`.

    Fields that hold the same object are equal, as they are in a tuple. The method that Python 3.13
    and later make for a data class finds NaN unequal to itself, so that nothing that holds it
    would ever be seen to stay as it is.
    """
    if type(other) is not type(one):
        return False
    return _values(one) == _values(other)


def _values(one: Any) -> tuple[object, ...]:
    return tuple(getattr(one, each.name) for each in fields(one))
