"""Splits a table's text into rows of cells; finds the separator and skips lines above."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from vgsim.tables.cells import looks_numeric
from vgsim.tables.text import (
    CP1252_NOTE,
    LONGEST_CELL,
    MOST_COLUMNS,
    TableError,
    encoding_of,
    lines_of,
)
from vgsim.words.language import tr
from vgsim.words.plain import plain

MOST_ROWS = 100_000
SAMPLE = 25  # lines that are read to find the separator
_SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.I)  # Excel's separator line
_BLANKS = re.compile(r'("[^"]*")|[ \t]+')
BLANK = " "  # stands for any run of spaces and tabs
SEPARATORS = {
    "\t": tr("tabs"), ";": tr("semicolons"), ",": tr("commas"), "|": tr("vertical bars"),
    BLANK: tr("spaces"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank. With quoted line breaks it extends over several lines."""

    start: int
    line: int  # the line it ends on
    cells: list[str]


class Rows:
    """Iterates over the rows of a file, reading each when it is needed.

    Raises:
        TableError: the file is not text, or a row cannot be read.
    """

    def __init__(self, content: bytes) -> None:
        encoding = encoding_of(content)
        self.notes = [CP1252_NOTE] if encoding == "cp1252" else []
        self.separator = ","
        self.comment = ""  # the last comment line on top
        self._lines = lines_of(content, encoding)
        self._skipped = 0  # lines above the table
        self._rows = self._read()

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def _read(self) -> Iterator[Row]:
        sample = self._sample()
        if not sample:
            return
        blanks = self.separator == BLANK
        lines = chain(sample, self._lines)
        reader = csv.reader(
            map(_tabbed, lines) if blanks else lines,
            delimiter="\t" if blanks else self.separator, skipinitialspace=True, strict=True,
        )  # fmt: skip
        count, start = 0, 0
        try:
            for cells in reader:
                start, before = self._skipped + reader.line_num, start + 1
                cells = [cell.strip() for cell in cells]
                if not any(cells):
                    continue
                count += 1
                _check(cells, start, count)
                yield Row(before, start, cells)
        except csv.Error as error:
            raise _syntax_error(str(error), start + 1, self._skipped + reader.line_num) from None

    def _sample(self) -> list[str]:
        """The first lines of the table itself. Keeps the comment and separator line above it."""
        given = ""
        first = ""
        comments = 0
        for first in self._lines:
            text = first.strip(" \r\n")
            if text.startswith("#"):
                comments += 1
                self.comment = text.lstrip("#").strip()
            elif text and not given and (match := _SEP.fullmatch(text)):
                given = match[1]
            elif text.strip():
                break
            self._skipped += 1
        else:
            return []
        if comments:
            note = tr("%n line(s) of comment above the table left out.", "", comments)
            self.notes.append(note)
        sample = [first, *islice(self._lines, SAMPLE - 1)]
        self.separator = given or separator_of(sample)
        return sample


def separator_of(lines: list[str]) -> str:
    """The separator with the best `_score`; ties go to the first in `SEPARATORS`."""
    scores = {
        each: _score(lines, each) for each in SEPARATORS if any(each in line for line in lines)
    }
    found = max(scores, key=scores.__getitem__, default=",")
    return found if scores.get(found) else ","


def _score(lines: list[str], separator: str) -> float:
    """How well a separator fits, 0 to 2.

    The fraction of rows with the most frequent number of cells, times 1 + the fraction of numbers
    among their cells. Blanks score less, since names and texts contain them.
    """
    rows: list[list[str]] = []
    blanks = separator == BLANK
    reader = csv.reader(
        map(_tabbed, lines) if blanks else lines,
        delimiter="\t" if blanks else separator, skipinitialspace=True,
    )  # fmt: skip
    with suppress(csv.Error):  # reported later, when the rows are read
        rows.extend(row for row in reader if any(cell.strip() for cell in row))
    if not rows:
        return 0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0
    cells = [cell.strip() for row in rows if len(row) == width for cell in row]
    numbers = sum(map(looks_numeric, cells)) / len(cells)
    return times / len(rows) * (1 + numbers) / (4 / 3 if blanks else 1)


def _tabbed(line: str) -> str:
    """The line with a tab in place of each run of blanks outside quotes."""
    return _BLANKS.sub(lambda found: found[1] or "\t", line.strip(" \t\r\n")) + "\n"


def _check(cells: list[str], line: int, count: int) -> None:
    if len(cells) > MOST_COLUMNS:
        message = tr(
            "the table has {count} columns; at most {most} are possible",
            count=len(cells), most=MOST_COLUMNS,
        )  # fmt: skip
        raise TableError(message, line)
    if count > MOST_ROWS + 1:
        raise TableError(tr("there are more than {most} rows", most=MOST_ROWS), line)
    for place, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            message = tr(
                "{count} characters in one cell; at most {most} are possible",
                count=len(cell), most=LONGEST_CELL,
            )  # fmt: skip
            raise TableError(message, line, str(place))


def _syntax_error(error: str, start: int, line: int) -> TableError:
    """The error for a row that cannot be read, in our own words instead of Python's."""
    if "unexpected end" in error or "field limit" in error:
        return TableError(tr("a quote opened here is never closed"), start)
    if "expected after" in error:
        message = tr("a quote ends in the middle of a cell; double it if it belongs there")
        return TableError(message, line)
    return TableError(plain(error, 100), line)
