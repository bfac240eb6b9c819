"""What does the user's table hold? Its columns, read row by row without guessing a number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.plain import plain
from vgsim.parts.regular import read_regular, reason
from vgsim.parts.table_cells import DOUBT, Kind, is_number, judged, why_no_number
from vgsim.parts.table_names import counts_line, numbers_as_names
from vgsim.parts.table_rows import SEPARATORS, Row, Rows
from vgsim.parts.table_text import LARGEST, LONGEST_CELL, SHOWN
from vgsim.parts.table_text import TableError as TableError

MOST_TEXTS = 100  # different ones in a column; above, nothing is known but that there are more


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. Whether it can be used is decided by who uses it: `fault` says why not."""

    name: str
    number: int  # from 1
    values: NDArray[np.float64]  # NaN: no number
    codes: NDArray[np.int8] | None  # of each cell its place in `texts`; None: too many
    texts: tuple[str, ...]  # the different cells, in the order in which they come
    absent: NDArray[np.bool_]  # where the cell is missing
    first_absent: int  # the line of the first; 0: none is missing
    textual: bool  # text rather than numbers
    fault: TableError | None  # why it is neither

    @property
    def shown(self) -> str:
        """Number and name for a message."""
        return _shown(self.number, self.name)

    @property
    def missing(self) -> int:
        """How many cells are missing."""
        return int(self.absent.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The columns of a table, and what had to be understood to read them."""

    columns: tuple[Column, ...]
    named: bool  # whether the names are the file's own
    class_names: tuple[str, ...]  # those a line of counts on top gives
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0].values)

    @property
    def values(self) -> NDArray[np.float64]:
        """All numbers, (rows, columns)."""
        return np.column_stack([each.values for each in self.columns])


def read_table(path: Path) -> Table:
    """The columns of a file of text: names on top or none, numbers or text in the cells.

    Raises:
        TableError: with file, line and column of the first fault of the file as a whole.
    """
    try:
        content = read_regular(path, LARGEST + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        return parse_table(content)
    except TableError as error:
        raise error.within(path.name) from None


def unreadable(path: Path, error: OSError) -> TableError:
    """The fault of a table that the system does not hand out."""
    return TableError(f"the table {plain(path.name, SHOWN)} cannot be read: {reason(error)}")


def parse_table(content: bytes) -> Table:
    """As `read_table`, of the bytes of a file."""
    rows = Rows(content)
    source = iter(rows)
    first = next(source, None)
    if first is None:
        raise TableError("the file is empty")
    second = next(source, None)
    notes = rows.notes
    names: list[str] = []
    class_names: tuple[str, ...] = ()
    if second is not None and counts_line(first.cells, len(second.cells)):
        class_names = tuple(plain(cell, SHOWN) for cell in first.cells[2:])
        notes.append(f"Line {first.line} gives counts and the names of the classes.")
        first, second = second, None
    if not any(map(is_number, first.cells)):
        names, width = first.cells, len(first.cells)
        body = chain([second] if second else [], source)
    else:
        names, width = _names_in(rows.comment, rows.separator, len(first.cells)), len(first.cells)
        body = chain([first], [second] if second else [], source)
    if width < 2:
        raise TableError("the table needs at least two columns: inputs, and a target; no comma, "
                         "semicolon, tab or blank separates its cells")  # fmt: skip
    builders = [_Builder() for _ in range(width)]
    lines = _fill(builders, body, first.cells if names == first.cells else [], width)
    if not lines.first:
        raise TableError("the table has names but no numbers")
    taken = not names and numbers_as_names(first.cells, [each.values for each in builders])
    if taken:
        names = first.cells
        shown = plain(", ".join(names), 2 * SHOWN)
        notes.append(f"Line {first.line} ({shown}) is taken for the names of the columns.")
        for each in builders:
            each.leave_out_first()
    if len(builders[0].values) < 2:
        raise TableError("the table needs at least two rows of numbers")
    commas = _commas(builders, notes)
    if rows.separator not in ",;":
        notes.append(f"The cells are separated by {SEPARATORS.get(rows.separator, 'sep=')}.")
    columns = tuple(
        each.column(_name(names, number), number, lines, commas)
        for number, each in enumerate(builders, 1)
    )
    return Table(columns, bool(names), class_names, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Lines:
    first: int  # where the numbers begin; 0: nowhere
    last: int


def _fill(builders: list[_Builder], rows: Iterator[Row], names: list[str], width: int) -> _Lines:
    """Every cell to its column."""
    begin = row_line = 0
    for row in rows:
        row_line = row.start
        begin = begin or row_line
        cells = row.cells
        if len(cells) != width:
            raise _ragged(row, width)
        if cells == names:
            raise TableError("the names of the columns are repeated here", row_line)
        for builder, cell in zip(builders, cells, strict=True):
            builder.add(cell, row_line)
    return _Lines(begin, row_line)


def _ragged(row: Row, width: int) -> TableError:
    """The fault of a row with more or fewer cells than the first."""
    values = "1 value" if len(row.cells) == 1 else f"{len(row.cells)} values"
    if row.start < row.line:
        return TableError(f"{values} where {width} belong: a quote opened here ends in "
                          f"line {row.line}", row.start)  # fmt: skip
    return TableError(f"{values} where {width} belong", row.start)


def _names_in(comment: str, separator: str, width: int) -> list[str]:
    """The names in the last comment above a table, if it holds one for each column."""
    cells = comment.split(None if separator == " " else separator)
    cells = [cell.strip().strip('"') for cell in cells]
    fits = len(cells) == width > 1 and not any(map(is_number, cells))
    return cells if fits and max(map(len, cells)) <= LONGEST_CELL else []


def _name(names: list[str], number: int) -> str:
    given = plain(" ".join(names[number - 1].split()), LONGEST_CELL) if names else ""
    return given or f"column {number}"


def _shown(number: int, name: str) -> str:
    return f"{number} ({plain(name, SHOWN)})" if name != f"column {number}" else str(number)


def _commas(builders: list[_Builder], notes: list[str]) -> str:
    """Why decimal commas cannot be read as points in this table; empty: they can, or there is none.

    A comma before three digits may separate thousands. One that cannot says what all of them are.
    """
    counted = {kind: sum(each.counts[kind] for each in builders) for kind in builders[0].counts}
    if not counted["comma"]:
        return DOUBT
    if any(each.points for each in builders):
        return "has a comma where other cells have a point; write all numbers with a point"
    notes.append("Decimal commas are read as points.")
    return ""


class _Builder:
    """One column while it is read."""

    def __init__(self) -> None:
        self.values, self._codes = array("d"), array("b")
        self._known: dict[str, tuple[int, Kind, float]] = {}
        self._absent = bytearray()
        self.counts: dict[Kind, int] = dict.fromkeys(
            ("number", "comma", "doubtful comma", "missing", "text", "odd"), 0
        )  # fmt: skip
        self._firsts: dict[Kind, tuple[int, str]] = {}
        self.points = False

    def add(self, cell: str, line: int) -> None:
        known = self._known.get(cell)
        if known is None:
            kind, value = judged(cell)
            known = len(self._known), kind, value
            if len(self._known) <= MOST_TEXTS:
                self._known[cell] = known
            self._firsts.setdefault(kind, (line, cell))
            self.points = self.points or (kind == "number" and "." in cell)
        code, kind, value = known
        self._codes.append(code)
        self.values.append(value)
        self.counts[kind] += 1
        self._absent.append(kind == "missing")

    def leave_out_first(self) -> None:
        del self.values[0], self._codes[0], self._absent[0]

    def column(self, name: str, number: int, lines: _Lines, commas: str) -> Column:
        counts = self.counts
        numbers = counts["number"] + counts["comma"] + counts["doubtful comma"]
        textual = counts["text"] > numbers + counts["odd"]
        fault = None if textual else self._fault(lines, commas)
        if fault is not None:
            line, message = fault
            fault_found = TableError(message, line, _shown(number, name))
        few = len(self._known) <= MOST_TEXTS
        return Column(
            name, number, np.frombuffer(self.values, np.float64),
            np.frombuffer(self._codes, np.int8) if few else None,
            tuple(self._known) if few else (), np.frombuffer(self._absent, np.bool_),
            self._firsts.get("missing", (0, ""))[0], textual,
            fault_found if fault is not None else None,
        )  # fmt: skip

    def _fault(self, lines: _Lines, commas: str) -> tuple[int, str] | None:
        """The line of the first cell that is no number in a column of numbers, and what it is."""
        wrong: list[Kind] = ["text", "odd", *(("comma", "doubtful comma") if commas else ())]
        found = [self._firsts[kind] for kind in wrong if kind in self._firsts]
        if not found:
            return None
        line, cell = min(found)
        message = commas if judged(cell)[0] in ("comma", "doubtful comma") else why_no_number(cell)
        if self.counts["text"] == 1 and "text" in self._firsts and len(self.values) > 2:
            if line == lines.first:
                message += "; is this a second line of names?"
            elif line == lines.last:
                message += "; is this a line of totals?"
        return line, f'"{plain(cell, SHOWN)}" {message}'
