"""Notes for the user about columns that are probably no inputs, such as row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.column import Column
from vgsim.words.language import tr
from vgsim.words.lists import first_few
from vgsim.words.plain import plain

if TYPE_CHECKING:
    from vgsim.tables.interpretation import Interpretation

MOST_NAMED = 3  # columns in one note
NAMED = 24  # characters of a column's name
ROUNDING = 1e-9  # fraction of the range below which a difference is rounding
FINE = 30  # a column whose range has fewer of its smallest steps is too coarse to compare
_INDEX = ("unnamed: 0", "id", "index")
_IDENTIFIER = re.compile(r"(?i:.*[\W_])?(?i:id|uuid|key|index)|.*[a-z]I[dD]")  # customer_id, rowId
RowMask = NDArray[np.bool_]


def notes_on(found: Interpretation) -> Iterator[str]:
    """One sentence for each kind of problem, naming the columns that have it."""
    columns, kept = [each.column for each in found.inputs], found.kept
    texts = [each for each in found.inputs if each.values]
    if texts:
        counts = [
            tr("{column}: %n value(s)", "", len(each.values), column=_name(each.column))
            for each in texts
        ]
        yield tr("{columns}, one input each.", columns=first_few(counts, MOST_NAMED))
    filled = sum(int(each.absent[kept].sum()) for each in columns)
    if filled == 1:
        yield tr("1 missing value is filled in: the mean of the column, or its most frequent text.")
    elif filled:
        yield tr(
            "{count} missing values are filled in: the mean of the column, or its most frequent "
            "text.", count=filled,
        )  # fmt: skip
    left = len(kept) - found.rows
    if left == 1:
        yield tr("1 row is left out because a value is missing.")
    elif left:
        yield tr("{count} rows are left out because a value is missing.", count=left)
    alone = [name for name, count in zip(found.classes, found.counts, strict=False) if count == 1]
    if alone:
        yield tr("Only one row has the class {classes}.", classes=first_few(alone, MOST_NAMED))
    yield from _on_columns(found, columns)


def _on_columns(found: Interpretation, columns: list[Column]) -> Iterator[str]:
    kept = found.kept
    constant = [each for each in columns if _constant(each, kept)]
    counting = [each for each in columns if _counts_rows(each, kept)]
    naming = [each for each in columns if each not in counting and _identifies(each, kept)]
    revealing = [each for each in columns if each not in constant and _reveals_target(each, found)]
    duplicates = _duplicates([each for each in columns if each not in constant], kept)
    if constant:
        yield tr("The same in every row: {columns}.", columns=_names(constant))
    if counting:
        yield tr("Only counts the rows (leave it out): {columns}.", columns=_names(counting))
    if naming:
        yield tr("Only identifies the rows (leave it out): {columns}.", columns=_names(naming))
    if revealing:
        yield tr("Gives the target away (leave it out): {columns}.", columns=_names(revealing))
    else:
        spread = _one_hot_neighbors(found, columns)
        if spread:
            yield tr(
                "The target is spread over several columns (leave them out): {columns}.",
                columns=_names(spread),
            )
    if duplicates:
        yield tr("The same as another column: {columns}.", columns=_names(duplicates))


def _name(column: Column) -> str:
    return plain(column.label, NAMED)


def _names(columns: list[Column]) -> str:
    return first_few([_name(each) for each in columns], MOST_NAMED)


def _constant(column: Column, kept: RowMask) -> bool:
    if column.textual:
        assert column.codes is not None
        codes = column.codes[kept & ~column.absent]
        return bool((codes == codes[:1]).all())
    values = column.values[kept]
    values = values[~np.isnan(values)]
    return bool((values == values[:1]).all())


def _counts_rows(column: Column, kept: RowMask) -> bool:
    """Whether a column counts the rows, or has an index's name and rises from row to row."""
    values = column.values[kept]
    if column.textual or len(values) < 3 or np.isnan(values).any():
        return False
    with np.errstate(over="ignore"):  # infinite: not a step of 1
        steps = np.diff(values)
    if (steps == 1).all():
        return True
    whole = bool((values == np.round(values)).all() and (steps > 0).all())
    return whole and column.name.casefold() in _INDEX


def _identifies(column: Column, kept: RowMask) -> bool:
    """Whether a column has an identifier's name and another whole number in every row."""
    values = column.values[kept]
    if column.textual or len(values) < 3 or not _IDENTIFIER.fullmatch(column.name.strip()):
        return False
    return bool((values == np.round(values)).all() and len(np.unique(values)) == len(values))


def _reveals_target(column: Column, found: Interpretation) -> bool:
    """Whether a column is the target under other names or in another unit.

    The only input may be anything: a line through points is what beginners fit first.
    """
    if len(found.inputs) < 2:
        return False
    if not found.classes:
        return not column.textual and _linear(column.values[found.kept], found.y)
    if column.codes is None or found.rows < 2 * len(found.classes):
        return False
    codes = column.codes[found.kept].astype(np.int64)
    if column.absent[found.kept].any():
        return False
    pairs = codes * len(found.classes) + found.y.astype(np.int64)
    different = len(set(codes.tolist()))
    return different == len(found.classes) == len(set(pairs.tolist()))


def _linear(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether y = a x + b up to rounding, where y has at least three distinct values.

    Either of them may have been rounded to its smallest step, as 21.5 °C and 70.7 °F are.
    """
    if np.isnan(x).any() or len(np.unique(y)) < 3 or len(np.unique(x)) < 3:
        return False
    with np.errstate(all="ignore"):
        (x, fine), (y, fine_y) = _spread(x), _spread(y)
        slope = (x * y).mean() / (x * x).mean()
        rounding = (fine * abs(slope) + fine_y) / 2
        return bool(slope != 0 and np.abs(slope * x - y).max() <= max(rounding, ROUNDING))


def _spread(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Values around their mean, as fractions of their range, and their smallest step.

    The step counts as 0 if the range has so few of them that any two columns might agree.
    """
    low, high = values.min(), values.max()
    found = values / 2 - low / 2  # halves: a range may be too large for a number
    found = found / (high / 2 - low / 2)
    step = float(np.diff(np.unique(found)).min(initial=1.0))
    return found - found.mean(), step if step * FINE <= 1 else 0.0


def _one_hot_neighbors(found: Interpretation, columns: list[Column]) -> list[Column]:
    """Neighbors of the target that form a one-hot code with it: one 1 in every row."""
    if len(found.classes) != 2 or found.target.textual:
        return []
    by_number = {each.number: each for each in columns if not each.textual}
    for step in (-1, 1):
        run: list[Column] = []
        total = found.target.values[found.kept].copy()
        while (neighbor := by_number.get(found.target.number + step * (len(run) + 1))) is not None:
            values = neighbor.values[found.kept]
            if not ((values == 0) | (values == 1)).all():
                break
            run.append(neighbor)
            total += values
        if len(run) > 1 and (total == 1).all():
            return run
    return []


def _duplicates(columns: list[Column], kept: RowMask) -> list[Column]:
    """Columns that equal an earlier one."""
    first: dict[bytes, Column] = {}
    duplicates = []
    for each in columns:
        if each.textual:
            continue
        key = blake2b(each.values[kept].tobytes()).digest()
        if first.setdefault(key, each) is not each:
            duplicates.append(each)
    return duplicates
