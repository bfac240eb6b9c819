"""One column of a table, built cell by cell: numbers, text, or the reason why it is neither."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.cells import Kind, classified, decoration, why_no_number
from vgsim.tables.text import SHOWN, TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

_BOOLEAN = frozenset(("true", "false", "yes", "no"))  # in any mixture of cases
MANY = 5  # distinct numbers with a unit; fewer may be kinds, such as 2WD and 4WD
MOST_TEXTS = 100  # distinct texts that a column keeps; with more, it keeps none of them


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. A column with a `fault` can be shown but not used."""

    name: str
    number: int  # from 1
    values: NDArray[np.float64]  # (rows,); NaN: not a number
    codes: NDArray[np.int8] | None  # (rows,) index of each cell in `texts`; None: too many
    texts: tuple[str, ...]  # the distinct cells, in order of appearance
    absent: NDArray[np.bool_]  # where the cell is missing
    first_absent: int  # line of the first missing cell; 0: none is missing
    textual: bool  # text rather than numbers
    fault: TableError | None  # why it is neither numbers nor text

    @property
    def label(self) -> str:
        """The name as the window shows it."""
        unnamed = self.name == unnamed_column(self.number)
        return tr("column {number}", number=self.number) if unnamed else self.name

    @property
    def shown(self) -> str:
        """Number and name, for messages."""
        return _shown(self.number, self.name)

    @property
    def missing(self) -> int:
        """Number of missing cells."""
        return int(self.absent.sum())


@dataclass(frozen=True, slots=True)
class BodyLines:
    """First and last line below the header, where a second header or totals may be."""

    first: int
    last: int


class Builder:
    """A column while it is being read."""

    def __init__(self) -> None:
        self.values, self._codes = array("d"), array("b")
        self._known: dict[str, tuple[int, Kind, float]] = {}  # cell -> code, kind, value
        self._absent = bytearray()
        self.counts: dict[Kind, int] = dict.fromkeys(
            ("number", "comma", "ambiguous comma", "missing", "text", "refused"), 0
        )  # fmt: skip
        self._firsts: dict[Kind, tuple[int, str]] = {}  # line and cell of the first of each kind
        self.has_points = False  # whether a number has a decimal point
        self._spelling: dict[str, str] = {}  # the first spelling of true, false, yes and no

    def add(self, cell: str, line: int) -> None:
        """Append the cell of one row, which is on this line."""
        if len(cell) <= 5 and (word := cell.casefold()) in _BOOLEAN:
            cell = self._spelling.setdefault(word, cell)
        known = self._known.get(cell)
        if known is None:
            kind, value = classified(cell)
            known = len(self._known), kind, value
            if len(self._known) <= MOST_TEXTS:
                self._known[cell] = known
            self._firsts.setdefault(kind, (line, cell))
            self.has_points = self.has_points or (kind == "number" and "." in cell)
        code, kind, value = known
        self._codes.append(code)
        self.values.append(value)
        self.counts[kind] += 1
        self._absent.append(kind == "missing")

    def count(self, cell: str) -> int:
        """How often this cell was read; 0 if `MOST_TEXTS` different cells came before it."""
        known = self._known.get(cell)
        return self._codes.count(known[0]) if known else 0

    def add_first(self, cell: str, line: int) -> None:
        """Insert a cell before all others."""
        self.add(cell, line)
        self.values.insert(0, self.values.pop())
        self._codes.insert(0, self._codes.pop())
        self._absent.insert(0, self._absent.pop())

    def remove_first(self) -> None:
        """Remove the first cell: it is the column's name."""
        del self.values[0], self._codes[0], self._absent[0]

    def column(self, name: str, number: int, lines: BodyLines, commas: str) -> Column:
        """The finished column; `commas`: why commas are not decimal points, or empty."""
        counts = self.counts
        numbers = counts["number"] + counts["comma"] + counts["ambiguous comma"]
        textual = counts["text"] > numbers + counts["refused"]
        shown = _shown(number, name)
        fault = self._unit(shown) if textual else self._fault(lines, commas, shown)
        few = len(self._known) <= MOST_TEXTS
        return Column(
            name, number, np.frombuffer(self.values, np.float64),
            np.frombuffer(self._codes, np.int8) if few else None,
            tuple(self._known) if few else (), np.frombuffer(self._absent, np.bool_),
            self._firsts.get("missing", (0, ""))[0], textual, fault,
        )  # fmt: skip

    def _unit(self, shown: str) -> TableError | None:
        """The error for a column of numbers that all have the same unit; None for real texts."""
        cells = [cell for cell, (_, kind, _) in self._known.items() if kind != "missing"]
        found = {decoration(cell) for cell in cells}
        if len(cells) < MANY or len(found) > 1 or None in found:
            return None
        line, cell = min(self._firsts[kind] for kind in ("text", "refused") if kind in self._firsts)
        message = tr(
            '"{cell}" is a number with a unit or a sign; write it as a plain number',
            cell=plain(cell, SHOWN),
        )
        return TableError(message, line, shown)

    def _fault(self, lines: BodyLines, commas: str, shown: str) -> TableError | None:
        """The error for the first cell of a numeric column that is not a number."""
        wrong: list[Kind] = ["text", "refused", *(("comma", "ambiguous comma") if commas else ())]
        found = [self._firsts[kind] for kind in wrong if kind in self._firsts]
        if not found:
            return None
        line, cell = min(found)
        message = (
            commas if classified(cell)[0] in ("comma", "ambiguous comma") else why_no_number(cell)
        )
        message = message.format(cell=plain(cell, SHOWN))
        if self.counts["text"] == 1 and "text" in self._firsts and len(self.values) > 2:
            if line == lines.first:
                message = tr("{fault}; is this a second line of names?", fault=message)
            elif line == lines.last:
                message = tr("{fault}; is this a line of totals?", fault=message)
        return TableError(message, line, shown)


def unnamed_column(number: int) -> str:
    """The name of a column that has none in its file; scenario files may use it."""
    return f"column {number}"


def _shown(number: int, name: str) -> str:
    return str(number) if name == unnamed_column(number) else f"{number} ({plain(name, SHOWN)})"
