"""Reads the user's table into columns, row by row; an ambiguous number is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.cells import AMBIGUOUS_COMMA, is_number
from vgsim.tables.column import BodyLines, Builder, Column, unnamed_column
from vgsim.tables.names import counts_line, numbers_as_names
from vgsim.tables.regular import read_regular, reason
from vgsim.tables.rows import SEPARATORS, Row, Rows
from vgsim.tables.text import LARGEST, LONGEST_CELL, SHOWN
from vgsim.tables.text import TableError as TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The columns of a table, and notes on how the file was read."""

    columns: tuple[Column, ...]
    named: bool  # whether the file names its columns
    class_names: tuple[str, ...]  # from a line of counts above the table, if there is one
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.columns[0].values)

    @property
    def values(self) -> NDArray[np.float64]:
        """The values of all columns, (rows, columns)."""
        return np.column_stack([each.values for each in self.columns])


def read_table(path: Path) -> Table:
    """Read a table from a text file, with or without column names, of numbers or text.

    Raises:
        TableError: the file as a whole is wrong; says file, line and column of the first fault.
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
    """The error for a table that the system could not open or read."""
    name = plain(path.name, SHOWN)
    return TableError(
        tr("the table {file} cannot be read: {reason}", file=name, reason=reason(error))
    )


def parse_table(content: bytes) -> Table:
    """Like `read_table`, from the bytes of a file."""
    rows = Rows(content)
    head = _head(rows)
    builders = [Builder() for _ in range(head.width)]
    lines = _fill(builders, head, rows.notes)
    names = _names(builders, head, rows.notes)
    if len(builders[0].values) < 2:
        raise TableError(tr("the table needs at least two rows of numbers"))
    commas = _comma_fault(builders, rows.notes)
    if rows.separator not in ",;":
        separators = SEPARATORS.get(rows.separator, f'"{rows.separator}"')
        note = tr("The cells are separated by {separators}.", separators=separators)
        rows.notes.append(note)
    columns = tuple(
        each.column(_name(names, number), number, lines, commas)
        for number, each in enumerate(builders, 1)
    )
    return Table(columns, bool(names), head.class_names, tuple(rows.notes))


@dataclass(frozen=True, slots=True)
class _Head:
    """The first row of a table and what it seems to be; `body` gives the rows below the names."""

    first: Row
    named: bool  # whether the first row seems to be names, before the other rows are known
    names: list[str]  # of all columns, from the file; empty: none
    class_names: tuple[str, ...]
    body: Iterator[Row]

    @property
    def width(self) -> int:
        return len(self.first.cells)


def _head(rows: Rows) -> _Head:
    """Read the first rows, and decide whether the first names the columns."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        raise TableError(tr("the file is empty"))
    second = next(source, None)
    class_names: tuple[str, ...] = ()
    if second is not None and counts_line(first.cells, len(second.cells)):
        class_names = tuple(plain(cell, SHOWN) for cell in first.cells[2:])
        note = tr("Line {line} gives counts and the names of the classes.", line=first.line)
        rows.notes.append(note)
        first, second = second, None
    if len(first.cells) < 2 and second is not None and len(second.cells) > 1:
        message = tr(
            "%n value(s) instead of {width}; is this a title? Delete the lines above the table",
            "", 1, width=len(second.cells),
        )  # fmt: skip
        raise TableError(message, first.start)
    if len(first.cells) < 2:
        raise TableError(tr(
            "the table needs at least two columns: inputs, and a target; no comma, semicolon, "
            "tab or space separates its cells"
        ))  # fmt: skip
    third = next(source, None)
    body = chain([each for each in (second, third) if each], source)
    widths = {len(each.cells) for each in (second, third) if each}
    if widths == {len(first.cells) + 1} and not any(map(is_number, first.cells)):
        first = replace(first, cells=["", *first.cells])  # R gives its row names no name
    if not any(map(is_number, first.cells)):
        return _Head(first, True, first.cells, class_names, body)
    names = _names_in(rows.comment, rows.separator, len(first.cells))
    return _Head(first, False, names, class_names, chain([first], body))


