"""A plane of networks: colored cells, lines of theory over them, and the lane as a dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, log10
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.look.theme import Theme, argb
from ui.plots.axis import Range, Tick, decade_ticks, decimal_ticks, integer_ticks, nice_above
from ui.plots.frame import Scale, Words
from ui.plots.marks import Colors, Dots, FloatArray, HeatMap, Line, Mark, Note
from ui.plots.plot import Plot
from vgsim.describe.fields import field_of
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, percent, power_of_ten, scientific

# powers of ten at the ends of the color map
LIMITS = (1.0, 3.0, 6.0, 10.0, 20.0, 50.0, 100.0, 200.0, 400.0)
Kind = Literal["signed", "share", "size"]  # of a measure: powers of ten, a fraction, or from 0 up
DASH = (5.0, 3.0)
AIR = 0.025  # of the cells' range, on every side
APART = 0.08, 0.25  # fractions of the axes: of labels nearer than this, only the first is written
PANS = Qt.KeyboardModifier.AltModifier
MOVES = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruler:
    """One axis of a plane, and its positions in a plot with a linear axis."""

    path: str  # of the setting
    values: tuple[float, ...]  # of the cells
    log: bool

    @property
    def label(self) -> str:
        """Name of the setting, for the user."""
        return field_of(self.path).label

    @property
    def whole(self) -> bool:
        """Whether the setting is a whole number."""
        return field_of(self.path).kind == "integer"

    def place(self, value: float) -> float:
        """Convert a value to a position in the plot."""
        if not self.log:
            return value
        return log10(value) if value > 0 else -inf

    def value(self, place: float) -> float:
        """Convert a position in the plot to a value of the setting."""
        found = 10**place if self.log else place
        return float(round(found)) if self.whole else found

    @property
    def _ends(self) -> tuple[float, float]:
        return self.place(self.values[0]), self.place(self.values[-1])

    @property
    def step(self) -> float:
        """Distance between the middles of two neighboring cells."""
        first, last = self._ends
        return (last - first) / (len(self.values) - 1) if last > first else 1.0

    @property
    def range(self) -> Range:
        """From the outer edge of the first cell to that of the last."""
        first, last = self._ends
        return Range(first - self.step / 2, last + self.step / 2)

    @property
    def scale(self) -> Scale:
        """The range with a margin around the cells, so that a dot at the edge is visible."""
        ticks = decade_ticks if self.log else integer_ticks if self.whole else decimal_ticks
        cells = self.range
        return Scale(cells.zoomed(1 + 2 * AIR, cells.center), ticks, of=self.label)

    def rounded(self, place: float) -> float:
        """The value at a position, rounded to a thousandth of the axis, about a pixel."""
        value = self.value(place)
        if self.whole or value == 0:
            return value
        fine = (abs(value) * 2.3 if self.log else 1.0) * self.range.span / 1000
        return round(value, max(0, -floor(log10(fine))))

    def clamped(self, index: int) -> int:
        """The nearest index that a cell has."""
        return min(max(index, 0), len(self.values) - 1)

    def index(self, place: float) -> int:
        """Index of the cell at a position."""
        return self.clamped(round((place - self._ends[0]) / self.step))

    def written(self, value: float) -> str:
        """The setting and its value, as text."""
        return f"{self.label} = {decimal(value, 0) if self.whole else scientific(value, 3)}"


class PlanePlot(Plot):
    """A plot whose dot follows the pressed mouse, and moves by cells with the arrow keys."""

    placed = Signal(QPointF)  # position in values
    nudged = Signal(int, int)  # cells to the right, cells upward
    let_go = Signal()

    def __init__(self) -> None:
        super().__init__(x_caption=Words("x", "x"))
        self.setAccessibleName(tr("Phase diagram"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._held = False  # the dot
        self._resting = False  # pressed where the range can be reset, and not moved yet
        self.clicked.connect(self._place_dot)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        boxing = self.view.boxing or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        inside = self.place().inner.contains(event.position())
        self._held = inside and not boxing and event.button() == Qt.MouseButton.LeftButton
        self._resting = self._held and self.range_chosen  # it may begin a double click
        if not self._held:
            super().mousePressEvent(event)
        elif not self._resting:
            self.placed.emit(self._within(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._resting = False
            self.placed.emit(self._within(event.position()))
            self.hovered.emit(self.value_at(event.position()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            if self._resting:
                self._take_click(self._within(event.position()))
            else:
                self.let_go.emit()
        else:
            super().mouseReleaseEvent(event)

    def _place_dot(self, point: QPointF) -> None:
        """Move the dot to where the plot was clicked, or to the hair line."""
        self.placed.emit(point)
        self.let_go.emit()

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _move(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _move(event)
        if move is None:
            super().keyPressEvent(event)
            return
        far = 5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.nudged.emit(far * move[0], far * move[1])

    def _within(self, position: QPointF) -> QPointF:
        inner = self.place().inner
        x = min(max(position.x(), inner.left()), inner.right())
        y = min(max(position.y(), inner.top()), inner.bottom())
        return self.value_at(QPointF(x, y))


def _move(event: QKeyEvent) -> tuple[int, int] | None:
    """How an arrow key moves the dot; None: no move, because with Alt the view is moved."""
    return None if event.modifiers() & PANS else MOVES.get(Qt.Key(event.key()))


def colors_for(kind: Kind, reach: float, theme: Theme) -> tuple[Colors, tuple[Tick, ...]]:
    """The color map and its ticks, for a measure whose values reach up to `reach`."""
    zero, broken = argb(theme.zero), argb(theme.nan)
    if kind == "signed":
        limit = next((each for each in LIMITS if each >= reach), LIMITS[-1])
        ticks = [Tick(0.0, "1")]
        for part in (1.0, 0.5):
            if limit * part == round(limit * part):
                for sign in (-1, 1):
                    whole = round(sign * limit * part)
                    ticks.append(Tick(float(whole), power_of_ten(whole)))
        ordered = tuple(sorted(ticks, key=lambda tick: tick.value))
        return Colors(theme.forward_map, -limit, limit, zero, broken), ordered
    if kind == "share" and reach <= 1:
        colors = Colors(theme.gradient_map, 0.0, 1.0, zero, broken)
        return colors, tuple(Tick(each, percent(each)) for each in (0.0, 0.5, 1.0))
    top = nice_above(reach) if reach > 0 else 1.0
    ticks = [Tick(each, scientific(each, 2)) for each in (0.0, top / 2, top)]
    return Colors(theme.gradient_map, 0.0, top, zero, broken), tuple(ticks)


def cells(values: FloatArray, x: Ruler, y: Ruler, colors: Colors) -> HeatMap:
    """The cells as a field in the ranges of the axes."""
    across, up = x.range, y.range
    return HeatMap(values, across.low, across.high, up.low, up.high, colors)


@dataclass(frozen=True, slots=True, eq=False)
class ContourLine:
    """A named line over the cells; NaN where it has a gap."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    name: str
    chief: bool  # solid and thicker; the others are dashed


