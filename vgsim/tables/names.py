"""Decides what the first line of a table is: column names, a line of counts, or a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vgsim.tables.cells import is_number

# A number is a name if it is further from the others than this many times their range.
FAR_RANGES = 3
COUNTED_COLUMNS = 5  # with this many columns or more, a line 0, 1, 2, ... is names


def counts_line(first: list[str], width: int) -> bool:
    """Whether a line gives row count, input count and class names: 150,4,setosa,versicolor."""
    return (
        len(first) > 2
        and first[0].isdecimal()
        and first[1].isdecimal()
        and len(first[1]) < 6
        and int(first[1]) == width - 1
        and not any(map(is_number, first[2:]))
        and all(first[2:])
    )


def numbers_as_names(first: list[str], columns: Sequence[Sequence[float]]) -> bool:
    """Whether a first line of whole numbers names the columns: years, or 0, 1, 2, ...

    They do if they all differ and each is far from every other number in its column. Numbers
    that count the columns do wherever there are `LONG` columns or more.
    """
    if not all(cell.isdecimal() and len(cell) < 10 for cell in first):
        return False
    numbers = [int(cell) for cell in first]
    if len(set(numbers)) < len(numbers) or len(columns[0]) < 3:
        return False
    counting = all(b == a + 1 for a, b in pairwise(numbers)) and numbers[0] in (0, 1)
    if counting and len(numbers) >= COUNTED_COLUMNS:
        return True
    return all(_far(column) for column in columns)


def _far(column: Sequence[float]) -> bool:
    """Whether the first number of a column is far from all others."""
    others = [value for value in column[1:] if value == value]  # without NaN
    if not others:
        return False
    low, high = min(others), max(others)
    distance = max(low - column[0], column[0] - high)
    return distance > FAR_RANGES * max(high - low, 1)
