"""What the colors and patterns of the network view mean: always visible, the same for all lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.items.network.layout import line_height, small, text_width
from ui.items.network.scene import LARGEST_SIGNAL
from ui.raster.cells import INFINITE, NAN, UNDERFLOW, ZERO, packed, pattern, signal_place
from ui.theme import Theme, argb, font
from vgsim.play.geometry import Scale
from vgsim.play.text import power_of_ten

UPDATE = -1  # the diamond among the swatches
SWATCHES = (
    (ZERO, "exactly 0"), (UNDERFLOW, "underflow"), (INFINITE, "infinite"), (NAN, "NaN"),
    (UPDATE, "update / weight"),
)  # fmt: skip
SIGNAL_TICKS = ((-10.0, "≤−10"), (-1.0, "−1"), (0.0, "0"), (1.0, "1"), (10.0, "≥10"))
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the legend lie for one width."""

    signal: QRectF
    gradient: QRectF
    swatches: tuple[QRectF, ...]
    height: float


class NetworkLegend(QWidget):
    """Two scales and the looks of numbers that are no ordinary ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_legend")
        self.setAccessibleName("Legend")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme: Theme | None = None
        self._scale = Scale()
        self._samples: dict[int, QImage] = {}
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._samples = {}
        self.updateGeometry()
        self.update()

    def set_scale(self, scale: Scale) -> None:
        if scale != self._scale:
            self._scale = scale
            self._describe()
            self.updateGeometry()
            self.update()

    def _describe(self) -> None:
        low, high = power_of_ten(self._scale.low), power_of_ten(self._scale.high)
        kind = "automatic" if self._scale.automatic else "the same for all layers and networks"
        self.setAccessibleDescription(
            f"Signals: blue below zero, orange above. Gradients from {low} to {high}, {kind}."
        )

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 40 if self._theme is None else int(self._places(self._theme, width).height) + 1

    # where the parts lie

    def _places(self, theme: Theme, width: float) -> Places:
        """Side by side where there is room; else swatches under the scales, else all stacked."""
        label, gap, pad = _label(theme), 2.5 * theme.spacing, theme.spacing
        line, top = line_height(label), theme.spacing * 0.5
        scale = 2 * line  # strip and ticks
        names = [text_width(words, label) + line + 0.5 * pad for _, words in SWATCHES]
        pairs = [max(names[0], names[1]), max(names[2], names[3]), names[4]]
        least = (
            text_width("signal a", label) + pad + 9 * line,
            self._gradient_width(label) + 9 * line,
        )
        beside = sum(pairs) + 3 * gap
        free = width - 2 * pad
        if free >= sum(least) + gap + beside:
            strips = free - beside - gap
            swatches = self._two_rows(free + pad - sum(pairs) - 2 * gap, top, line, pairs, gap)
            height = top + scale + pad * 0.25
        else:
            strips = free - gap
            below = top + scale + pad * 0.25
            stacked = strips < sum(least)
            if stacked:
                below += scale
            swatches, height = self._flow(pad, below, line, names, gap, free)
            if stacked:
                one = QRectF(pad, top, free, scale)
                return Places(one, one.translated(0, scale), swatches, height)
        share = strips * least[0] / sum(least)
        signal = QRectF(pad, top, share, scale)
        gradient = QRectF(signal.right() + gap, top, strips - share, scale)
        return Places(signal, gradient, swatches, height)

    @staticmethod
    def _two_rows(
        left: float, top: float, line: float, pairs: list[float], gap: float
    ) -> tuple[QRectF, ...]:
        """Four looks as two columns of two, the diamond as a third."""
        xs = (left, left + pairs[0] + gap, left + pairs[0] + pairs[1] + 2 * gap)
        spots = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))
        return tuple(QRectF(xs[k], top + row * line, pairs[k], line) for k, row in spots)

    @staticmethod
    def _flow(
        left: float, top: float, line: float, names: list[float], gap: float, free: float
    ) -> tuple[tuple[QRectF, ...], float]:
        """One after the other, in as many rows as it takes."""
        x, y, boxes = 0.0, top, []
        for name in names:
            if x > 0 and x + name > free:
                x, y = 0.0, y + line
            boxes.append(QRectF(left + x, y, name, line))
            x += name + gap
        return tuple(boxes), y + line + gap * 0.1

    def _gradient_title(self) -> str:
        return "gradient |∂L/∂z|, automatic" if self._scale.automatic else "gradient |∂L/∂z|"

    def _gradient_width(self, label: QFont) -> float:
        return text_width(self._gradient_title(), label)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        places = self._places(theme, self.width())
        scale = self._scale
        table = signal_place(np.array([value for value, _ in SIGNAL_TICKS]), LARGEST_SIGNAL)
        signal = [((float(p) + 1) / 2, w) for p, (_, w) in zip(table, SIGNAL_TICKS, strict=True)]
        ends = {scale.low: "≤", scale.high: "≥"}  # what lies beyond looks like the end
        decades = [(scale.share(t), ends.get(t, "") + power_of_ten(t)) for t in scale.ticks(7)]
        with QPainter(self) as painter:
            painter.setFont(_label(theme))
            self._strip(painter, theme, places.signal, "signal a", theme.forward_map, signal)
            title = self._gradient_title()
            self._strip(painter, theme, places.gradient, title, theme.gradient_map, decades)
            for (code, words), box in zip(SWATCHES, places.swatches, strict=True):
                self._swatch(painter, theme, code, words, box)

    @staticmethod
    def _strip(
        painter: QPainter, theme: Theme, place: QRectF, title: str, table: tuple[int, ...],
        ticks: list[tuple[float, str]],
    ) -> None:  # fmt: skip
        """Title in front of the strip, ticks under it at shares 0 ... 1 as far as they fit."""
        line = place.height() / 2
        name = text_width(title, painter.font()) + theme.spacing
        half = max(text_width(words, painter.font()) for _, words in ticks) / 2
        strip = QRectF(
            place.left() + name, place.top() + line * 0.1, max(place.width() - name - half, 10),
            line * 0.8,
        )  # fmt: skip
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(place.left(), place.top(), name, line), LEFT, title)
        row = np.ascontiguousarray(packed(table)[None, :])
        image = QImage(row.data, len(table), 1, 4 * len(table), QImage.Format.Format_RGB32)
        painter.drawImage(strip, image)
        painter.setPen(QColor(theme.outline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip)
        painter.setPen(QColor(theme.muted))
        free = -1e9
        for share, words in ticks:
            wide = text_width(words, painter.font())
            x = strip.left() + share * strip.width()
            if x - wide / 2 >= free:
                painter.drawLine(QPointF(x, strip.bottom()), QPointF(x, strip.bottom() + 3))
                box = QRectF(x - wide, strip.bottom() + line * 0.15, 2 * wide, line)
                painter.drawText(box, CENTER, words)
                free = x + wide / 2 + theme.spacing * 0.75

    def _swatch(self, painter: QPainter, theme: Theme, code: int, words: str, box: QRectF) -> None:
        side = box.height() * 0.8
        place = QRectF(box.left(), box.top() + box.height() * 0.1, side, side)
        if code == UPDATE:
            _diamond(painter, theme, place)
        else:
            ratio = self.devicePixelRatioF()
            pixels = round(side * ratio)
            if code not in self._samples or self._samples[code].width() != pixels:
                self._samples[code] = _sample(theme, code, pixels, ratio)
            painter.drawImage(place, self._samples[code])
            painter.setPen(QColor(theme.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
        painter.setPen(QColor(theme.text))
        left = box.left() + side + theme.spacing * 0.5
        painter.drawText(QRectF(left, box.top(), box.width(), box.height()), LEFT, words)


def _label(theme: Theme) -> QFont:
    return font(theme, small(theme))


def _sample(theme: Theme, code: int, side: int, ratio: float) -> QImage:
    """The pattern as the cells show it."""
    colors = {ZERO: theme.zero, UNDERFLOW: theme.underflow, INFINITE: theme.infinite,
              NAN: theme.nan}  # fmt: skip
    grain = max(1, round(ratio * theme.line_width / 2))
    y, x = np.mgrid[0:side, 0:side] // grain
    pixels = np.where(pattern(code, x, y), argb(colors[code]), argb(theme.surface))
    data = np.ascontiguousarray(pixels, np.uint32)
    return QImage(data.data, side, side, 4 * side, QImage.Format.Format_RGB32).copy()


def _diamond(painter: QPainter, theme: Theme, place: QRectF) -> None:
    middle, half = place.center(), place.width() * 0.4
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawPolygon((
        middle + QPointF(0, -half), middle + QPointF(half, 0), middle + QPointF(0, half),
        middle + QPointF(-half, 0),
    ))  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
