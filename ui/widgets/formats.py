"""File formats to save in, and tables as CSV for programs and for the user's spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QLocale

from vgsim.words.language import tr

RISKY = ("=", "+", "-", "−", "@", "\t", "\r")  # a spreadsheet takes such a text for a formula
CsvRow = Sequence[str | float]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One type of file."""

    text: str  # as shown in the dialog
    suffix: str  # ".png"
    write: Callable[[], bytes]

    @property
    def filter(self) -> str:
        """The form that Qt's file dialogs need: the text and, in parentheses, a pattern."""
        return f"{self.text} (*{self.suffix})"


def file_name(title: str) -> str:
    """Turn a title into a file name that is valid on every system."""
    kept = "".join(each if each.isalnum() or each in " -_" else " " for each in title)
    return "_".join(kept.lower().split())[:60]


def harmless(text: str) -> str:
    """Put a quote before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def plain_csv(rows: Iterable[CsvRow]) -> bytes:
    """RFC 4180, UTF-8, with a decimal point and all digits."""
    cells = ([_cell(cell, repr) for cell in row] for row in rows)
    return _written(cells, ",").encode()


def local_csv(rows: Iterable[CsvRow], locale: QLocale) -> bytes:
    """CSV as a spreadsheet with this locale expects it, with a byte order mark for UTF-8."""
    point = "," if locale.decimalPoint() == "," else "."

    def number(value: float) -> str:
        return repr(value).replace(".", point) if isfinite(value) else harmless(repr(value))

    cells = ([_cell(cell, number) for cell in row] for row in rows)
    return _written(cells, ";" if point == "," else ",").encode("utf-8-sig")


def csv_formats(rows: Iterable[CsvRow]) -> tuple[FileFormat, FileFormat]:
    """Formats for these rows; later changes of the rows have no effect."""
    kept = [tuple(row) for row in rows]
    return (
        FileFormat(tr("Table, CSV"), ".csv", lambda: plain_csv(kept)),
        FileFormat(tr("Table for my spreadsheet, CSV"), ".csv", lambda: local_csv(kept, QLocale())),
    )


def _cell(cell: str | float, number: Callable[[float], str]) -> str:
    return harmless(cell) if isinstance(cell, str) else number(cell)


def _written(rows: Iterable[Sequence[str]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()
