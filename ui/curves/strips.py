"""Heat strips: a row of pixels per unit (or per group of units), a column per time step."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme, argb
from ui.plots.frame import label_font, label_metrics, wrapped
from ui.raster.cells import (
    INFINITE,
    NAN,
    UNDERFLOW,
    ZERO,
    FloatArray,
    Pixels,
    gradient_codes,
    gradient_colors,
    packed,
    signal_codes,
    signal_colors,
)
from ui.widgets.plain import show_tooltip
from vgsim.compute.traces.trace import CellDetail
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

LARGEST = 1.0  # end of the color scale: gates and squashed values are within ±1
LEAST_NAMED = 8  # minimum height in pixels for a name
GAP = 2  # pixels between two strips
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAMES = {
    "x": tr("input"), "i": tr("input gate"), "f": tr("forget gate"), "g": tr("candidate"),
    "o": tr("output gate"), "r": tr("reset gate"), "z": tr("update gate"), "n": tr("candidate"),
    "c": tr("cell state"), "h": tr("state"), "y": tr("output"), "∂c": "∂L/∂c", "∂h": "∂L/∂h",
}  # fmt: skip
GATES = "ifozr"  # gates, which are open or closed


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One array over time, (steps, units)."""

    symbol: str
    values: FloatArray
    kind: str  # "signal", "gate" or "gradient"


def strips_of(cell: CellDetail) -> tuple[Strip, ...]:
    """All strips in the order of the computation: inputs, gates, states, outputs, gradients."""
    found = [Strip("x", cell.inputs, "signal")]
    found += [
        Strip(name, values, "gate" if name in GATES else "signal")
        for name, values in cell.gates.items()
    ]
    if cell.carried.size:
        found.append(Strip("c", cell.carried, "signal"))
    found.append(Strip("h", cell.hidden, "signal"))
    if len(cell.answers) == len(cell.hidden):
        found.append(Strip("y", cell.answers, "signal"))
    found.append(Strip("∂h", cell.grad_hidden, "gradient"))
    if cell.grad_carried.size:
        found.append(Strip("∂c", cell.grad_carried, "gradient"))
    return tuple(found)


def thinned(values: FloatArray, rows: int) -> FloatArray:
    """Convert to (rows, steps); a row that several units share shows the largest magnitude."""
    steps, units = values.shape
    count = max(min(rows, units), 1)
    edges = np.arange(count + 1) * units // count
    size = np.nan_to_num(np.abs(values), nan=np.inf)
    found = np.empty((count, steps))
    for row in range(count):
        block = slice(edges[row], edges[row + 1])
        largest = size[:, block].argmax(axis=1)
        found[row] = values[:, block][np.arange(steps), largest]
    return found


