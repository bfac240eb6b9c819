"""What is written over the network view: titles, sentences, axes, numbers, the wave's front."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log10

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.items.network_scene import LaneScene, Shown
from ui.theme import Theme, font
from vgsim.compute.trace import LaneTrace
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import Scale
from vgsim.play.text import power_of_ten, scientific
from vgsim.theory.verdict import Verdict

WIDE, TIGHT = "9·10⁻⁹⁹", "10⁻⁹⁹"  # the longest numbers under a column
GLYPHS = {"good": "✓", "warn": "!", "bad": "✕"}


@dataclass(frozen=True, slots=True)
class Fonts:
    """The type of the view, fitted to its size."""

    title: QFont
    sentence: QFont
    label: QFont

    @staticmethod
    @lru_cache(maxsize=32)
    def of(theme: Theme, width: int, lane_height: int, longest: str) -> Fonts:
        """The longest sentence fits one line where it can, never below the size of labels."""
        wide = QFontMetricsF(font(theme, 100, strong=True)).horizontalAdvance(f"✕  {longest}") / 100
        fitting = int((width - 5 * theme.spacing) / max(wide, 1))
        readout = max(min(theme.readout_size, fitting, lane_height // 8), theme.label_size)
        least = min(theme.font_size, theme.label_size)
        number = max(min(theme.label_size, int(lane_height * 0.05)), least)
        return Fonts(
            font(theme, min(theme.title_size, readout), strong=True),
            font(theme, readout, strong=True),
            font(theme, number),
        )


def order(value: float) -> str:
    """The order of magnitude alone, where there is no room for digits."""
    if not isfinite(value) or value == 0 or abs(log10(abs(value))) < 2:
        return scientific(value)
    return power_of_ten(round(log10(abs(value))))


def severity_color(theme: Theme, severity: str) -> QColor:
    return QColor({"good": theme.good, "warn": theme.warn, "bad": theme.danger}[severity])


def header_height(fonts: Fonts, theme: Theme, width: int, longest: str) -> float:
    """Title line and room for the sentence: one line where it fits, else two."""
    metrics = QFontMetricsF(fonts.sentence)
    lines = 1 if metrics.horizontalAdvance(f"✕  {longest}") < width - 4 * theme.spacing else 2
    return QFontMetricsF(fonts.title).height() + lines * metrics.height() + theme.spacing * 1.25


@dataclass(frozen=True, slots=True)
class LaneText:
    """One lane's words; heights in device-independent pixels are the scene's over `ratio`."""

    scene: LaneScene
    lane: LaneTrace
    verdict: Verdict
    color: str
    theme: Theme
    fonts: Fonts
    scale: Scale
    width: float
    margin: float

    def _y(self, pixel: float) -> float:
        return pixel / self.scene.ratio

    def write(self, painter: QPainter, frame: Frame, shown: Shown, area: QRect) -> None:
        top, bottom = self._y(self.scene.place.top), self._y(self.scene.place.bottom)
        if area.bottom() < top or area.top() > bottom:
            return
        header = QRectF(0, top, self.width, self._y(self.scene.place.header) - top)
        if area.top() <= header.bottom():
            self._header(painter, header, frame)
        if area.left() <= self.margin:
            self._axis(painter)
        self._numbers(painter, shown, area)
        self._updates(painter, shown, area)
        self._front(painter, frame, shown)

    def _header(self, painter: QPainter, place: QRectF, frame: Frame) -> None:
        theme, pad = self.theme, self.theme.spacing
        line = QFontMetricsF(self.fonts.title).height()
        chip = QRectF(pad, place.top() + pad * 0.75, pad * 0.75, line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.color))
        painter.drawRoundedRect(chip, 2, 2)
        painter.setPen(QColor(theme.text))
        painter.setFont(self.fonts.title)
        left = chip.right() + pad
        row = QRectF(left, chip.top(), self.width - left - pad, line)
        loss = "" if frame.phase is Phase.FORWARD else f"loss {scientific(self.lane.loss, 4)}"
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, loss)
        room = row.width() - QFontMetricsF(self.fonts.title).horizontalAdvance(loss) - pad
        title = QFontMetricsF(self.fonts.title).elidedText(
            self.lane.title, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(self.fonts.sentence)
        painter.setPen(severity_color(theme, self.verdict.severity))
        words = f"{GLYPHS[self.verdict.severity]}  {self.verdict.sentence}"
        below = QRectF(left, row.bottom(), row.width(), place.bottom() - row.bottom())
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, flags, words)

    def _axis(self, painter: QPainter) -> None:
        theme, place, right = self.theme, self.scene.place, self.margin - self.theme.spacing
        painter.setFont(self.fonts.label)
        metrics = QFontMetricsF(self.fonts.label)
        painter.setPen(QColor(theme.text))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for (start, end), words in ((place.signal, "signal"), (place.gradient, "gradient")):
            rect = QRectF(0, self._y(start), right, self._y(end - start))
            if rect.height() >= metrics.height():
                painter.drawText(rect, align, words)
        painter.setPen(QColor(theme.muted))
        start, end = place.bars
        height = self._y(end - start)
        for decade in self.scale.ticks(max(2, int(height / (metrics.height() * 1.3)))):
            share = (decade - self.scale.low) / (self.scale.high - self.scale.low)
            y = self._y(end) - share * height
            painter.drawText(
                QRectF(0, y - metrics.height() / 2, right, metrics.height()), align,
                power_of_ten(decade),
            )  # fmt: skip
            painter.drawLine(QPointF(right + 2, y), QPointF(self.margin - 2, y))

    def _numbers(self, painter: QPainter, shown: Shown, area: QRect) -> None:
        """The size of the gradient under every column, turned upright where columns are narrow."""
        norms = self.lane.measures["gradient_preactivation"]
        metrics = QFontMetricsF(self.fonts.label)
        pitch = self._y(self.scene.columns.pitch)
        flat = pitch >= metrics.horizontalAdvance(TIGHT)
        say = scientific if pitch >= metrics.horizontalAdvance(WIDE) else order
        every = 1 if flat else max(1, -(-int(metrics.height() * 0.92) // max(int(pitch), 1)))
        painter.setFont(self.fonts.label)
        painter.setPen(QColor(self.theme.text))
        top = self._y(self.scene.place.bars[1]) + 2
        room = self._y(self.scene.place.numbers) - top
        for layer in range(1, self.scene.layers + 1):
            center = self._y(self.scene.columns.center(layer))
            if (
                layer < shown.gradients
                or (layer - 1) % every
                or not (area.left() - pitch * every <= center <= area.right() + pitch * every)
            ):
                continue
            value = float(norms[layer - 1])
            words = say(value) if flat else scientific(value)
            if flat:
                rect = QRectF(center - pitch / 2, top, pitch, metrics.height())
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
                continue
            painter.save()
            painter.translate(center, top)
            painter.rotate(90)
            rect = QRectF(0, -metrics.height() / 2, room, metrics.height())
            painter.drawText(
                rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words
            )
            painter.restore()

    def _updates(self, painter: QPainter, shown: Shown, area: QRect) -> None:
        """A diamond a layer: how much the update changes the weights, on the bars' axis."""
        if not shown.updates:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.surface), 1))
        painter.setBrush(QColor(self.theme.accent))
        half = max(3.0, min(self._y(self.scene.columns.pitch) * 0.2, self.theme.spacing * 0.75))
        for layer in range(1, shown.updates + 1):
            x = self._y(self.scene.columns.center(layer))
            y = self._y(self.scene.update_marks[layer - 1])
            if area.left() - half <= x <= area.right() + half:
                points = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
                painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _front(self, painter: QPainter, frame: Frame, shown: Shown) -> None:
        """The layer that has just been computed: outlined, its value beside it."""
        layer = self._front_layer(frame)
        if layer is None:
            return
        theme, place = self.theme, self.scene.place
        first, last = (self._y(x) for x in self.scene.columns.span(layer))
        forward = frame.phase is Phase.FORWARD
        start, end = place.signal if forward else (place.gradient[0], place.bars[1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.text), theme.line_width))
        painter.drawRect(QRectF(first, self._y(start), last - first, self._y(end - start)))
        if not forward:
            self._ball(painter, layer, (first + last) / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _front_layer(self, frame: Frame) -> int | None:
        if frame.phase not in (Phase.FORWARD, Phase.BACKWARD) or frame.reached == 0:
            return None
        layer = frame.reached if frame.phase is Phase.FORWARD else frame.layers + 1 - frame.reached
        return layer if 1 <= layer <= self.scene.layers else None

    def _ball(self, painter: QPainter, layer: int, x: float) -> None:
        """Rides on the bars; its height is the size of the gradient here."""
        y = self._y(self.scene.tops[layer - 1])
        radius = max(5.0, self.theme.line_width * 3.5)
        painter.setPen(QPen(QColor(self.theme.surface), 2))
        painter.setBrush(QColor(self.color))
        painter.drawEllipse(QPointF(x, y), radius, radius)


def log10_range(lanes: tuple[LaneTrace, ...]) -> tuple[float, float]:
    """Decades of the smallest and the largest gradient that is an ordinary number."""
    norms = [float(v) for lane in lanes for v in lane.measures["gradient_preactivation"]]
    good = [log10(v) for v in norms if isfinite(v) and v > 0]
    return (min(good), max(good)) if good else (0.0, 0.0)
