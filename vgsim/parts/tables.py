"""What does the user's table hold? Numbers only, read without guessing."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LARGEST = 64 * 2**20  # bytes
MOST_ROWS = 100_000
MOST_COLUMNS = 1001
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?", re.ASCII)


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
        TableError: with line and column of the first fault.
        OSError: the file cannot be read.
    """
    with open(path, "rb") as file:
        content = file.read(LARGEST + 1)
    return parse_table(content)


def parse_table(content: bytes) -> Table:
    """As `read_table`, of the bytes of a file."""
    rows = _rows(content)
    names, first = _header(rows)
    body = rows[first:]
    if not body:
        raise TableError("the table has names but no numbers")
    if len(names) < 2:
        raise TableError("the table needs at least two columns: inputs, and the target last")
    if len(names) > MOST_COLUMNS:
        raise TableError(f"the table has {len(names)} columns; {MOST_COLUMNS} are the most")
    if len(body) < 2:
        raise TableError("the table needs at least two rows of numbers")
    values = np.empty((len(body), len(names)))
    for index, (line, cells) in enumerate(body):
        if len(cells) != len(names):
            raise TableError(f"{len(cells)} values where {len(names)} belong", line)
        for place, cell in enumerate(cells):
            values[index, place] = _number(cell, line, f"{place + 1} ({names[place]})")
    return Table(names, values)


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row that is not blank."""
    if len(content) > LARGEST:
        raise TableError("the file is larger than 64 MiB")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TableError("the file is written in UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError("this is not UTF-8 text; save the table as UTF-8", line) from None
    if "\0" in text:
        raise TableError("there is a zero byte", text.count("\n", 0, text.index("\0")) + 1)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if cells and any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
                if len(rows) > MOST_ROWS + 1:
                    raise TableError(f"there are more than {MOST_ROWS} rows", reader.line_num)
    except csv.Error as error:
        raise TableError(str(error), reader.line_num) from None
    if not rows:
        raise TableError("the file is empty")
    return rows


def _separator(text: str) -> str:
    """The one that parts the first row; a semicolon or tab counts before a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((each for each in ("\t", ";") if each in first), ",")


def _header(rows: list[tuple[int, list[str]]]) -> tuple[tuple[str, ...], int]:
    """Names of the columns, and where the numbers begin."""
    cells = rows[0][1]
    if any(_is_number(cell) for cell in cells):
        return tuple(f"column {index + 1}" for index in range(len(cells))), 0
    return tuple(cell or f"column {index + 1}" for index, cell in enumerate(cells)), 1


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell))


def _number(cell: str, line: int, column: str) -> float:
    if _NUMBER.fullmatch(cell):
        value = float(cell)
    elif _DECIMAL_COMMA.fullmatch(cell):
        raise TableError(
            f'"{cell}" could be a decimal comma or a thousands separator; write it with a point',
            line, column,
        )  # fmt: skip
    else:
        shown = cell if len(cell) <= 40 else cell[:39] + "…"
        what = f'"{shown}" is not a number' if cell else "the value is missing"
        raise TableError(
            f"{what}; only finite numbers with a decimal point can be used", line, column
        )
    if not math.isfinite(value):
        raise TableError(f"{cell} is too large for a number", line, column)
    return value
