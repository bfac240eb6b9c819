"""Is the first line of a table names, a row, or counts?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vgsim.tables.cells import is_number

FAR = 3  # times the range of all others, by which the first number of a column differs
LONG = 5  # columns from which on 0, 1, 2, ... is no row of a table


def counts_line(first: list[str], width: int) -> bool:
    """Whether a line counts rows and inputs and names classes, as in 150,4,setosa,versicolor."""
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

    They do if all of them are different and far from every other number of their column; numbers
    that count the columns do from five columns on.
    """
    if not all(cell.isdecimal() and len(cell) < 10 for cell in first):
        return False
    numbers = [int(cell) for cell in first]
    if len(set(numbers)) < len(numbers) or len(columns[0]) < 3:
        return False
    counting = all(b == a + 1 for a, b in pairwise(numbers)) and numbers[0] in (0, 1)
    if counting and len(numbers) >= LONG:
        return True
    return all(_far(column) for column in columns)


def _far(column: Sequence[float]) -> bool:
    """Whether the first number of a column is far from all others."""
    others = [value for value in column[1:] if value == value]  # without NaN
    if not others:
        return False
    low, high = min(others), max(others)
    distance = max(low - column[0], column[0] - high)
    return distance > FAR * max(high - low, 1)
