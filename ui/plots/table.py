"""The numbers of a plot as a table: every point of every curve, with all digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ui.plots.frame import Scale, Still
from ui.plots.marks import (
    Band,
    Bars,
    Cells,
    Dots,
    FloatArray,
    HeatMap,
    Line,
    Stamps,
    Steps,
    StillMark,
)
from ui.widgets.formats import CsvRow

Points = Iterator[tuple[str | float, float, float]]  # part of the curve, x, y


def table(
    still: Still, marks: Iterable[StillMark], names: Mapping[str, str], caption: str = ""
) -> Iterator[CsvRow]:
    """The rows of the table, titles first.

    Args:
        still: the fixed parts of the plot; its marks come first.
        marks: the live marks.
        names: color "#rrggbb" -> name of the curves that have it.
        caption: the source of the numbers, for the last column of the first row.
    """
    across = _axis(still.x, still.x_caption.long or "x")
    up = _axis(still.y, still.caption.long or "y")
    yield "curve", "part", across, up, "about"
    for mark in (*still.marks, *marks):
        name = _name(still, mark, names)
        for part, x, y in _points(mark):
            yield name, part, x, y, caption
            caption = ""


def _axis(scale: Scale, words: str) -> str:
    """The title of a column of numbers."""
    of = scale.of or words
    return f"log10 of {of}" if scale.logarithmic else of


def _name(still: Still, mark: StillMark, names: Mapping[str, str]) -> str:
    """The name of a curve, and the meaning of its stroke."""
    if isinstance(mark, HeatMap | Cells):
        return still.caption.long or "colors"
    strokes = [key.label for key in still.keys if key.dash == getattr(mark, "dash", ())]
    found = (names.get(mark.color, mark.color), *strokes[:1])
    return ", ".join(each for each in found if each)


def _points(mark: StillMark) -> Points:
    match mark:
        case Line():
            yield from _pairs("line", mark.x, mark.y)
        case Dots():
            yield from _pairs("point", mark.x, mark.y)
        case Stamps():
            yield from _pairs(mark.shape.value, mark.x, mark.y)
        case Band():
            yield from _pairs("lower end", mark.x, mark.low)
            yield from _pairs("upper end", mark.x, mark.high)
        case Bars() | Steps():
            yield from _pairs("left edge, height", mark.edges[:-1], mark.heights)
        case HeatMap():
            yield from _cells(mark)


def _pairs(part: str, x: FloatArray, y: FloatArray) -> Points:
    for one, other in zip(x.tolist(), y.tolist(), strict=True):
        yield part, one, other


def _cells(mark: HeatMap) -> Points:
    """The middle of every cell; its value takes the place of the name of a part."""
    rows, columns = mark.values.shape
    for row in range(rows):
        y = mark.bottom + (mark.top - mark.bottom) * (row + 0.5) / rows
        for column in range(columns):
            x = mark.left + (mark.right - mark.left) * (column + 0.5) / columns
            yield float(mark.values[row, column]), x, y