def _names(builders: list[Builder], head: _Head, notes: list[str]) -> list[str]:
    """The column names, decided after all rows are read; empty if there are none."""
    cells = head.first.cells
    if head.named:
        if not _is_row(cells, builders, 0):
            return cells
        for each, cell in zip(builders, cells, strict=True):
            each.add_first(cell, head.first.start)
        return []
    if head.names or not numbers_as_names(cells, [each.values for each in builders]):
        return head.names
    notes.append(tr(
        "Line {line} ({cells}) is read as the names of the columns.",
        line=head.first.line, cells=plain(", ".join(cells), 2 * SHOWN),
    ))  # fmt: skip
    for each in builders:
        each.remove_first()
    return cells


def _fill(builders: list[Builder], head: _Head, notes: list[str]) -> BodyLines:
    """Add every cell to its column; returns the lines of the body."""
    first_line = line = repeat_line = repeat_count = comments = 0
    names = head.first.cells if head.named else []
    for row in head.body:
        if len(row.cells) != head.width:
            if row.cells[0].startswith("#"):
                comments += 1
                continue
            raise _wrong_width(row, head.width)
        line = row.start
        first_line = first_line or line
        if row.cells == names:
            repeat_line, repeat_count = repeat_line or line, repeat_count + 1
        for builder, cell in zip(builders, row.cells, strict=True):
            builder.add(cell, line)
    if not first_line:
        raise TableError(tr("the table has names but no numbers"))
    if repeat_line and not _is_row(names, builders, repeat_count):
        raise TableError(tr("the names of the columns are repeated here"), repeat_line)
    if comments:
        notes.append(tr("%n line(s) of comment between the rows left out.", "", comments))
    return BodyLines(first_line, line)


def _is_row(words: list[str], builders: list[Builder], repeats: int) -> bool:
    """Whether a first line of words is a row of data and not the names of the columns.

    It is a row if the table has no numbers and each word occurs again in its own column. Rows
    that repeat the whole line, `repeats` of them, do not count.
    """
    pairs = zip(builders, words, strict=True)
    return all(not each.counts["number"] and each.count(word) > repeats for each, word in pairs)


def _wrong_width(row: Row, width: int) -> TableError:
    """The error for a row with more or fewer cells than the first."""
    message = tr("%n value(s) instead of {width}", "", len(row.cells), width=width)
    if row.start < row.line:
        message = tr("{fault}: a quote opened here ends in line {line}",
                     fault=message, line=row.line)  # fmt: skip
    elif len(list(filter(None, row.cells))) == 1:
        message = tr("{fault}; is this a remark? Delete the line", fault=message)
    return TableError(message, row.start)


def _names_in(comment: str, separator: str, width: int) -> list[str]:
    """The column names in the last comment above a table, if there is one for each column."""
    cells = comment.split(None if separator == " " else separator)
    cells = [cell.strip().strip('"') for cell in cells]
    fits = len(cells) == width > 1 and not any(map(is_number, cells))
    return cells if fits and max(map(len, cells)) <= LONGEST_CELL else []


def _name(names: list[str], number: int) -> str:
    given = plain(" ".join(names[number - 1].split()), LONGEST_CELL) if names else ""
    return given or unnamed_column(number)


def _comma_fault(builders: list[Builder], notes: list[str]) -> str:
    """Why commas cannot be read as decimal points, a sentence with the placeholder {cell}.

    Empty if they can be.

    A comma before three digits may be a thousands separator. If any comma cannot be one, all
    commas are taken for decimal commas.
    """
    counted = {kind: sum(each.counts[kind] for each in builders) for kind in builders[0].counts}
    if not counted["comma"]:
        return AMBIGUOUS_COMMA
    if any(each.has_points for each in builders):
        return tr(
            '"{cell}" has a comma where other cells have a point; write all numbers with a point'
        )
    notes.append(tr("Decimal commas are read as points."))
    return ""
