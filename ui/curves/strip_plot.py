"""The strips of a recurrent cell as a plot, over the same steps as the plot of its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent

from ui.curves.strips import (
    NAMES,
    Strip,
    StripColors,
    strip_cells,
    strip_ticks,
    strips_of,
)
from ui.look.theme import Theme
from ui.plots.axis import Range
from ui.plots.frame import Scale, label_metrics
from ui.plots.marks import Cells, Rule
from ui.plots.plot import Plot
from ui.plots.readout import ReadoutRow, ReadoutTable
from ui.widgets import formats
from vgsim.compute.traces.trace import CellDetail
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

SMALLEST_TYPE = 8  # pixels
NAMED = 0.3  # of the width that names may take; otherwise there are symbols
GAP = 2  # pixels between two strips


class CellStrips(Plot):
    """Each strip has height 1; `rows` and the read-out have the value of every unit."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Gates, states and gradients over time"))
        self._theme: Theme = self.still.theme
        self._strips: tuple[Strip, ...] = ()
        self._looks: tuple[str, tuple[float, float], float] = ("#000000", (-24.0, 0.0), 0.0)
        self.x_range_chosen.connect(self._draw)

    @property
    def strips(self) -> tuple[Strip, ...]:
        """The strips that are drawn, from top to bottom."""
        return self._strips

    @property
    def steps(self) -> int:
        """The number of time steps along the x axis; 1 without strips."""
        return len(self._strips[0].values) if self._strips else 1

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        """Draw the strips again in the colors of a theme."""
        self._theme = theme
        self._draw()

    def show_cell(
        self, cell: CellDetail, color: str, decades: tuple[float, float], smallest: float
    ) -> None:
        """Show a cell.

        Args:
            cell: its values over time.
            color: the color of an open gate.
            decades: log10 at the ends of the gradients' color scale.
            smallest: the smallest normal number of the precision.
        """
        self._strips, self._looks = strips_of(cell), (color, decades, smallest)
        self._draw()

    def show_step(self, step: int) -> None:
        """Mark the selected step."""
        color, width = self._theme.accent, 1.5
        self.show_live([Rule(end, color, width, vertical=True) for end in (step - 0.5, step + 0.5)])

    # --- drawing

    def _draw(self) -> None:
        super().show_theme(self._sized(self._theme))
        if not self._strips:
            return
        names = self._names()
        x = Scale(Range(0.5, self.steps + 0.5), labelled=False, stride=1.0)
        y = Scale(Range(0.0, float(len(names))), strip_ticks(names), inner=True)
        self.show_scales(x, y)
        colors = [StripColors(strip.kind, self._theme, *self._looks) for strip in self._strips]
        self.show_still(self._cells(colors))

    def _cells(self, colors: list[StripColors]) -> list[Cells]:
        height = max(-self.place().y.slope, 1.0)  # pixels of a strip
        rows = ceil(height * self.devicePixelRatioF())
        return strip_cells(self._strips, colors, rows, min(GAP / height, 0.5))

    def _sized(self, theme: Theme) -> Theme:
        """The theme with type that fits the height of the strips."""
        pitch = self.height() / max(len(self._strips), 1)
        size = max(min(theme.label_size, int(0.95 * pitch)), SMALLEST_TYPE)
        return replace(theme, label_size=size)

    def _names(self) -> tuple[str, ...]:
        """The names of the strips, or their symbols where there is no room."""
        names = tuple(NAMES[strip.symbol] for strip in self._strips)
        metrics = label_metrics(self.still.theme)
        widest = max(metrics.horizontalAdvance(name) for name in names)
        short = tuple(strip.symbol for strip in self._strips)
        return names if widest <= NAMED * self.width() else short

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self._draw()

    # --- values out

    def unit_at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Strip, step (from 1) and unit (from 0) at a position in values, or None."""
        index = len(self._strips) - 1 - floor(point.y())
        step = round(point.x())
        if not 0 <= index < len(self._strips) or not 1 <= step <= self.steps:
            return None
        units = self._strips[index].values.shape[1]
        return index, step, min(int((floor(point.y()) + 1 - point.y()) * units), units - 1)

    def table_at(self, point: QPointF) -> ReadoutTable | None:
        """The exact values of the unit at a position, in all strips that have one per unit."""
        found = self.unit_at(point)
        if found is None:
            return None
        chosen, step, unit = found
        units = self._strips[chosen].values.shape[1]
        rows = tuple(
            ReadoutRow((NAMES[strip.symbol], scientific(float(strip.values[step - 1, unit]), 4)))
            for strip in self._strips
            if strip.values.shape[1] == units
        )
        head = tr("step {step}", step=step), tr("unit {unit}", unit=unit + 1)
        return ReadoutTable(head, rows)

    def rows(self) -> Iterator[formats.CsvRow]:
        """Every value of every unit, also of those that share a row of pixels."""
        caption = self.provenance().caption
        yield "quantity", "step", "unit", "value", "about"
        for strip in self._strips:
            for step, values in enumerate(strip.values.tolist(), 1):
                for unit, value in enumerate(values, 1):
                    yield NAMES[strip.symbol], float(step), float(unit), value, caption
                    caption = ""