class CellStrips(QWidget):
    """Paints the strips, with columns aligned with the steps of the plot below."""

    picked = Signal(int)  # a step that was clicked

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Gates, states and gradients over time"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme: Theme = THEMES["light"]
        self._strips: tuple[Strip, ...] = ()
        self._color = "#000000"
        self._step = 1
        self._span = self._seen = (0.0, 1.0)
        self._decades = (-24.0, 0.0)
        self._smallest = 0.0
        self._images: dict[tuple[int, int], QImage] = {}  # by (strip, rows), for the current cell

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._images = {}
        self.updateGeometry()
        self.update()

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
        self._strips, self._color = strips_of(cell), color
        self._decades, self._smallest = decades, smallest
        self._images = {}
        self.update()

    def show_step(self, step: int) -> None:
        """Mark the selected step."""
        if step != self._step:
            self._step = step
            self.update()

    def show_span(self, span: tuple[float, float], seen: tuple[float, float]) -> None:
        """Set pixel positions: first step's start and last step's end, and the visible part."""
        if (span, seen) != (self._span, self._seen):
            self._span, self._seen = span, seen
            self.update()

    @property
    def strips(self) -> tuple[Strip, ...]:
        return self._strips

    def least_height(self) -> int:
        """The minimum height in which every strip has its symbol."""
        count = max(len(self._strips), 1)
        return ceil(count * (label_metrics(self._theme).height() * 0.8 + GAP))

    # --- places

    def box(self, index: int) -> QRectF:
        """The rectangle of a strip."""
        pitch = self.height() / max(len(self._strips), 1)
        left, right = self._span
        top = round(index * pitch)
        return QRectF(left, top, right - left, round((index + 1) * pitch) - top - GAP)

    def place_at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Strip, step (from 1) and unit at a point, or None."""
        for index, strip in enumerate(self._strips):
            box = self.box(index)
            seen = self._seen[0] <= point.x() <= self._seen[1]
            if seen and box.contains(point) and box.height() > 0:
                steps, units = strip.values.shape
                step = int((point.x() - box.left()) / box.width() * steps)
                unit = int((point.y() - box.top()) / box.height() * units)
                return index, min(step, steps - 1) + 1, min(unit, units - 1)
        return None

    def words_at(self, point: QPointF) -> str:
        """The exact value at a point, as text."""
        place = self.place_at(point)
        if place is None:
            return ""
        index, step, unit = place
        strip = self._strips[index]
        return tr(
            "{quantity}, step {step}, unit {unit}: {value}",
            quantity=NAMES[strip.symbol], step=step, unit=unit + 1,
            value=scientific(float(strip.values[step - 1, unit]), 4),
        )  # fmt: skip

    # --- events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(place[1])

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, ratio = self._theme, self.devicePixelRatioF()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.surface))
            painter.setFont(self._font())
            painter.setPen(QColor(theme.text))
            for index, strip in enumerate(self._strips):
                box = self.box(index)
                if box.height() < 1 or box.width() < 1:
                    continue
                name = QRectF(0, box.top() - 4, self._seen[0] - 6, box.height() + 8)
                if box.height() >= LEAST_NAMED:
                    painter.drawText(name, RIGHT, self._name(strip, name.width()))
            left, right = self._seen
            painter.setClipRect(QRectF(left, 0, right - left, self.height()))
            for index in range(len(self._strips)):
                box = self.box(index)
                if box.height() >= 1 and box.width() >= 1:
                    image = self._image(index, max(round(box.height() * ratio), 1))
                    painter.drawImage(box, image, QRectF(image.rect()))
            self._mark(painter)

    def _font(self) -> QFont:
        """A font that fits the height of the strips."""
        family = QFont(label_font(self._theme))
        pitch = self.height() / max(len(self._strips), 1)
        family.setPixelSize(max(min(self._theme.label_size, int(1.05 * pitch)), LEAST_NAMED))
        return family

    def _name(self, strip: Strip, width: float) -> str:
        """The full name if it fits, otherwise the symbol."""
        name = NAMES[strip.symbol]
        return name if label_metrics(self._theme).horizontalAdvance(name) <= width else strip.symbol

    def _mark(self, painter: QPainter) -> None:
        """Outline the selected step."""
        if not self._strips or self._step > len(self._strips[0].values):
            return
        left, right = self._span
        pitch = (right - left) / len(self._strips[0].values)
        start = left + (self._step - 1) * pitch
        painter.setPen(QPen(QColor(self._theme.accent), 1.5))
        painter.drawRect(QRectF(start, 0.75, max(pitch, 1.0), self.height() - GAP - 0.75))

    def _image(self, index: int, rows: int) -> QImage:
        strip = self._strips[index]
        key = index, min(rows, strip.values.shape[1])
        if key not in self._images:
            pixels = np.ascontiguousarray(self._colors(strip, thinned(strip.values, rows)))
            self._images[key] = wrapped(pixels, 1.0).copy()
        return self._images[key]

    def _colors(self, strip: Strip, grid: FloatArray) -> Pixels:
        theme, flat = self._theme, grid.ravel()
        if strip.kind == "gradient":
            table = packed(theme.gradient_map)
            colors = gradient_colors(flat, *self._decades, table)
            codes = gradient_codes(flat, self._smallest)
        else:
            codes = signal_codes(flat)
            if strip.kind == "gate":
                colors = blended(flat, theme.surface, self._color)
            else:
                colors = signal_colors(flat, LARGEST, packed(theme.forward_map))
        looks = ((ZERO, theme.zero), (UNDERFLOW, theme.underflow), (INFINITE, theme.infinite),
                 (NAN, theme.nan))  # fmt: skip
        for code, look in looks:
            colors[codes == code] = argb(look)
        return colors.reshape(grid.shape)


def blended(values: FloatArray, closed: str, opened: str) -> Pixels:
    """Mix two colors: `closed` at 0, `opened` at 1."""
    share = np.clip(np.nan_to_num(values), 0.0, 1.0)[:, None]
    colors = QColor(closed), QColor(opened)
    ends = [np.array([c.red(), c.green(), c.blue()], dtype=np.float64) for c in colors]
    mixed = np.rint(ends[0] + share * (ends[1] - ends[0])).astype(np.uint32)
    return np.asarray(
        np.uint32(0xFF000000) | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2], dtype=np.uint32
    )
