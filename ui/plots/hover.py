"""Reads the values under the pointer: one vertical line in a stack of plots, and one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtWidgets import QWidget

from ui.look.theme import Theme
from ui.plots.plot import Plot
from ui.plots.readout import Readout, ReadoutTable

Points = tuple[tuple[float, str], ...]  # heights and colors of rings on the hair line


@dataclass(frozen=True, slots=True)
class HoverValues:
    """The values at one position of the x axis."""

    x: float  # where the line is drawn: the position that is read, not the pointer's
    table: ReadoutTable
    points: tuple[Points, ...] = ()  # for each plot of the stack, if there are any


class Hover(QObject):
    """Shows what `read(x, pixel)` returns at x; `pixel` is the width of a pixel in values."""

    def __init__(
        self,
        panel: QWidget,
        plots: Sequence[Plot],
        read: Callable[[float, float], HoverValues | None],
    ) -> None:
        super().__init__(panel)
        self._panel, self._plots, self._read = panel, tuple(plots), read
        self._pointer: tuple[Plot, QPointF] | None = None
        self.readout = Readout(panel)
        for plot in plots:
            plot.hovered.connect(self._move)

    def show_theme(self, theme: Theme) -> None:
        """Show the table in the colors and type of a theme."""
        self.readout.show_theme(theme)

    def line_height(self) -> float:
        """Height of a row of the table in pixels."""
        return self.readout.line_height()

    def lines(self) -> int:
        """The maximum number of rows of a table without its head."""
        return int(self._area().height() / self.line_height()) - 2

    def over(self, plot: Plot) -> QPointF | None:
        """The position in values that is read, if it is in this plot of the stack."""
        found = self._pointer
        return found[1] if found is not None and found[0] is plot else None

    def refresh(self) -> None:
        """Read again at the same position, because the values have changed."""
        reading = None
        if self._pointer is not None:
            plot, point = self._pointer
            reading = self._read(point.x(), 1 / plot.place().x.slope)
        if reading is None or self._pointer is None:
            self._put_away()
            return
        plot, point = self._pointer
        points = reading.points or ((),) * len(self._plots)
        for each, rings in zip(self._plots, points, strict=True):
            each.show_cursor(reading.x, rings)
        plot.setAccessibleDescription(as_sentence(reading.table))
        pixel = plot.place().point(reading.x, point.y()).toPoint()
        self.readout.show_table(reading.table, plot.mapTo(self._panel, pixel), self._area())

    def _move(self, point: QPointF | None) -> None:
        plot = self.sender()
        self._pointer = (plot, point) if point is not None and isinstance(plot, Plot) else None
        self.refresh()

    def _put_away(self) -> None:
        if self.readout.isHidden():
            return
        self.readout.hide()
        for plot in self._plots:
            plot.show_cursor(None)

    def _area(self) -> QRect:
        area = QRect()
        for plot in self._plots:
            if not plot.isHidden():
                area = area.united(plot.geometry())
        return area


def as_sentence(table: ReadoutTable) -> str:
    """The table as a sentence for a screen reader."""
    rows = (" ".join((row.cells[0], *_named(table.head, row.cells))) for row in table.rows)
    return f"{table.head[0]}: {'; '.join(rows)}"


def _named(head: tuple[str, ...], cells: tuple[str, ...]) -> list[str]:
    return [f"{name}: {cell}" for name, cell in zip(head[1:], cells[1:], strict=False)]
