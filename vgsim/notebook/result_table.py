"""Tables of results: frames of pandas where it is installed, else small tables of arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vgsim.notebook.named_arrays import NamedArrays

if TYPE_CHECKING:
    import pandas

SHOWN = 20  # rows that are printed; of a longer table the first and the last half of them
DIGITS = 4
WIDTH = 100  # characters of a printed line; columns that do not fit are only counted
LONGEST = 40  # characters of a printed text


class ResultTable(NamedArrays):
    """Columns by name, each an array with one entry for every row; made where there is no pandas.

    `table["loss"]` is a column, `len(table)` the number of columns, as in any mapping;
    `table.shape` has rows and columns. Where pandas is installed, results are frames instead, and
    the same expressions work.

    >>> table = ResultTable({"layer": np.array([1, 2]), "saturated": np.array([0.5, 0.25])})
    >>> table["saturated"]
    array([0.5 , 0.25])
    >>> table.shape
    (2, 2)
    >>> print(table)
    layer  saturated
        1        0.5
        2       0.25
    """

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._arrays)

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows, and of columns."""
        return len(next(iter(self._arrays.values()), ())), len(self._arrays)

    def rows(self) -> list[dict[str, Any]]:
        """The rows from the first on, each as a dictionary of its values by column."""
        return [
            {name: column[row] for name, column in self._arrays.items()}
            for row in range(self.shape[0])
        ]

    def _texts(self) -> tuple[list[list[str]], int]:
        """The rows to print, and before which of them some are left out; 0: none."""
        rows = list(range(self.shape[0]))
        cut = 0
        if len(rows) > SHOWN:
            cut = SHOWN // 2
            rows = rows[:cut] + rows[-cut:]
        return [[_text(column[row]) for column in self._arrays.values()] for row in rows], cut

    def __repr__(self) -> str:
        texts, cut = self._texts()
        columns = [
            [name, *(shortened(row[place]) for row in texts)]
            for place, name in enumerate(self._arrays)
        ]
        widths = [max(map(len, column)) for column in columns]
        fitting = sum(used <= WIDTH + 2 for used in accumulate(width + 2 for width in widths))
        shown = list(zip(columns, widths, strict=True))[: max(fitting, 1)]
        lines = [
            "  ".join(column[row].rjust(width) for column, width in shown)
            for row in range(len(texts) + 1)
        ]
        if cut:
            lines.insert(1 + cut, "...")
        if left := len(columns) - len(shown):
            lines.append(f"and {left} more column{'s' if left > 1 else ''}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The table as Jupyter shows it."""
        texts, cut = self._texts()
        gap = ["…"] * len(self._arrays)
        rows = [*texts[:cut], gap, *texts[cut:]] if cut else texts
        return html_table(self._arrays, rows)


def _text(value: Any) -> str:
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def shortened(text: str) -> str:
    """The text, cut off where it is too long to be printed in a line."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def html_table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in HTML; every text is escaped."""
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    lines = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table_of(columns: Mapping[str, NDArray[Any]]) -> ResultTable | pandas.DataFrame:
    """The columns as a frame of pandas or, if it is not installed, as a `ResultTable`."""
    try:
        import pandas
    except ImportError:
        return ResultTable(columns)
    return pandas.DataFrame(dict(columns))


def joined(parts: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """The columns of several networks below each other; NaN where a network has no such column.

    Each part has columns of one length; a single value stands for a whole column.

    >>> {name: column.tolist() for name, column in
    ...  joined([{"network": "a", "x": np.ones(1)}, {"network": "b", "y": np.ones(1)}]).items()}
    {'network': ['a', 'b'], 'x': [1.0, nan], 'y': [nan, 1.0]}
    """
    names = list(dict.fromkeys(name for part in parts for name in part))
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
    for part in parts:
        rows = max(len(value) for value in part.values() if isinstance(value, np.ndarray))
        for name in names:
            value = part.get(name, np.nan)
            whole = value if isinstance(value, np.ndarray) else np.full(rows, value, _kind(value))
            columns[name].append(whole)
    return {name: np.concatenate(found) for name, found in columns.items()}


def _kind(value: Any) -> Any:
    """The type of a column that one value fills: texts are Python's, so that they can be longer."""
    return object if isinstance(value, str) else None
