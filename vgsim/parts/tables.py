"""What does the user's table hold? Numbers only, read without guessing."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.plain import plain
from vgsim.parts.regular import read_regular, reason

LARGEST = 64 * 2**20  # bytes
MOST_ROWS = 100_000
MOST_LINES = 1_000_000  # those without numbers, too
MOST_COLUMNS = 1001
LONGEST_CELL = 400  # characters
LONGEST_LINE = MOST_COLUMNS * (LONGEST_CELL + 3)
SHOWN = 40  # characters of a cell or of a column's name in a message
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?", re.ASCII)
Row = tuple[int, list[str]]  # the line it ends on, its cells


class TableError(ValueError):
    """A table that cannot be used; the text says where and what to do."""

    def __init__(self, message: str, line: int = 0, column: str = "") -> None:
        place = f"line {line}" if line else ""
        if column:
            place += f", column {column}"
        super().__init__(f"{place}: {message}" if place else message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Table:
    """`values` is (rows, columns); the last column is the target."""

    columns: tuple[str, ...]
    values: NDArray[np.float64]


def read_table(path: Path) -> Table:
    """Numbers from a CSV file: comma, semicolon or tab between them, names on top or none.

    Raises:
        TableError: with line and column of the first fault, or why there is nothing to read.
    """
    try:
        content = read_regular(path, LARGEST + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    return parse_table(content)


def unreadable(path: Path, error: OSError) -> TableError:
    """The fault of a table that the system does not hand out."""
    return TableError(f"the table {plain(path.name, SHOWN)} cannot be read: {reason(error)}")


def parse_table(content: bytes) -> Table:
    """As `read_table`, of the bytes of a file."""
    rows = _rows(content)
    first = next(rows, None)
    if first is None:
        raise TableError("the file is empty")
    named = not any(map(_is_number, first[1]))
    names = tuple(
        (plain(" ".join(cell.split()), LONGEST_CELL) if named else "") or f"column {index}"
        for index, cell in enumerate(first[1], 1)
    )
    numbers = array("d")
    for line, cells in rows if named else chain([first], rows):
        if len(names) < 2:
            raise TableError("the table needs at least two columns: inputs, and the target last")
        if len(cells) != len(names):
            raise TableError(f"{len(cells)} values where {len(names)} belong", line)
        numbers.extend(_number(cell, line, place, names) for place, cell in enumerate(cells))
    if not numbers:
        raise TableError("the table has names but no numbers")
    if len(numbers) < 2 * len(names):
        raise TableError("the table needs at least two rows of numbers")
    return Table(names, np.frombuffer(numbers, np.float64).reshape(-1, len(names)))


def _rows(content: bytes) -> Iterator[Row]:
    """Every row that is not blank, as it is read; all its cells are short."""
    lines = _lines(content)
    blank, first = [], ""
    for first in lines:
        if first.strip():
            break
        blank.append("\n")
    reader = csv.reader(
        chain(blank, [first], lines), delimiter=_separator(first), strict=True
    )  # fmt: skip
    count = 0
    try:
        for cells in reader:
            line = reader.line_num
            if len(cells) > MOST_COLUMNS:
                raise TableError(
                    f"the table has {len(cells)} columns; {MOST_COLUMNS} are the most", line
                )  # fmt: skip
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            count += 1
            if count > MOST_ROWS + 1:
                raise TableError(f"there are more than {MOST_ROWS} rows", line)
            _check_lengths(cells, line)
            yield line, cells
    except csv.Error as error:
        raise TableError(plain(str(error), 100), reader.line_num) from None


def _lines(content: bytes) -> Iterator[str]:
    """The lines of the text, each as long as a row can be at most."""
    if len(content) > LARGEST:
        raise TableError("the file is larger than 64 MiB")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TableError("the file is written in UTF-16; save it as UTF-8")
    zero = content.find(b"\0")
    if zero >= 0:
        raise TableError("there is a zero byte", content.count(b"\n", 0, zero) + 1)
    text = TextIOWrapper(BytesIO(content), "utf-8-sig", newline="")
    try:
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE + 1), ""), 1):
            if len(line) > LONGEST_LINE:
                raise TableError(f"more than {LONGEST_LINE} characters in one line", number)
            if number > MOST_LINES:
                raise TableError(f"there are more than {MOST_LINES} lines", number)
            yield line
    except UnicodeDecodeError:
        raise TableError(
            "this is not UTF-8 text; save the table as UTF-8", _not_text(content)
        ) from None  # fmt: skip


def _not_text(content: bytes) -> int:
    """The line of the first byte that is not UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 0


def _separator(first: str) -> str:
    """The one that separates the cells of the first row; a semicolon or tab before a comma."""
    return next((each for each in ("\t", ";") if each in first), ",")


def _check_lengths(cells: list[str], line: int) -> None:
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            raise TableError(
                f"{len(cell)} characters in one cell; {LONGEST_CELL} are the most",
                line, str(place + 1),
            )  # fmt: skip


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell))


def _number(cell: str, line: int, place: int, names: tuple[str, ...]) -> float:
    if _NUMBER.fullmatch(cell) and math.isfinite(value := float(cell)):
        return value
    shown = plain(cell, SHOWN)
    if not cell:
        message = "the value is missing; only finite numbers with a decimal point can be used"
    elif _NUMBER.fullmatch(cell):
        message = f"{shown} is too large for a number"
    elif _DECIMAL_COMMA.fullmatch(cell):
        message = (
            f'"{shown}" could be a decimal comma or a thousands separator; write it with a point'
        )
    else:
        message = f'"{shown}" is not a number; only finite numbers with a decimal point can be used'
    raise TableError(message, line, f"{place + 1} ({plain(names[place], SHOWN)})")
