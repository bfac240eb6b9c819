"""Small multiples: f above f′ for every function by itself, all on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.curves.functions import Function, lines, y_ranges
from ui.look.theme import THEMES, Theme
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.marks import Mark, Rule
from ui.plots.plot import Plot
from vgsim.words.language import tr

SEEN = Range(-4.0, 4.0)  # of z: where the functions differ
SAMPLES = 160  # per curve
SHAPE = 1.25  # wanted width of a pair divided by its height


class Pair(QWidget):
    """f and f′ of one function."""

    def __init__(self) -> None:
        super().__init__()
        self.values = Plot(Words("", "f(z)"))
        self.slopes = Plot(Words("", "f′(z)"), Words("", "z"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.slopes, 1)

    def show_function(self, function: Function, ranges: tuple[Range, Range], theme: Theme) -> None:
        """Draw one function on these ranges of f and f′."""
        self.setAccessibleName(function.label)
        self.values.show_captions(Words(function.label, function.label), Words())
        self.slopes.show_captions(Words(tr("its slope f′(z)"), "f′(z)"), Words("", "z"))
        pen = (theme.outline, 1.0)
        rules: list[Mark] = [Rule(0.0, *pen, vertical=False), Rule(0.0, *pen, vertical=True)]
        curves = lines(function, SEEN, SAMPLES, theme.line_width)
        for plot, y, curve in zip((self.values, self.slopes), ranges, curves, strict=True):
            plot.show_theme(theme)
            plot.show_scales(Scale(SEEN, labelled=plot is self.slopes), Scale(y))
            plot.show_still([*rules, curve])


class Multiples(QWidget):
    """A grid of pairs that fills its area."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._functions: tuple[Function, ...] = ()
        self._columns = 0
        self.pairs: list[Pair] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        self._grid.setSpacing(theme.spacing)
        self._draw()

    def show_functions(self, functions: Sequence[Function]) -> None:
        """Draw these functions."""
        if tuple(functions) != self._functions:
            self._functions = tuple(functions)
            self._draw()

    def _draw(self) -> None:
        while len(self.pairs) > len(self._functions):
            pair = self.pairs.pop()
            self._grid.removeWidget(pair)
            pair.hide()
            pair.deleteLater()
        while len(self.pairs) < len(self._functions):
            self.pairs.append(Pair())
        ranges = y_ranges(self._functions, SEEN)
        for pair, function in zip(self.pairs, self._functions, strict=True):
            pair.show_function(function, ranges, self._theme)
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = best_columns(len(self.pairs), self.width(), self.height())
        if columns == self._columns:
            return
        self._columns = columns
        for place, pair in enumerate(self.pairs):
            self._grid.addWidget(pair, place // columns, place % columns)
        for k in range(max(self._grid.columnCount(), columns)):
            self._grid.setColumnStretch(k, int(k < columns))
        for k in range(max(self._grid.rowCount(), 1)):
            self._grid.setRowStretch(k, int(k * columns < len(self.pairs)))


def best_columns(count: int, width: int, height: int) -> int:
    """The number of columns with which the pairs come closest to their wanted shape."""

    def unlike(columns: int) -> float:
        rows = max(ceil(count / columns), 1)
        shape = (width / columns) / max(height / rows, 1.0)
        return max(shape / SHAPE, SHAPE / max(shape, 1e-6))

    return min(range(1, max(count, 1) + 1), key=unlike)