def contour_marks(lines: Sequence[ContourLine], theme: Theme) -> list[Mark]:
    """The lines, legible on every color of the map."""
    marks: list[Mark] = []
    for line in lines:
        width = theme.line_width * (1.2 if line.chief else 0.6)
        # a light line under the dark one
        marks.append(Line(line.x, line.y, theme.surface, width * 2.2, opacity=0.55))
        marks.append(Line(line.x, line.y, theme.text, width, () if line.chief else DASH))
    return marks


def contour_notes(lines: Sequence[ContourLine], x: Range, y: Range, theme: Theme) -> list[Note]:
    """The names of the lines, at different heights where the lines are visible."""
    notes: list[Note] = []
    for number, line in enumerate(lines):
        seen = (x.low <= line.x) & (line.x <= x.high)
        seen &= (y.low <= line.y) & (line.y <= y.high)
        where = np.flatnonzero(seen)
        if len(line.y) == 2 and seen[:1].all():  # a vertical line
            at = float(line.x[0]), y.low + y.span * (0.85 - 0.13 * number)
        elif where.size:
            heights = line.y[where]
            wanted = y.low + y.span * (0.9 - 0.13 * number)
            best = where[int(np.argmin(np.abs(heights - wanted)))]
            at = float(line.x[best]), float(line.y[best])
        else:
            continue
        if any(
            abs(at[0] - each.x) < APART[0] * x.span and abs(at[1] - each.y) < APART[1] * y.span
            for each in notes
        ):
            continue
        notes.append(Note(*at, line.name, theme.text))
    return notes


def dot(x: float, y: float, color: str, theme: Theme) -> Dots:
    """The dot that shows the lane's position."""
    return Dots(
        np.array([x]), np.array([y]), color, 2.6 * theme.line_width, 1.2 * theme.line_width,
        theme.surface,
    )  # fmt: skip
